"""What an upload has changed is as it was before once it is undone, and undoing is offered where it can be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.contributions.operations.releasing import release_due
from consultation.discussion.models import Comment, Stance
from consultation.discussion.operations.changing import ask_for_change_of_comment
from consultation.discussion.operations.commenting import edit_comment, set_comment_back
from consultation.moderation.decisions import Decision
from consultation.people.models import Participant, Status
from consultation.proposals.models import Proposal, Revision
from consultation.proposals.operations.change_requests import ask_for_change
from consultation.proposals.operations.lifecycle import edit_proposal, refuse_revision
from indicators.codes import Code
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.consultation.discussion.changed import decide
from tests.exports.round_trip.edited import Sheet, address_of
from tests.exports.round_trip.test_edited_lists import TITLE
from tests.factories import NOT_STATED, a_comment, a_proposal, an_officer, missing_migrants, what

Take = Callable[..., Sheet]
Send = Callable[..., TestResponse]
ALL = "Accept all new and changed rows"
RECOMMENDATION = "Your recommendation *"
UNDO = "Undo it as a whole"
LATER = START + timedelta(hours=1)
SIX = datetime(2027, 1, 15, 17, tzinfo=UTC)


@pytest.fixture
def accepted(client: StrictClient, take: Take, send: Send) -> Callable[..., TestResponse]:
    """Change one cell of a list and accept it."""

    def changed(name: str, reference: str, heading: str, text: str, slug: str = "indicators") -> TestResponse:
        sheet = take(name, slug)
        sheet.write(reference, heading, text)
        return client.submit(send(sheet, slug), button=ALL, follow_redirects=True)

    return changed


def told(item: Comment | Proposal) -> tuple[object, ...]:
    return item.asks_change, item.told, item.told_at


def test_what_the_secretariat_asked_about_a_comment_is_asked_again_once_its_change_is_undone(
    client: StrictClient, clock: Clock, author: Participant, accepted: Callable[..., TestResponse], session: Session
) -> None:
    mine = a_comment(session, a_proposal(session), author=author, stance=Stance.SUPPORT, text="First")
    said = {"stance": "support", "section": "", "text": "Second", "suggested_wording": "", "language": "en"}
    edit_comment(session, mine, said=said, is_held=False, now=START)
    ask_for_change_of_comment(session, mine, officer=an_officer(session), reason="Which one?", now=START)
    clock.time = LATER
    done = accepted("comments", mine.reference, "Text", "Third")
    session.refresh(mine)
    assert (told(mine), mine.edited_at) == ((False, "", None), LATER)
    assert "everything is as it was before" in client.submit(done, button=UNDO, follow_redirects=True).text
    session.refresh(mine)
    assert (mine.text, *told(mine), mine.edited_at) == ("Second", True, "Which one?", START, START)


def test_what_the_secretariat_asked_about_a_proposal_and_about_an_edit_is_there_again(
    client: StrictClient, author: Participant, accepted: Callable[..., TestResponse], session: Session
) -> None:
    mine = a_proposal(session, author=author, title="Mine")
    edited = {"author": author, "speaker": NOT_STATED, "content": what(mine.consultation, title="Refused")}
    edit_proposal(session, mine, **edited, version=mine.version, now=START)
    edit = session.scalars(select(Revision).where(Revision.number == 2)).one()
    mine.current_revision = session.scalars(select(Revision).where(Revision.number == 1)).one()
    edit.status = Status.HELD
    session.flush()
    officer = an_officer(session)
    refuse_revision(session, mine, officer=officer, reason="Not so.", version=mine.version, now=START)
    ask_for_change(session, mine, officer=officer, reason="Which one?", version=mine.version, now=START)
    done = accepted("proposals", "IND-0001", TITLE, "Changed")
    session.refresh(mine)
    assert told(mine) == (False, "", None)
    client.submit(done, button=UNDO)
    session.refresh(mine)
    assert told(mine) == (True, "Which one?", START)
    numbered = select(Revision.number, Revision.status, Revision.reason).order_by(Revision.number)
    assert [tuple(row) for row in session.execute(numbered)] == [
        (1, Status.PUBLISHED, ""),
        (2, Status.REFUSED, "Not so."),
    ]


def test_what_the_secretariat_asks_after_an_upload_is_not_undone(
    client: StrictClient, author: Participant, accepted: Callable[..., TestResponse], session: Session
) -> None:
    mine = a_proposal(session, author=author, title="Mine")
    comment = a_comment(session, mine, author=author, text="First")
    for name, reference, heading in (("comments", comment.reference, "Text"), ("proposals", "IND-0001", TITLE)):
        done = accepted(name, reference, heading, "Changed")
        if name == "comments":
            decide(session, comment, Decision.ASK_CHANGE)
        else:
            session.refresh(mine)
            asked = {"officer": an_officer(session), "reason": "Which one?", "now": START}
            ask_for_change(session, mine, **asked, version=mine.version)
        session.commit()
        assert client.submit(done, button=UNDO).status_code == 403
    session.refresh(mine)
    assert (mine.asks_change, comment.asks_change) == (True, True)


def test_undoing_is_offered_where_it_can_be_done_and_else_it_is_said_why_not(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    mine = [a_comment(session, a_proposal(session), author=author, text=text) for text in ("First", "Second")]
    sheet = take("comments")
    sheet.write(mine[0].reference, "Text", "Changed")
    sheet.write(mine[1].reference, "Take back", "take back")
    shown = send(sheet)
    rows = [str(box) for box in shown.text.split('name="rows"')[1:]]
    numbers = [row.partition('value="')[2].partition('"')[0] for row in rows]
    done = client.submit(shown, {"rows": numbers}, button="Accept the ticked rows", follow_redirects=True)
    assert "what was taken back in it is deleted for good" in done.text
    assert UNDO not in done.text
    assert "it can be undone" not in done.text


def test_what_somebody_has_built_on_is_not_offered_to_be_undone(
    client: StrictClient, author: Participant, accepted: Callable[..., TestResponse], session: Session
) -> None:
    mine = a_comment(session, a_proposal(session), author=author, text="First")
    done = accepted("comments", mine.reference, "Text", "Changed")
    assert UNDO in done.text
    preview = client.submit(f"/comments/{mine.reference}/edit", {"text": "Again"}, button="Preview")
    client.submit(preview, button="Save the change")
    later = client.get(address_of(done)).text
    assert UNDO not in later
    assert f"This cannot be undone any more: {mine.reference} changed since" in later


def test_undoing_meets_a_position_that_was_published_meanwhile(session: Session) -> None:
    proposal = a_proposal(session)
    first = a_comment(session, proposal, stance=Stance.SUPPORT, text="First")
    author = session.get_one(Participant, first.author_id)
    said = {"stance": "support", "section": "", "text": "Second", "suggested_wording": "", "language": "en"}
    before = edit_comment(session, first, said=said, is_held=True, now=START)
    later = a_comment(session, proposal, author=author, stance=Stance.STRONG_CONCERN, text="No")
    set_comment_back(session, first, before, now=START)
    assert (first.text, first.status, first.superseded_by_id) == ("First", Status.PUBLISHED, later.id)
    assert proposal.positions == (0, 0, 1)


@pytest.fixture
def known(client: StrictClient, session: Session, author: Participant) -> Participant:
    """The author with a proven address."""
    author.email = "ann@example.org"
    session.commit()
    return author


def test_in_a_protected_consultation_what_is_undone_appears_again_at_the_hour(
    client: StrictClient, known: Participant, accepted: Callable[..., TestResponse], session: Session, engine: Engine
) -> None:
    proposal = a_proposal(session, missing_migrants(session), codes=())
    mine = a_comment(session, proposal, author=known, stance=Stance.SUPPORT, text="First")
    done = accepted("comments", mine.reference, "Text", "Second", slug="missing-migrants")
    assert "until it appears again at 18:00 (Europe/Zurich) with all others" in done.text
    undone = client.submit(done, button=UNDO, follow_redirects=True)
    assert "it says again what it said before, and appears again at the hour" in undone.text
    session.refresh(mine)
    assert (mine.text, mine.status, mine.appears_at, mine.edited_at) == ("First", Status.HELD, SIX, None)
    session.commit()
    release_due(engine, now=SIX)
    session.refresh(mine)
    assert mine.status is Status.PUBLISHED


def test_what_was_approved_appears_at_the_hour_also_where_its_change_was_undone(
    client: StrictClient, known: Participant, accepted: Callable[..., TestResponse], session: Session, engine: Engine
) -> None:
    mine = a_proposal(session, missing_migrants(session), author=known, title="Mine", codes=(Code("theme", "data"),))
    mine.status = mine.current_revision.status = Status.HELD  # type: ignore[union-attr]
    mine.appears_at = mine.current_revision.appears_at = SIX  # type: ignore[union-attr]
    session.commit()
    done = accepted("proposals", str(mine.reference), RECOMMENDATION, "Changed", slug="missing-migrants")
    client.submit(done, button=UNDO)
    session.commit()
    release_due(engine, now=SIX)
    session.expire_all()
    shown = session.scalars(select(Revision).where(Revision.proposal_id == mine.id)).one()
    assert (mine.status, shown.title, shown.status) == (Status.PUBLISHED, "Mine", Status.PUBLISHED)
