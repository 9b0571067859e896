"""Whether the site can take what people send, for whoever watches over it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from consultation.config import Config
from consultation.heartbeats import EVERY, MAIL_SENDER, WORKER, Heartbeat
from consultation.mail.operations import enqueue
from consultation.readiness import PATIENCE, Readiness, ReadinessWatch
from tests.client import StrictClient
from tests.clock import Clock
from tests.databases import ON_SQLITE
from tests.factories import indicators
from tests.processes import wait_until
from tests.safety.jobs import put_jobs
from tests.statements import Statements

READY = Readiness(has_database=True, is_readable=True, has_schema=True, has_room=True)


@pytest.fixture
def app(new_app: Flask) -> Flask:
    """The app, whose database these tests bind and take away."""
    return new_app


def asked(client: StrictClient) -> tuple[int, list[str]]:
    client.application.extensions["readiness"].stop()  # so that the next answer is of now
    with client.faults_are_meant():
        answer = client.get("/ready")
    return answer.status_code, answer.text.splitlines()


def test_it_is_ready_with_a_database_that_takes_a_row_whoever_else_is_there(client: StrictClient) -> None:
    assert asked(client) == (
        200,
        [
            "ready",
            "database: reached",
            "schema: current",
            "room to write: yes",
            "worker: not heard of for a minute",
            "mail sender: not heard of for a minute",
            "unsent mail: none for long",
            "job not begun: none for long",
        ],
    )


@ON_SQLITE
def test_who_was_heard_of_within_a_minute_is_named(client: StrictClient, config: Config, clock: Clock) -> None:
    for name in (WORKER, MAIL_SENDER):
        Heartbeat(config.instance, name, clock).beat()
    clock.advance(seconds=60)
    assert asked(client)[1][4:6] == ["worker: heard of", "mail sender: heard of"]
    clock.advance(seconds=1)
    assert asked(client)[1][4:6] == ["worker: not heard of for a minute", "mail sender: not heard of for a minute"]


def test_what_waits_for_long_is_told_in_steps_of_five_minutes(
    client: StrictClient, session: Session, clock: Clock
) -> None:
    enqueue(session, recipient="ann@example.org", subject="Your link", body="…", now=clock.time)
    put_jobs(session, indicators(session))
    session.commit()
    clock.advance(minutes=4, seconds=59)
    assert asked(client)[1][6:] == ["unsent mail: none for long", "job not begun: none for long"]
    clock.advance(minutes=9)
    assert asked(client)[1][6:] == ["unsent mail: for 10 minutes", "job not begun: for 10 minutes"]


@pytest.mark.parametrize("path", ["/health", "/ready"])
@pytest.mark.parametrize("host", ["10.0.0.7:8000", "", "evil.example"])
def test_whoever_watches_over_the_machine_need_not_know_the_name_of_the_site(
    client: StrictClient, path: str, host: str
) -> None:
    assert client.get(path, headers={"Host": host}).status_code == 200
    assert client.get("/", headers={"Host": host}).status_code == 400


def test_a_heart_beats_only_now_and_then(tmp_path: Path, clock: Clock) -> None:
    heart = Heartbeat(tmp_path, WORKER, clock)
    heart.beat()
    (file,) = (tmp_path / "heard-of").iterdir()
    file.unlink()
    heart.beat()
    assert not file.exists()
    clock.time += EVERY
    heart.beat()
    assert file.exists()


def test_with_another_schema_it_is_not_ready(client: StrictClient, session: Session) -> None:
    session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    session.commit()
    status, said = asked(client)
    assert status == 503
    assert said[:4] == ["not ready", "database: reached", "schema: not current", "room to write: no"]


@ON_SQLITE
def test_on_a_full_disk_it_is_not_ready(app: Flask, client: StrictClient) -> None:
    def bound(connection: Any, entry: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    app.extensions["engine"].dispose()
    event.listen(app.extensions["engine"], "connect", bound)
    status, said = asked(client)
    assert status == 503
    assert said[:4] == ["not ready", "database: reached", "schema: current", "room to write: no"]


@ON_SQLITE
def test_without_its_database_it_is_not_ready(client: StrictClient, session: Session, database_url: str) -> None:
    session.close()
    client.session = None
    client.application.extensions["engine"].dispose()
    Path(database_url.removeprefix("sqlite:///")).unlink()
    status, said = asked(client)
    assert status == 503
    assert said[:2] == ["not ready", "database: not reached"]


def test_asking_writes_nothing_and_many_who_ask_cause_one_look(app: Flask) -> None:
    looks = []

    def look() -> Readiness:
        looks.append(1)
        return READY

    watch = ReadinessWatch(look)
    assert all(watch.state().is_ready for _ in range(50))
    watch.stop()
    assert len(looks) <= 2


def test_a_database_that_hangs_is_not_ready_after_two_seconds_and_holds_one_thread(
    app: Flask, client: StrictClient, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    goes_on = Event()

    def look() -> Readiness:
        goes_on.wait()
        return READY

    app.extensions["readiness"] = watch = ReadinessWatch(look)
    there, began = threading.active_count(), monotonic()
    with client.faults_are_meant(), statements() as heard:
        said = [
            (answer.status_code, answer.text.splitlines()[0]) for answer in map(client.get, 5 * ["/ready", "/health"])
        ]
    took = monotonic() - began
    assert {*said} == {(503, "not ready"), (503, "unavailable")}
    assert threading.active_count() == there + 1
    assert len(heard) == 0
    assert PATIENCE <= took < 2 * PATIENCE  # whoever comes later does not wait for the same look
    goes_on.set()
    watch.stop()


def test_a_look_that_hangs_takes_back_what_the_one_before_has_found() -> None:
    goes_on, looks = Event(), iter([True, False])

    def look() -> Readiness:
        if not next(looks):
            goes_on.wait()
        return READY

    watch = ReadinessWatch(look, every=0.0)
    assert watch.state().is_ready
    wait_until(lambda: not watch.state().is_ready)
    goes_on.set()
