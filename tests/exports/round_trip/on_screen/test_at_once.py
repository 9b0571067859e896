"""Two people, or one impatient one, at the same upload; and readers while it is accepted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from consultation.database import begin_writing, make_sessions
from consultation.proposals.models import Proposal, Revision
from consultation.uploads.models import Upload
from consultation.web.identity import new_token
from consultation.web.write_turns import Turns
from exports.round_trip.editable_list import Writing
from exports.round_trip.rows import Fate
from exports.uploads.accepting import accept, chosen_rows
from exports.uploads.looking import looked_at
from tests.client import StrictClient
from tests.clock import START
from tests.consultation.proposals.test_at_once import TIMES, at_once
from tests.exports.report.rows import FRAMEWORK
from tests.exports.round_trip.edited import Sheet
from tests.exports.round_trip.test_edited_lists import TITLE, brought_in, title_of
from tests.screen import fill_in

Send = Callable[..., TestResponse]
Press = Callable[[str, str], list[int]]


@pytest.fixture
def edited(officer: object, take: Callable[..., Sheet], session: Session) -> Sheet:
    """A list in which an officer has changed a row and added one."""
    brought_in(session)
    sheet = take()
    sheet.write("IND-0001", TITLE, "Changed")
    sheet.add(Title_of_the_indicator="A new one")
    return sheet


@pytest.fixture
def press(app: Flask, client: StrictClient, session: Session) -> Press:
    """Press a button on a page several times at once, and return how each was answered."""
    app.extensions["turns"] = Turns(TIMES)  # else some of them would be asked to come back

    def pressed(page: str, button: str) -> list[int]:
        form = fill_in(page, {}, button=button)
        session.commit()
        cookie = client.get_cookie("steppingstone")
        assert cookie

        def once() -> int:
            browser = Flask.test_client(app)
            browser.set_cookie("steppingstone", cookie.value)
            return browser.post(form.action, data=MultiDict(form.pairs)).status_code

        answers = at_once(once)
        session.expire_all()
        return answers

    return pressed


def test_an_impatient_finger_accepts_once_and_undoes_once(
    client: StrictClient, edited: Sheet, send: Send, press: Press, session: Session
) -> None:
    answers = press(send(edited).text, "Accept all new and changed rows")
    assert answers.count(303) >= 1
    assert set(answers) <= {302, 303, 409}
    assert len(session.scalars(select(Proposal)).all()) == 2
    assert len(session.scalars(select(Revision)).all()) == 3
    done = client.get(f"/uploads/{session.scalars(select(Upload.token)).one()}")
    answers = press(done.text, "Undo it as a whole")
    assert answers.count(302) == 1
    assert set(answers) <= {302, 409}
    assert title_of(session, "IND-0001") == "Indicator 1"
    assert len(session.scalars(select(Revision)).all()) == 1


def test_nobody_who_reads_waits_while_an_upload_is_accepted(
    app: Flask, edited: Sheet, send: Send, session: Session
) -> None:
    send(edited)
    session.commit()
    with make_sessions(app.extensions["engine"])() as writing, app.test_request_context():
        begin_writing(writing)
        upload = writing.scalars(select(Upload)).one()
        _table, found, listed = looked_at(writing, upload, FRAMEWORK, START)
        rows = chosen_rows(found.rows, fates=[Fate.NEW, Fate.CHANGED])
        accept(writing, upload, listed, Writing(listed.asking, new_token), rows)
        writing.flush()
        assert "Indicator 1" in Flask.test_client(app).get("/consultations/indicators").text
        writing.commit()
    assert "Changed" in Flask.test_client(app).get("/consultations/indicators").text
