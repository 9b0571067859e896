"""Withdrawing: at any time, and then the text is gone, down to the file it was stored in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import lxml.html
import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from consultation.people.models import Attribution, Participant, Status
from consultation.people.speaker import Speaker
from consultation.proposals.models import Alignment, Proposal, Revision
from consultation.proposals.queries import revisions_of
from tests.client import StrictClient
from tests.clock import Clock
from tests.databases import ON_SQLITE
from tests.factories import a_comment, a_participant, a_proposal, an_officer, indicators, sign_in
from tests.sending import send

NewClient = Callable[[], StrictClient]
CANARY = "Xylocanaryphone"
SPEAKER = Speaker(Attribution.NAMED, "academia", "africa", f"Organisation {CANARY}", f"Name {CANARY}")


@pytest.fixture
def author(session: Session) -> Participant:
    return a_participant(session)


@pytest.fixture
def proposal(session: Session, author: Participant) -> Proposal:
    """With the canary in every text of two revisions, among others that stay."""
    for number in range(40):
        a_proposal(session, title=f"Another one {number}", rationale="It stays " * 30)
    texts = {"title": CANARY, "rationale": f"Because {CANARY} " * 40, "definition": CANARY, "references": CANARY}
    made = a_proposal(session, author=author, speaker=SPEAKER, **texts)
    for number in range(40, 60):
        a_proposal(session, title=f"Another one {number}")
    return made


def edit_and_withdraw(client: StrictClient, proposal: Proposal) -> None:
    address = f"/proposals/{proposal.reference}"
    send(client, f"{address}/edit", {"title": f"Edited {CANARY}ly"}, button="Save the change")
    client.submit(f"{address}/withdraw", button="Withdraw it")


def test_a_withdrawn_proposal_is_a_dated_trace_without_text_or_speaker(
    client: StrictClient, new_client: NewClient, session: Session, author: Participant, proposal: Proposal
) -> None:
    a_comment(session, proposal, text="A comment that stays.")
    sign_in(client, session, author)
    edit_and_withdraw(client, proposal)
    sign_in(officer := new_client(), session, an_officer(session))
    for browser in (client, new_client(), officer):
        for place in ("", "/history"):
            answer = browser.get(f"/proposals/{proposal.reference}{place}", follow_redirects=True)
            page = " ".join(lxml.html.document_fromstring(answer.text).text_content().split())
            assert "withdrawn by its author on 15 January 2027" in page
            assert "A comment that stays." in page
            assert CANARY not in page
        assert "Nothing fits" in browser.get(f"/consultations/indicators?q={CANARY}").text


def test_nothing_of_it_is_left_in_any_table(
    client: StrictClient, session: Session, author: Participant, proposal: Proposal
) -> None:
    sign_in(client, session, author)
    edit_and_withdraw(client, proposal)
    assert {revision.status for revision in revisions_of(session, proposal)} == {Status.WITHDRAWN}
    named = select(Alignment).join(Revision).where(Revision.proposal_id == proposal.id)
    assert session.scalars(named).all() == []
    session.refresh(proposal)
    assert (proposal.attribution, proposal.stakeholder_group, proposal.region) == (Attribution.NOTHING, "", "")
    assert CANARY.lower() not in everything_stored(session).lower()


def test_the_same_form_sent_again_does_not_bring_it_back(
    client: StrictClient, session: Session, author: Participant
) -> None:
    sign_in(client, session, author)
    form = client.get("/consultations/indicators/propose")
    values = {"title": "Once", "rationale": "A reason", "objectives": "8"}
    send(client, form, values)
    client.submit("/proposals/IND-0001/withdraw", button="Withdraw it")
    send(client, form, values)
    [proposal] = session.scalars(select(Proposal)).all()
    assert proposal.status is Status.WITHDRAWN


@ON_SQLITE
def test_not_even_the_file_of_the_database_holds_it_afterwards(
    client: StrictClient, session: Session, author: Participant, proposal: Proposal, engine: Engine
) -> None:
    sign_in(client, session, author)
    session.commit()
    assert CANARY.lower() in bytes_on_disk(engine)
    edit_and_withdraw(client, proposal)
    session.close()
    assert CANARY.lower()[:8] not in bytes_on_disk(engine)


@ON_SQLITE
def test_a_discarded_draft_is_gone_from_the_file_too(
    client: StrictClient, session: Session, author: Participant, engine: Engine
) -> None:
    draft = a_proposal(session, author=author, status=Status.DRAFT, title=CANARY)
    sign_in(client, session, author)
    client.submit(f"/drafts/{draft.token}/discard", button="Discard the draft")
    session.close()
    assert CANARY.lower() not in bytes_on_disk(engine)


def test_withdrawing_is_possible_after_the_deadline_and_whatever_became_of_it(
    client: StrictClient, session: Session, author: Participant, clock: Clock
) -> None:
    made = [
        a_proposal(session, author=author, status=status) for status in (Status.HELD, Status.REFUSED, Status.HIDDEN)
    ]
    sign_in(client, session, author)
    indicators(session).phases[0].closes_at = clock.advance(hours=1)
    for proposal in made:
        client.submit(f"/proposals/{proposal.reference}/withdraw", button="Withdraw it")
        session.refresh(proposal)
        assert proposal.status is Status.WITHDRAWN


def test_what_was_never_public_leaves_no_public_trace(
    client: StrictClient, new_client: NewClient, session: Session, author: Participant
) -> None:
    proposal = a_proposal(session, author=author, status=Status.HELD)
    sign_in(client, session, author)
    client.submit(f"/proposals/{proposal.reference}/withdraw", button="Withdraw it")
    assert new_client().get(f"/proposals/{proposal.reference}").status_code == 404
    assert client.get(f"/proposals/{proposal.reference}").status_code == 200


def test_withdrawing_twice_is_withdrawing_once(client: StrictClient, session: Session, author: Participant) -> None:
    proposal = a_proposal(session, author=author)
    sign_in(client, session, author)
    form = client.get(f"/proposals/{proposal.reference}/withdraw")
    for _attempt in range(2):
        assert client.submit(form, button="Withdraw it").location == "/me/contributions"
    assert "You have withdrawn it already" in client.get(f"/proposals/{proposal.reference}/withdraw").text


def test_only_the_author_withdraws(
    client: StrictClient, new_client: NewClient, session: Session, author: Participant
) -> None:
    proposal = a_proposal(session, author=author)
    assert client.get(f"/proposals/{proposal.reference}/withdraw").status_code == 401
    for stranger in (a_participant(session), an_officer(session)):
        sign_in(browser := new_client(), session, stranger)
        assert browser.get(f"/proposals/{proposal.reference}/withdraw").status_code == 404


def everything_stored(session: Session) -> str:
    return "\n".join(
        str(row) for table in _tables(session) for row in session.execute(text(f'SELECT * FROM "{table}"'))
    )


def _tables(session: Session) -> Iterator[str]:
    listing = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
        "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    }
    yield from session.scalars(text(listing[session.get_bind().dialect.name]))


def bytes_on_disk(engine: Engine) -> str:
    """Everything in the database's files, as text in small letters; other people's bytes are of no interest here."""
    file = Path(engine.url.database or "")
    files = sorted(file.parent.glob(f"{file.name}*"))
    return "".join(path.read_bytes().decode("latin-1") for path in files).lower()
