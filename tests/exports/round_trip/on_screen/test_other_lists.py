"""Comments, positions and summaries that are sent back."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.discussion.models import Comment, Stance
from consultation.people.models import Participant
from consultation.proposals.queries import get_proposal
from consultation.synthesis.models import Summary
from consultation.uploads.models import UploadEntry, UploadPiece
from tests.client import StrictClient
from tests.databases import SQLITE
from tests.exports.round_trip.edited import Sheet, address_of
from tests.factories import a_comment, a_proposal

DATABASES = SQLITE

Take = Callable[..., Sheet]
Send = Callable[..., TestResponse]
ALL = "Accept all new and changed rows"
TICKED = "Accept the ticked rows"


def test_comments_come_back_with_their_ids_and_positions_are_counted_anew(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    proposal = a_proposal(session, title="A proposal")
    mine = a_comment(session, proposal, author=author, stance=Stance.SUPPORT, text="Good")
    a_comment(session, proposal, text="Somebody else's")
    sheet = take("comments")
    sheet.write(mine.reference, "Stance *", "strong concern")
    sheet.write(mine.reference, "Text", "Not so good")
    sheet.add(Proposal="IND-0001", Stance="question", Text="How is it counted?")
    shown = send(sheet)
    assert "changed: 1" in shown.text
    client.submit(shown, {"attribution": "nothing"}, button=ALL)
    found = session.scalars(select(Comment).where(Comment.author_id == author.id).order_by(Comment.id)).all()
    assert [(one.reference, one.stance, one.text) for one in found] == [
        ("C-000001", "strong_concern", "Not so good"),
        ("C-000003", "question", "How is it counted?"),
    ]
    assert (proposal.support_count, proposal.concern_count, proposal.comment_count) == (0, 1, 3)
    assert "changed by its author on" in client.get("/proposals/IND-0001").text


def test_what_was_said_of_comments_is_undone(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    proposal = a_proposal(session, title="A proposal")
    mine = a_comment(session, proposal, author=author, stance=Stance.SUPPORT, text="Good")
    sheet = take("comments")
    sheet.write(mine.reference, "Text", "Not so good")
    sheet.add(Proposal="IND-0001", Stance="strong concern", Text="Later")
    done = client.submit(send(sheet), {"attribution": "nothing"}, button=ALL, follow_redirects=True)
    assert (proposal.support_count, proposal.concern_count) == (0, 1)
    client.submit(done, button="Undo it as a whole")
    assert (mine.text, mine.superseded_by_id, proposal.support_count, proposal.concern_count) == ("Good", None, 1, 0)
    assert len(session.scalars(select(Comment)).all()) == 1


def test_what_an_author_changes_on_the_site_is_erased_from_uploads(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    proposal = a_proposal(session, title="A proposal")
    mine = a_comment(session, proposal, author=author, stance=Stance.SUPPORT, text="Canary")
    sheet = take("comments")
    sheet.write(mine.reference, "Text", "Not so good")
    done = client.submit(send(sheet), button=ALL, follow_redirects=True)
    assert "Canary" in session.scalars(select(UploadEntry.before)).one()
    sheet = take("comments")
    sheet.write(mine.reference, "Text", "Even worse")
    waiting = send(sheet)
    change(client, mine, "Good again")
    for piece in session.scalars(select(UploadPiece.content)):
        assert "Not so good" not in zlib.decompress(piece).decode()
    assert session.scalars(select(UploadEntry.before)).one() == ""
    assert "Even worse" not in client.get(address_of(waiting)).text
    change(client, mine, "Not so good")
    assert client.submit(done, button="Undo it as a whole").status_code == 403
    session.refresh(mine)
    assert mine.text == "Not so good"


def test_what_a_list_changes_in_a_comment_can_be_undone_step_by_step(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    mine = a_comment(session, a_proposal(session), author=author, stance=Stance.SUPPORT, text="First")
    done = []
    for text in ("Second", "Third"):
        sheet = take("comments")
        sheet.write(mine.reference, "Text", text)
        done.append(client.submit(send(sheet), button=ALL, follow_redirects=True))
    for page, text in zip(reversed(done), ("Second", "First"), strict=True):
        client.submit(page, button="Undo it as a whole")
        session.refresh(mine)
        assert mine.text == text


def change(client: StrictClient, comment: Comment, text: str) -> None:
    preview = client.submit(f"/comments/{comment.reference}/edit", {"text": text}, button="Preview")
    client.submit(preview, button="Save the change")


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"Proposal": "IND-0099", "Stance": "support"}, "There is no such proposal in this consultation"),
        ({"Proposal": "IND-0001", "Stance": "question"}, "Write your question"),
        ({"Proposal": "IND-0001", "Stance": "support", "Reply_to": "C-999999"}, "There is no such comment"),
        ({"Stance": "support"}, "Write the reference of the proposal"),
    ],
)
def test_a_new_comment_that_cannot_be_is_said(
    mine: Sheet, take: Take, send: Send, cells: dict[str, str], told: str
) -> None:
    sheet = take("comments")
    sheet.add(**cells)
    assert told in send(sheet).text


def test_a_comment_that_others_have_answered_stays_as_it_is(
    author: Participant, take: Take, send: Send, session: Session
) -> None:
    proposal = a_proposal(session, title="A proposal")
    mine = a_comment(session, proposal, author=author, text="Good")
    a_comment(session, proposal, parent=mine, text="Indeed")
    sheet = take("comments")
    sheet.write(mine.reference, "Text", "Not so good")
    assert "Others have answered this comment, so it stays as it is." in send(sheet).text


def test_what_is_added_is_not_undone_once_a_reply_hangs_on_it_whatever_became_of_that(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    proposal = a_proposal(session)
    changed = a_comment(session, proposal, author=author, text="First")
    sheet = take("comments")
    sheet.write(changed.reference, "Text", "Second")
    done = client.submit(send(sheet), button=ALL, follow_redirects=True)
    public = get_proposal(session, str(proposal.reference), None)
    a_comment(session, public, parent=changed, text="Waits", is_held=True)
    session.commit()
    client.submit(done, button="Undo it as a whole")
    session.refresh(changed)
    assert changed.text == "First"
    sheet = take("comments")
    sheet.add(Proposal="IND-0001", Stance="question", Text="How is it counted?")
    done = client.submit(send(sheet), {"attribution": "nothing"}, button=ALL, follow_redirects=True)
    added = session.scalars(select(Comment).where(Comment.stance == Stance.QUESTION)).one()
    public = get_proposal(session, str(proposal.reference), None)
    a_comment(session, public, parent=added, text="Waits", is_held=True)
    session.commit()
    assert client.submit(done, button="Undo it as a whole").status_code == 403


@pytest.mark.usefixtures("officer")
def test_summaries_are_written_in_the_list_and_undone(
    client: StrictClient, take: Take, send: Send, session: Session
) -> None:
    a_proposal(session, title="A proposal")
    sheet = take("summaries")
    assert sheet.references[:2] == ["1", "2"]
    assert sheet.references[-1] == "IND-0001"
    sheet.write("8", "Summary", "Much was said.")
    sheet.write("IND-0001", "Summary", "Supported by most.")
    sheet.write("IND-0001", "Who reads it", "everybody")
    shown = send(sheet)
    assert "changed: 2" in shown.text
    done = client.submit(shown, button=ALL, follow_redirects=True)
    found = session.scalars(select(Summary).order_by(Summary.id)).all()
    assert [(one.code, one.text, one.is_public) for one in found] == [
        ("8", "Much was said.", False),
        ("", "Supported by most.", True),
    ]
    client.submit(done, button="Undo it as a whole")
    assert session.scalars(select(Summary)).all() == []


def test_summaries_are_nobody_s_but_the_secretariat_s(
    author: Participant, client: StrictClient, take: Take, send: Send, session: Session
) -> None:
    assert "summaries" not in client.get("/consultations/indicators/uploads").text.lower()
    assert take("summaries").references == []
