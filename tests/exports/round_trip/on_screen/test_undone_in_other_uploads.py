"""Of what is undone nothing is left in what others sent and have not accepted yet."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.discussion.models import Stance
from consultation.people.models import Participant
from consultation.uploads.models import UploadPiece
from consultation.uploads.previews import unpacked
from tests.client import StrictClient
from tests.databases import ON_SQLITE
from tests.exports.round_trip.edited import Sheet
from tests.exports.round_trip.test_edited_lists import TITLE
from tests.factories import a_comment, a_proposal, an_officer, bring_in_open, sign_in
from tests.statements import Statements

Take = Callable[..., Sheet]
Send = Callable[..., TestResponse]
Count = Callable[[], AbstractContextManager[Statements]]
ALL = "Accept all new and changed rows"
UNDO = "Undo it as a whole"
SUMMARY = "Summary"


def waiting(session: Session) -> str:
    """What stands in the uploads that nobody has accepted yet."""
    session.expire_all()
    return "".join(str(unpacked(content)) for content in session.scalars(select(UploadPiece.content)))


def first_officer(session: Session) -> Participant:
    return session.scalars(select(Participant).where(Participant.is_officer)).one()


@pytest.fixture
def added(client: StrictClient, officer: Participant, send: Send, tmp_path: Path) -> TestResponse:
    """The page that says that a table with one row was accepted, for the officer who has brought it in."""
    table = tmp_path / "t.csv"
    table.write_text("title,rationale,objectives\nWords by mistake,Canary words,8\n", encoding="utf-8")
    shown = client.submit(send(table), {"set_language": "en"}, button="Show what would change", follow_redirects=True)
    return client.submit(shown, button=ALL, follow_redirects=True)


def test_what_was_added_by_mistake_is_gone_from_what_another_officer_has_sent(
    client: StrictClient, added: TestResponse, take: Take, send: Send, session: Session
) -> None:
    officer, other = first_officer(session), an_officer(session)
    sign_in(client, session, other)
    sheet = take()
    sheet.write("IND-0001", TITLE, "Another title")
    shown = send(sheet)
    assert "Canary words" in waiting(session)
    sign_in(client, session, officer)
    assert "everything is as it was before" in client.submit(added, button=UNDO, follow_redirects=True).text
    assert "Canary words" not in waiting(session)
    sign_in(client, session, other)
    told = client.submit(shown, button=ALL, follow_redirects=True)
    assert "was undone or taken back meanwhile, so nothing was changed now" in told.text
    assert "There is nothing to accept" in told.text


def test_a_text_that_was_changed_by_mistake_is_gone_from_what_another_officer_has_sent(
    client: StrictClient, added: TestResponse, take: Take, send: Send, session: Session
) -> None:
    first = take()
    first.write("IND-0001", TITLE, "Second canary")
    changed = client.submit(send(first), button=ALL, follow_redirects=True)
    officer = first_officer(session)
    sign_in(client, session, an_officer(session))
    sheet = take()
    sheet.write("IND-0001", "Source", "Another source")
    send(sheet)
    assert "Second canary" in waiting(session)
    sign_in(client, session, officer)
    client.submit(changed, button=UNDO, follow_redirects=True)
    assert "Second canary" not in waiting(session)


def test_a_comment_that_was_changed_by_mistake_is_gone_from_what_its_author_has_sent(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    mine = a_comment(session, a_proposal(session), author=author, stance=Stance.SUPPORT, text="First")
    first = take("comments")
    first.write(mine.reference, "Text", "Canary comment")
    changed = client.submit(send(first), button=ALL, follow_redirects=True)
    sheet = take("comments")
    sheet.write(mine.reference, "Suggested wording", "Other words")
    send(sheet)
    assert "Canary comment" in waiting(session)
    client.submit(changed, button=UNDO, follow_redirects=True)
    assert "Canary comment" not in waiting(session)


def test_a_summary_that_was_written_by_mistake_is_gone_from_the_summaries_another_officer_has_sent(
    client: StrictClient, officer: Participant, take: Take, send: Send, session: Session
) -> None:
    a_proposal(session)
    first = take("summaries")
    first.write("IND-0001", SUMMARY, "Canary summary")
    written = client.submit(send(first), button=ALL, follow_redirects=True)
    sign_in(client, session, an_officer(session))
    sheet = take("summaries")
    sheet.write("IND-0001", "Who reads it", "everybody")
    send(sheet)
    proposals = take()
    proposals.add(Title_of_the_indicator="Of another list")
    send(proposals)
    assert "Canary summary" in waiting(session)
    sign_in(client, session, officer)
    client.submit(written, button=UNDO, follow_redirects=True)
    assert "Canary summary" not in waiting(session)
    assert "Of another list" in waiting(session)


def test_of_a_list_that_is_sent_after_what_it_holds_was_undone_nothing_is_kept(
    client: StrictClient, added: TestResponse, take: Take, send: Send, session: Session
) -> None:
    sheet = take()
    sheet.write("IND-0001", TITLE, "Another title")
    sheet.add(Title_of_the_indicator="New in the same list")
    client.submit(added, button=UNDO, follow_redirects=True)
    shown = send(sheet)
    assert "ignored: 1" in shown.text
    assert "Canary words" not in waiting(session)
    assert "New in the same list" in waiting(session)


@ON_SQLITE
@pytest.mark.usefixtures("officer")
def test_undoing_many_rows_looks_through_each_waiting_upload_once(
    client: StrictClient, take: Take, send: Send, session: Session, statements: Count
) -> None:
    asked = []
    for number in (2, 20):
        for place in range(number):
            bring_in_open(session, "8", title=f"Brought in {number} {place}")
        first = take()
        for reference in first.references:
            first.write(reference, TITLE, f"Changed {number}")
        changed = client.submit(send(first), button=ALL, follow_redirects=True)
        send(take())
        with statements() as heard:
            client.submit(changed, button=UNDO, follow_redirects=True)
        asked.append(sum("FROM upload_pieces" in one for one in heard.texts))
    assert asked[1] <= asked[0] + 2  # one more upload waits by then
