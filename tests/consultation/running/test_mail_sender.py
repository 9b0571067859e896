"""The mail sender as it is run, and what is listed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from consultation.config import Config
from consultation.database import make_engine
from consultation.heartbeats import MAIL_SENDER, last_heard_of
from consultation.mail.operations import enqueue
from consultation.people.models import SignInLink
from consultation.people.sign_in.credentials import keep_link
from consultation.running.mail_sender import keep_sending
from tests.clock import START, Clock
from tests.machines.mail import Letterbox
from wsgi import create_app


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def write(session: Session) -> None:
    enqueue(session, recipient="ann@example.org", subject="Your link", body="Open it.\n", now=START)
    session.commit()


def test_mail_that_waits_is_listed_without_its_recipient_and_without_its_text(
    runner: FlaskCliRunner, session: Session
) -> None:
    assert runner.invoke(args=["outbox"]).output == "There is no mail.\n"
    write(session)
    assert runner.invoke(args=["outbox"]).output == "waiting  2027-01-15 12:00:00 UTC  number 1  Your link\n"


def test_mail_that_was_written_into_files_is_listed_for_a_developer(
    runner: FlaskCliRunner, session: Session, config: Config
) -> None:
    write(session)
    assert runner.invoke(args=["outbox", "send"]).output == "Sent: 1.\n"
    listed = runner.invoke(args=["outbox"]).output
    assert re.fullmatch(r"written  2027-01-15 12:00:00 UTC  Your link  (\S+)\n", listed)
    assert str(config.instance) in listed


def test_a_database_of_another_schema_is_said_in_one_sentence(config: Config, empty_database_url: str) -> None:
    app = create_app(replace(config, database_url=empty_database_url))
    for command in (["outbox"], ["outbox", "send"]):
        result = app.test_cli_runner().invoke(args=command)
        assert result.exit_code == 1
        assert result.output.splitlines()[-1].endswith("Run first: flask --app wsgi db upgrade")
    app.extensions["engine"].dispose()


@pytest.fixture
def sender(config: Config, engine: Engine, smtp_sink: Letterbox) -> Iterator[Event]:
    """A sender at work beside the test; setting the event stops it."""
    stop = Event()
    settings = replace(config, smtp_url=smtp_sink.url)
    thread = Thread(target=keep_sending, args=(settings, engine), kwargs={"stop": stop})
    thread.start()
    yield stop
    stop.set()
    thread.join()


@pytest.mark.usefixtures("sender")
def test_a_watching_sender_sends_what_comes_and_deletes_what_expired(
    session: Session, smtp_sink: Letterbox, clock: Clock
) -> None:
    keep_link(session, token="a" * 22, email="ann@example.org", now=START)
    write(session)
    wait_until(lambda: len(smtp_sink.messages) == 1)
    clock.advance(minutes=20)
    wait_until(lambda: how_many_links(session) == 0)
    write(session)
    wait_until(lambda: len(smtp_sink.messages) == 2)


def how_many_links(session: Session) -> int | None:
    try:
        return session.scalar(select(func.count()).select_from(SignInLink))
    finally:
        session.rollback()  # nobody can write from what was read before others wrote


class Unwaiting(Event):
    """Is not set, and keeps nobody waiting."""

    def wait(self, timeout: float | None = None) -> bool:
        return False


def test_a_sender_ends_with_whoever_needed_it(config: Config, engine: Engine) -> None:
    looks = iter([True, True, True, False])
    keep_sending(config, engine, stop=Unwaiting(), is_needed=lambda: next(looks))
    assert next(looks, None) is None


def test_a_sender_waits_for_a_database_that_is_not_there_says_so_once_and_is_heard_of_meanwhile(
    config: Config, clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    looks = iter([*[True] * 12, False, False])

    def is_needed() -> bool:
        clock.advance(seconds=10)
        return next(looks)

    engine = make_engine(f"sqlite:///{tmp_path}/nowhere/x.db")
    keep_sending(config, engine, stop=Unwaiting(), is_needed=is_needed)
    assert caplog.messages == ["the mail sender could not use the database: OperationalError"]
    assert last_heard_of(config.instance, MAIL_SENDER) == START + timedelta(seconds=120)


def test_a_sender_waits_for_a_database_to_be_migrated(
    config: Config, empty_database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    looks = iter([True, True, False, False])
    engine = make_engine(empty_database_url)
    keep_sending(config, engine, stop=Unwaiting(), is_needed=lambda: next(looks))
    engine.dispose()
    assert caplog.messages == ["the mail sender could not use the database: AnotherSchema"]


def wait_until(is_true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.05)
