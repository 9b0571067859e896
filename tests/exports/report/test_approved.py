"""What is approved and waits for its hour is called so in the secretariat's file, and is in nobody else's."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from consultation.database import snapshot
from consultation.discussion.models import Comment, Stance
from consultation.discussion.operations.commenting import comment_on
from consultation.partners.models import Share
from consultation.partners.operations import share_with
from consultation.people.models import APPROVED, Status
from consultation.proposals.models import Proposal
from consultation.proposals.operations.drafting import submit_proposal
from consultation.proposals.operations.lifecycle import edit_proposal
from consultation.proposals.search.filters import Filters
from consultation.web.identity import new_token
from exports.handouts.making import make_file
from exports.handouts.order import Order
from exports.report.scope.audiences import Audience
from exports.report.wording.words import STATUSES
from tests.client import StrictClient
from tests.clock import START
from tests.exports.opened import rows_of, taken
from tests.exports.report.rows import FRAMEWORK
from tests.factories import (
    NOT_STATED,
    a_comment,
    a_participant,
    a_proposal,
    an_officer,
    missing_migrants,
    sign_in,
    what,
)

NOON = START + timedelta(hours=1)
WORDS = STATUSES[APPROVED]
HERS = "What waits for its hour"


@pytest.fixture
def waiting(session: Session) -> tuple[Proposal, Comment, Proposal]:
    """A proposal and a position that are approved, and a public proposal of which a change is; others are held."""
    consultation, ann = missing_migrants(session), a_participant(session, email="ann@example.org")
    who = {"author": ann, "speaker": NOT_STATED, "now": NOON}
    keys = {"submission": new_token(), "token": new_token()}
    sent = submit_proposal(session, consultation, content=what(consultation, codes=(), title=HERS), **who, **keys)
    public = a_proposal(session, consultation, author=ann, codes=(), title="A title")
    said = {"stance": Stance.SUPPORT, "text": HERS, "language": "en", "submission": None, "is_held": False}
    comment = comment_on(session, public, **said, **who)
    edited = what(consultation, codes=(), title=HERS)
    edit_proposal(session, public, content=edited, version=public.version, **who)
    a_proposal(session, consultation, codes=(), status=Status.HELD, title="Held")
    a_comment(session, public, text="Held", is_held=True)
    session.commit()
    return sent, comment, public


def made(engine: Engine, audience: Audience, *, partner: str = "", filters: Filters | None = None) -> bytes:
    with snapshot(engine) as reading:
        order = Order("missing-migrants", audience, partner=partner, filters=filters or Filters())
        return taken(make_file(reading, order, FRAMEWORK, now=NOON)).content


def test_it_has_a_status_of_its_own_in_the_secretariats_sheets_and_counts(
    engine: Engine, waiting: tuple[Proposal, Comment, Proposal]
) -> None:
    sent, comment, public = waiting
    content = made(engine, Audience.SECRETARIAT)
    stand = {row["Reference"]: row["Status"] for row in rows_of(content, "Recommendations")}
    stand |= {row["Comment"]: row["Status"] for row in rows_of(content, "Comments")}
    assert (stand[sent.reference], stand[comment.reference], stand[public.reference]) == (WORDS, WORDS, "published")
    assert sorted(stand.values()) == sorted([WORDS, WORDS, "published", "held", "held"])
    assert {row["Status"] for row in rows_of(content, "Revisions")} == {WORDS}
    counts = {row["Value"]: row for row in rows_of(content, "Summary") if row["Counted by"] == "Status"}
    assert [(counts[name]["Proposals by participants"], counts[name]["Comments"]) for name in (WORDS, "held")] == [
        (1, 1),
        (1, 1),
    ]


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.PARTNERS])
def test_nobody_elses_file_has_anything_of_it(
    session: Session, engine: Engine, waiting: tuple[Proposal, Comment, Proposal], audience: Audience
) -> None:
    is_partner = audience is Audience.PARTNERS
    partner = share_with(session, waiting[0].consultation_id, "A network", list(Share), now=START).name
    session.commit()
    with ZipFile(BytesIO(made(engine, audience, partner=partner if is_partner else ""))) as parts:
        everything = "\n".join(parts.read(name).decode() for name in parts.namelist())
    for words in (HERS, "approved, not shown yet", waiting[0].reference, waiting[1].reference):
        assert str(words) not in everything


def test_officers_filter_by_it(
    client: StrictClient, session: Session, engine: Engine, waiting: tuple[Proposal, Comment, Proposal]
) -> None:
    for status, number in ((APPROVED, 1), (Status.HELD, 1), (Status.PUBLISHED, 1)):
        rows = rows_of(made(engine, Audience.SECRETARIAT, filters=Filters(status=status)), "Recommendations")
        assert (len(rows), {row["Status"] for row in rows}) == (number, {STATUSES[status]})
    sign_in(client, session, an_officer(session))
    session.commit()
    shown = client.get("/consultations/missing-migrants?status=approved").text
    assert (HERS in shown, "Approved, not shown yet" in shown) == (True, True)
    assert HERS not in client.get("/consultations/missing-migrants?status=held").text
