"""Permissions of the round trip: nobody changes by a list what they could not change on the site."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.contributions.operations.releasing import release
from consultation.discussion.models import Comment, Stance
from consultation.people.models import Participant, Status
from consultation.proposals.models import Proposal
from consultation.proposals.operations.lifecycle import withdraw_proposal
from consultation.proposals.queries import get_proposal
from consultation.uploads.models import UploadPiece
from consultation.uploads.previews import unpacked
from tests.client import StrictClient
from tests.clock import START
from tests.databases import SQLITE
from tests.exports.round_trip.edited import Sheet, address_of
from tests.exports.round_trip.test_edited_lists import TITLE, brought_in, title_of
from tests.factories import a_comment, a_participant, a_proposal, an_officer, indicators, publish_edit_now, sign_in

DATABASES = SQLITE

Take = Callable[..., Sheet]
Send = Callable[..., TestResponse]
ALL = "Accept all new and changed rows"
UNDO = "Undo it as a whole"
MEMO = "title,rationale,objectives\nA first title,Because,8\n"


def kept_of_uploads(session: Session) -> str:
    return "".join(str(unpacked(one)) for one in session.scalars(select(UploadPiece.content)))


def test_whoever_is_no_officer_any_more_accepts_and_undoes_nothing(
    client: StrictClient, officer: Participant, take: Take, send: Send, session: Session
) -> None:
    brought_in(session)
    sheet = take()
    sheet.write("IND-0001", TITLE, "First")
    done = client.submit(send(sheet), button=ALL, follow_redirects=True)
    sheet = take()
    sheet.write("IND-0001", TITLE, "Second")
    shown = send(sheet)
    officer.is_officer = False
    assert client.submit(shown, button=ALL).status_code == 404
    assert client.submit(done, button=UNDO).status_code == 404
    assert title_of(session, "IND-0001") == "First"


def test_an_officer_cannot_undo_what_another_has_said_as_somebody_who_takes_part(
    client: StrictClient, officer: Participant, take: Take, send: Send, session: Session
) -> None:
    a_proposal(session, title="A proposal")
    sheet = take("comments")
    sheet.add(Proposal="IND-0001", Stance="question", Text="How is it counted?")
    done = client.submit(send(sheet), {"attribution": "nothing"}, button=ALL, follow_redirects=True)
    sign_in(client, session, an_officer(session))
    told = client.submit(done, button=UNDO)
    assert told.status_code == 403
    assert "only they can undo" in told.text
    assert len(session.scalars(select(Comment)).all()) == 1


def test_what_one_says_of_all_rows_is_not_said_to_another(
    client: StrictClient, officer: Participant, send: Send, session: Session, tmp_path: Path
) -> None:
    (tmp_path / "table.csv").write_text(MEMO, encoding="utf-8")
    client.submit(
        send(tmp_path / "table.csv"),
        {"set_source": "An internal memo", "set_language": "en"},
        button="Show what would change",
    )
    sign_in(client, session, a_participant(session))
    asked = send(tmp_path / "table.csv")
    assert "Which column is which?" in asked.text
    assert "internal memo" not in asked.text
    assert "Note on the source" not in asked.text


def test_a_file_that_is_corrected_and_sent_again_doubles_nothing(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    a_proposal(session, title="Somebody else's")
    sheet, comments = take(), take("comments")
    sheet.add(Title_of_the_indicator="Mine", Why_="Because", Objectives_of_the_Compact="8")
    comments.add(Proposal="IND-0001", Stance="support", Text="Good")
    for one in (sheet, comments):
        client.submit(send(one), {"attribution": "nothing"}, button=ALL)
        assert "untouched: 1" in (again := send(one)).text or "untouched: 2" in again.text
        assert "new:" not in again.text
    assert len(session.scalars(select(Proposal)).all()) == 2
    assert len(session.scalars(select(Comment)).all()) == 1


@pytest.mark.parametrize("name", ["proposals", "comments"])
def test_nothing_is_kept_of_what_was_withdrawn_before_it_was_sent_or_after(
    author: Participant, take: Take, send: Send, session: Session, name: str
) -> None:
    proposals = [a_proposal(session, author=author, title=f"Words that go {number}") for number in (1, 2)]
    for proposal in proposals:
        a_comment(session, proposal, author=author, text="Said of it")
    sheet = take(name)
    withdraw_proposal(session, get_proposal(session, "IND-0001", None), now=START)
    send(sheet)
    assert "Words that go 1" not in kept_of_uploads(session)
    assert "Words that go 2" in kept_of_uploads(session)
    withdraw_proposal(session, get_proposal(session, "IND-0002", None), now=START)
    assert "Words that go" not in kept_of_uploads(session)


def test_undoing_an_edit_that_was_held_leaves_a_comment_as_public_as_it_was_at_the_hour(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    proposal = a_proposal(session, title="A proposal")
    mine = a_comment(session, proposal, author=author, stance=Stance.SUPPORT, text="Good")
    indicators(session).is_protected = True
    sheet = take("comments")
    sheet.write(mine.reference, "Text", "Better")
    done = client.submit(send(sheet), button=ALL, follow_redirects=True)
    assert (mine.status, proposal.support_count) == (Status.HELD, 0)
    client.submit(done, button=UNDO)
    assert (mine.stage, mine.text, proposal.support_count) == ("approved", "Good", 0)
    release(session, now=START + timedelta(days=1))
    assert (mine.status, mine.text, proposal.support_count) == (Status.PUBLISHED, "Good", 1)


def test_what_is_held_stays_as_the_secretariat_reads_it(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    proposal = a_proposal(session, title="A proposal")
    mine = a_comment(session, proposal, author=author, text="As it was read", is_held=True)
    sheet = take("comments")
    sheet.write(mine.reference, "Text", "Something else")
    assert "it waits to be shown, or was taken back" in send(sheet).text
    assert mine.text == "As it was read"


def test_an_edit_that_the_secretariat_has_published_is_not_undone_any_more(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    a_proposal(session, author=author, title="Mine")
    indicators(session).is_protected = True
    sheet = take()
    sheet.write("IND-0001", TITLE, "Changed")
    done = client.submit(send(sheet), button=ALL, follow_redirects=True)
    proposal = get_proposal(session, "IND-0001", None)
    publish_edit_now(session, proposal)
    assert client.submit(done, button=UNDO).status_code == 403
    assert title_of(session, "IND-0001") == "Changed"


def test_an_own_edit_of_what_is_held_is_undone(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    held = a_proposal(session, author=author, title="Mine", status=Status.HELD)
    indicators(session).is_protected = True
    sheet = take()
    sheet.write("IND-0001", TITLE, "Changed")
    done = client.submit(send(sheet), button=ALL, follow_redirects=True)
    client.submit(done, button=UNDO)
    session.refresh(held, ["current_revision"])
    assert held.current_revision is not None
    assert (held.status, held.current_revision.status, held.current_revision.title) == ("held", "held", "Mine")


@pytest.mark.usefixtures("officer")
def test_taking_back_what_others_have_changed_meanwhile_is_a_conflict(
    client: StrictClient, take: Take, send: Send, session: Session
) -> None:
    brought_in(session)
    sheet = take()
    theirs = Sheet.opened(sheet.file)
    theirs.write("IND-0001", TITLE, "Theirs")
    client.submit(send(theirs), button=ALL)
    theirs.write("IND-0001", TITLE, "Indicator 1")
    theirs.write("IND-0001", "Take back", "take back")
    assert "changed by others meanwhile: 1" in send(theirs).text


@pytest.mark.usefixtures("author")
def test_a_table_that_lacks_a_column_comes_back_marked_all_the_same(
    client: StrictClient, send: Send, tmp_path: Path
) -> None:
    (tmp_path / "table.csv").write_text("Indicator\nA first title\n", encoding="utf-8")
    shown = client.submit(
        send(tmp_path / "table.csv"), {"set_language": "en"}, button="Show what would change", follow_redirects=True
    )
    assert "Objectives of the Compact *" in shown.text
    (tmp_path / "marked.xlsx").write_bytes(client.get(f"{address_of(shown)}/marked").data)
    marked = Sheet.opened(tmp_path / "marked.xlsx").workbook.worksheets[0]
    assert "Objectives of the Compact *: Name at least one objective" in str(marked["A2"].comment)


def test_the_same_file_sent_twice_before_either_is_accepted_doubles_nothing(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    a_proposal(session, title="Somebody else's")
    sheet, comments = take(), take("comments")
    sheet.add(Title_of_the_indicator="Mine", Why_="Because", Objectives_of_the_Compact="8")
    comments.add(Proposal="IND-0001", Stance="support", Text="Good")
    for one in (sheet, comments):
        for shown in (send(one), send(one)):
            client.submit(shown, {"attribution": "nothing"}, button=ALL)
    assert len(session.scalars(select(Proposal)).all()) == 2
    assert len(session.scalars(select(Comment)).all()) == 1


def test_several_positions_that_came_at_once_are_undone_one_after_the_other(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    proposal = a_proposal(session, title="A proposal")
    first = a_comment(session, proposal, author=author, stance=Stance.SUPPORT, text="Good")
    sheet = take("comments")
    sheet.add(Proposal="IND-0001", Stance="strong concern", Text="Not good")
    sheet.add(Proposal="IND-0001", Stance="support with changes", Text="Good after all")
    done = client.submit(send(sheet), {"attribution": "nothing"}, button=ALL, follow_redirects=True)
    assert (proposal.support_count, proposal.changes_count, proposal.concern_count) == (0, 1, 0)
    client.submit(done, button=UNDO)
    assert (first.superseded_by_id, proposal.support_count, proposal.changes_count) == (None, 1, 0)
