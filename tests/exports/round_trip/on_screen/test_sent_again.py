"""Going back to a page of an upload, and choosing another file or other rows on it."""

from __future__ import annotations

from io import BytesIO

import lxml.html
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.discussion.models import Comment
from consultation.uploads.models import Upload
from tests.client import StrictClient
from tests.exports.round_trip.on_screen.conftest import ALL, Send, Take
from tests.factories import a_participant, a_proposal, sign_in
from tests.screen import fill_in

UPLOADS = "/consultations/indicators/uploads"
TABLE = "Title of the indicator,Why it should be in the limited set,Objectives of the Compact\n{title},A reason,8\n"


def sent(client: StrictClient, page: str, title: str) -> TestResponse:
    """Send a table by a page that is open already."""
    pairs = {name: text for name, text in fill_in(page, {"file": ""}).pairs if name != "file"}
    file = (BytesIO(TABLE.format(title=title).encode()), "table.csv")
    return client.post(UPLOADS, data={**pairs, "file": file}, content_type="multipart/form-data")


@pytest.mark.usefixtures("author")
def test_the_same_file_twice_is_one_upload_and_another_file_another_one(client: StrictClient, session: Session) -> None:
    page = client.get(UPLOADS).text
    first, again, other = (sent(client, page, title).location for title in ("First", "First", "Second"))
    assert first == again != other
    assert len(session.scalars(select(Upload)).all()) == 2


@pytest.mark.usefixtures("author")
def test_somebody_else_who_sends_by_the_same_page_has_an_upload_of_their_own(
    client: StrictClient, session: Session
) -> None:
    page = client.get(UPLOADS).text
    sent(client, page, "First")
    sign_in(client, session, a_participant(session))
    assert client.get(sent(client, page, "First").location, follow_redirects=True).status_code == 200


def test_what_is_accepted_again_after_going_back_is_said_not_to_have_been_done(
    client: StrictClient, mine: object, send: Send
) -> None:
    page = send(mine)
    client.submit(page, button=ALL)
    again = client.submit(page, button=ALL, follow_redirects=True)
    assert "This file had been accepted before, so nothing was changed now." in again.text


@pytest.mark.usefixtures("author")
def test_new_rows_may_speak_as_the_last_contribution_of_the_session(
    client: StrictClient, session: Session, take: Take, send: Send
) -> None:
    proposal = a_proposal(session)
    said = {"stance": "support", "text": "Yes.", "stakeholder_group": "academia"}
    client.submit(client.submit(f"/proposals/{proposal.reference}/comment", said, button="Preview"), button="Send")
    sheet = take("comments")
    sheet.add(Proposal=proposal.reference, Stance="question", Text="How?", Language="en")
    asked = client.submit(send(sheet), button=ALL)
    assert asked.status_code == 422
    assert "As last time: Academia" in asked.text
    mark, _anew = lxml.html.document_fromstring(asked.text).xpath("//input[@name='speaks']/@value")
    client.submit(asked, {"speaks": mark}, button=ALL)
    newest = session.scalars(select(Comment).order_by(Comment.id.desc()).limit(1)).one()
    assert (newest.text, newest.stakeholder_group) == ("How?", "academia")
