"""How a visitor becomes a participant, on a page made for it: the features use the same two functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.database import lock_name
from consultation.mail.models import OutgoingMail
from consultation.people.forms import ContributionForm, SpeakerChoices
from consultation.people.models import Participant, ParticipationKey, SignIn
from consultation.people.sign_in.visitors import arrive, arrive_again
from consultation.people.tokens import participation_key, read_key
from consultation.web.identity import identity
from consultation.web.security.access import ACCESS, Access
from consultation.web.transactions import db, writes
from tests.client import StrictClient
from tests.clock import Clock
from tests.consultation.people.sign_in.mails import letters_to, link_to
from tests.factories import a_participant, sign_in

FORM = "a" * 22
OTHER_FORM = "b" * 22


@writes
def contribute() -> ResponseReturnValue:
    form = ContributionForm(offered=SpeakerChoices([], []), is_visitor=identity() is None, meta={"csrf": False})
    if not form.validate_on_submit():
        return {"errors": form.errors}, 422
    lock_name(db(), form.submission.data)
    arrival = arrive_again(form.submission.data) or arrive(form)
    return {"participant": arrival.participant.id, "key": arrival.key}


@pytest.fixture
def app(new_app: Flask) -> Iterator[Flask]:
    """The app with a page to contribute by."""
    new_app.add_url_rule("/contribute", "contribute", contribute, methods=["POST"])
    new_app.extensions["csrf"].exempt(contribute)
    ACCESS["contribute"] = Access.ANYONE
    yield new_app
    del ACCESS["contribute"]


def send(client: StrictClient, submission: str = FORM, **values: str) -> dict[str, object]:
    answers = {"language": "en", "attribution": "nothing", "submission": submission, **values}
    response = client.post("/contribute", data=answers)
    assert response.status_code == 200, response.text
    return dict(response.json)


def how_many(session: Session, table: type[object]) -> int | None:
    return session.scalar(select(func.count()).select_from(table))


def test_a_visitor_gets_a_key_and_is_signed_in(client: StrictClient, session: Session) -> None:
    answer = send(client)
    assert read_key(str(answer["key"])) == answer["key"]
    assert client.get("/me/address").status_code == 200
    assert session.scalars(select(Participant.email)).all() == [None]


def test_what_is_stored_of_a_key_does_not_open_anything(client: StrictClient, session: Session) -> None:
    key = str(send(client)["key"])
    stored = session.scalars(select(ParticipationKey.key_hash)).one()
    assert key.lower() not in stored
    assert participation_key("", FORM) != key


def test_whoever_is_signed_in_stays_who_they_are_and_gets_no_key(client: StrictClient, session: Session) -> None:
    ann = a_participant(session)
    sign_in(client, session, ann)
    assert send(client) == {"participant": ann.id, "key": None}
    assert how_many(session, ParticipationKey) == 0


def test_a_form_sent_twice_makes_one_participant_with_one_key(client: StrictClient, session: Session) -> None:
    assert send(client) == send(client)
    assert how_many(session, Participant) == how_many(session, ParticipationKey) == 1


def test_a_lost_answer_is_given_again_to_a_browser_without_its_cookie(
    client: StrictClient, new_client: Callable[[], StrictClient], session: Session
) -> None:
    lost = send(client)
    again = new_client()
    assert send(again) == lost
    assert again.get("/me/address").status_code == 200
    assert how_many(session, Participant) == 1


@pytest.mark.parametrize("end", ["a quarter of an hour", "signing out"])
def test_a_key_is_not_shown_again_after(client: StrictClient, session: Session, clock: Clock, end: str) -> None:
    send(client)
    if end == "signing out":
        client.submit("/sign-in", button="Sign out")
    else:
        clock.advance(minutes=15)
    again = client.post("/contribute", data={"language": "en", "attribution": "nothing", "submission": FORM})
    assert how_many(session, Participant) == 1
    assert participation_key("another secret of the tests", FORM) not in again.text


def test_somebody_else_who_sends_the_form_gets_neither_key_nor_session(
    client: StrictClient, new_client: Callable[[], StrictClient], session: Session
) -> None:
    send(client)
    bea, other = a_participant(session), new_client()
    sign_in(other, session, bea)
    assert send(other) == {"participant": bea.id, "key": None}


def test_a_token_that_is_not_ours_is_replaced_by_one_of_its_own(
    client: StrictClient, new_client: Callable[[], StrictClient]
) -> None:
    assert send(client, "x")["key"] != send(new_client(), "x")["key"]


def test_an_address_left_with_a_contribution_is_asked_to_be_proven(client: StrictClient, session: Session) -> None:
    send(client, email="Ann@Example.org")
    assert session.scalars(select(Participant.email)).all() == [None]
    assert client.submit(link_to(session, "ann@example.org"), button="Use this address").status_code == 302
    assert session.scalars(select(Participant.email)).all() == ["ann@example.org"]
    assert len(letters_to(session, "ann@example.org")) == 1


def test_a_wrong_address_is_said_and_nothing_is_made(client: StrictClient, session: Session) -> None:
    answers = {"language": "en", "attribution": "nothing", "submission": FORM, "email": "ann"}
    assert "email" in client.post("/contribute", data=answers).json["errors"]
    assert [how_many(session, table) for table in (Participant, SignIn, OutgoingMail)] == [0, 0, 0]


@pytest.mark.parametrize(("attribution", "missing"), [("named", "name"), ("organisation", "organisation")])
def test_who_wants_to_be_shown_has_to_say_as_whom(client: StrictClient, attribution: str, missing: str) -> None:
    answer = client.post("/contribute", data={"language": "en", "attribution": attribution})
    assert list(answer.json["errors"]) == [missing]
