"""Officers, made by whoever runs the site."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.people.models import Participant
from tests.client import StrictClient
from tests.consultation.people.sign_in.mails import letters_to, link_to
from tests.factories import a_participant, sign_in

CHIEF = "chief@example.org"


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def officers(session: Session) -> list[str | None]:
    session.rollback()
    return list(session.scalars(select(Participant.email).where(Participant.is_officer).order_by(Participant.id)))


def path_in(output: str) -> str:
    return re.findall(r"http://localhost(/sign-in/links/\S+)", output)[-1]


def run(runner: FlaskCliRunner, *command: str) -> str:
    result = runner.invoke(args=["secretariat", *command])
    assert result.exit_code == 0, result.output
    return result.output


def test_an_invited_officer_signs_in_by_the_link_that_is_printed_and_sent(
    runner: FlaskCliRunner, client: StrictClient, session: Session
) -> None:
    output = run(runner, "invite", " Chief@Example.org")
    assert officers(session) == [CHIEF]
    assert path_in(output) == link_to(session, CHIEF)
    assert letters_to(session, CHIEF)[0].body.splitlines()[-1] == "http://localhost/sign-in"
    assert client.submit(path_in(output), button="Sign in").status_code == 302
    assert client.get("/me/address").status_code == 200
    assert "Secretariat" in client.get("/sign-in").text


def test_a_participant_who_is_invited_stays_who_they_are_and_is_made_an_officer_once(
    runner: FlaskCliRunner, session: Session
) -> None:
    ann = a_participant(session, email=CHIEF)
    session.commit()
    assert run(runner, "invite", CHIEF).startswith("An officer was made. This link")
    again = run(runner, "invite", CHIEF)
    assert again.startswith("Whoever is at this address was an officer already; a new link was made.")
    assert path_in(again) == link_to(session, CHIEF)
    assert officers(session) == [CHIEF]
    assert session.scalars(select(Participant.id)).all() == [ann.id]


def test_a_dismissed_officer_has_no_right_from_that_moment_on(
    runner: FlaskCliRunner, client: StrictClient, session: Session
) -> None:
    sign_in(client, session, a_participant(session, email=CHIEF, is_officer=True))
    assert client.get("/me/address").status_code == 200
    run(runner, "dismiss", CHIEF)
    assert officers(session) == []
    assert client.get("/me/address").status_code == 401


def test_a_link_for_the_secretariat_makes_the_first_officer_once(
    runner: FlaskCliRunner, client: StrictClient, session: Session
) -> None:
    first, second = path_in(run(runner, "link")), path_in(run(runner, "link"))
    assert first != second
    assert officers(session) == ["secretariat@localhost"]
    assert letters_to(session, "secretariat@localhost") == []
    assert client.submit(second, button="Sign in").status_code == 302


def test_a_link_is_for_the_officer_who_is_named(runner: FlaskCliRunner, session: Session) -> None:
    run(runner, "link")
    run(runner, "invite", CHIEF)
    assert path_in(run(runner, "link", CHIEF))
    assert officers(session) == ["secretariat@localhost", CHIEF]


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["invite", "chief"], "This is no e-mail address that mail could be sent to."),
        (
            ["link", CHIEF],
            "Nobody at this address is an officer. To make one: flask --app wsgi secretariat invite EMAIL",
        ),
        (
            ["dismiss", CHIEF],
            "Nobody at this address is an officer. To make one: flask --app wsgi secretariat invite EMAIL",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    runner: FlaskCliRunner, session: Session, command: list[str], sentence: str
) -> None:
    result = runner.invoke(args=["secretariat", *command])
    assert (result.exit_code, result.output) == (1, f"Error: {sentence}\n")
    assert officers(session) == []
