"""What a person sees while the database is full, held or gone: what they wrote, and a way to send it again."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.config import THREADS
from consultation.database import make_engine
from consultation.people.models import SignIn, Status
from consultation.proposals.models import Proposal
from consultation.proposals.queries import get_current_revision
from consultation.web.transactions import PATIENCE
from tests.client import StrictClient
from tests.clock import Clock
from tests.databases import ON_SQLITE, Databases, migrated
from tests.factories import a_participant, a_proposal, missing_migrants, sign_in

PROPOSE = "/consultations/indicators/propose"
WRITTEN = "Families wait for years.\n\nNobody counts <them>."
INDICATOR = {"title": "Graves with a name", "rationale": WRITTEN, "objectives": "8, 10", "principles": ["a", "c"]}
BIGGER_THAN_WHAT_IS_FREE = "why " * 1_200


@pytest.fixture
def app(new_app: Flask) -> Flask:
    """The app, whose database these tests bind and take away."""
    return new_app


@contextmanager
def held(url: str) -> Iterator[None]:
    """Somebody else writes, and takes their time."""
    engine = make_engine(url)
    with engine.execution_options(writing=True).connect() as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE counters, proposals, participants IN EXCLUSIVE MODE"))
        yield
    engine.dispose()


@contextmanager
def crowded(app: Flask) -> Iterator[None]:
    """As many write as may at a time, and none of them gets on."""
    with ExitStack() as stack:
        for _ in range(THREADS // 2):
            stack.enter_context(app.extensions["turns"].taken())
        yield


def a_full_disk(app: Flask) -> None:
    """Let the file grow no further."""

    def bound(connection: Any, entry: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    app.extensions["engine"].dispose()
    with closing(sqlite3.connect(app.extensions["engine"].url.database)) as connection:
        connection.execute("VACUUM")  # pages that are free would be filled before the file grows
    event.listen(app.extensions["engine"], "connect", bound)


def gone(app: Flask, url: str, databases: Databases, folder: Path) -> Path | None:
    """Take the database away; its file can be brought back."""
    if not url.startswith("sqlite"):
        databases.discard(url)
        return None
    app.extensions["engine"].dispose()  # so that nothing is left in its write-ahead log
    return Path(shutil.move(url.removeprefix("sqlite:///"), folder / "elsewhere.db"))


def previewed(client: StrictClient, **values: Any) -> TestResponse:
    return client.submit(PROPOSE, INDICATOR | values, button="Preview")


def keeps_what_was_typed(answer: TestResponse) -> None:
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    shown = answer.text.partition("What you wrote")[2]
    assert "Graves with a name" in shown
    assert "<dt>Title of the indicator</dt>" in shown
    assert re.search("<dt>Language you write in</dt><dd[^>]*><p>English</p>", shown)
    assert "<dt>Language</dt>" not in shown
    assert "Nobody counts &lt;them&gt;." in shown
    assert "sign-in" not in answer.text  # nothing is said about whoever asks: that cannot be known now


def number_of_proposals(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Proposal)) or 0


def test_while_somebody_else_writes_what_was_sent_is_kept_in_the_page_and_sent_by_one_press(
    client: StrictClient, session: Session, database_url: str
) -> None:
    preview = previewed(client)
    began = monotonic()
    with held(database_url), client.faults_are_meant():
        answer = client.submit(preview, button="Send")
    assert 2.5 < monotonic() - began < 6
    keeps_what_was_typed(answer)
    assert number_of_proposals(session) == 0
    client.submit(answer, button="Send it again", follow_redirects=True)
    assert number_of_proposals(session) == 1
    shown = client.get("/consultations/indicators").text
    assert "Graves with a name" in shown


def test_while_somebody_else_writes_pages_are_read_as_always(client: StrictClient, database_url: str) -> None:
    with held(database_url):
        assert client.get("/consultations/indicators").status_code == 200


@ON_SQLITE
def test_a_full_disk_keeps_what_was_sent_in_the_page_and_pages_can_be_read(
    app: Flask, client: StrictClient, session: Session
) -> None:
    preview = previewed(client, limitations=BIGGER_THAN_WHAT_IS_FREE)
    a_full_disk(app)
    with client.faults_are_meant():
        answer = client.submit(preview, button="Send")
    keeps_what_was_typed(answer)
    assert BIGGER_THAN_WHAT_IS_FREE.strip() in answer.text
    assert number_of_proposals(session) == 0
    assert client.get("/consultations/indicators").status_code == 200


def test_a_database_that_is_gone_keeps_what_was_sent_in_the_page(
    client: StrictClient, session: Session, database_url: str, databases: Databases, tmp_path: Path
) -> None:
    preview = previewed(client)
    session.close()
    session.get_bind().dispose()  # type: ignore[union-attr]
    client.session = None
    elsewhere = gone(client.application, database_url, databases, tmp_path)
    with client.faults_are_meant():
        answer = client.submit(preview, button="Send")
        page = client.get("/consultations/indicators")
    keeps_what_was_typed(answer)
    assert page.status_code == 503
    assert int(page.headers["Retry-After"]) > 0
    assert "Try again in a minute" in page.text
    if elsewhere is not None:
        assert not Path(database_url.removeprefix("sqlite:///")).exists()
        shutil.move(elsewhere, database_url.removeprefix("sqlite:///"))
        assert client.submit(answer, button="Send it again").status_code < 400


@ON_SQLITE
def test_a_file_that_was_put_in_the_place_of_another_is_written_to_and_not_the_other(
    client: StrictClient, session: Session, databases: Databases, database_url: str
) -> None:
    previewed(client)  # a connection stands open
    session.close()
    Path(migrated(databases).removeprefix("sqlite:///")).rename(database_url.removeprefix("sqlite:///"))
    client.session = None
    client.submit(previewed(client), button="Send", follow_redirects=True)
    engine = make_engine(database_url)
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Proposal)) == 1
    engine.dispose()


@ON_SQLITE
def test_a_file_that_cannot_be_opened_or_is_no_database_is_an_outage_too(
    app: Flask, client: StrictClient, session: Session, database_url: str
) -> None:
    session.close()
    client.session = None
    app.extensions["engine"].dispose()
    file = Path(database_url.removeprefix("sqlite:///"))
    file.unlink()
    file.write_bytes(b"no database" * 1000)
    with client.faults_are_meant():
        assert client.get("/consultations/indicators").status_code == 503


def test_a_table_that_is_missing_is_a_fault_of_ours_and_no_outage(app: Flask, client: StrictClient) -> None:
    with app.extensions["engine"].begin() as connection:
        connection.execute(text("DROP TABLE phases"))
    with client.faults_are_meant():
        assert client.get("/consultations/indicators").status_code == 500


@ON_SQLITE
def test_whoever_could_not_be_signed_out_keeps_the_session_to_sign_out_with(
    client: StrictClient, session: Session
) -> None:
    sign_in(client, session, a_participant(session))
    home = client.get("/")
    with crowded(client.application), client.faults_are_meant():
        answer = client.submit(home, button="Sign out")
    assert answer.status_code == 503
    client.submit(answer, button="Send it again")
    assert session.scalars(select(SignIn)).all() == []


@ON_SQLITE
def test_no_participation_key_is_written_into_the_page(client: StrictClient) -> None:
    key = "ABCD-EFGH-JKLM-NPQR-STUV"
    with crowded(client.application), client.faults_are_meant():
        answer = client.submit("/sign-in", {"key-typed": key})
    assert answer.status_code == 503
    assert "ABCD" not in answer.text


@ON_SQLITE
def test_a_file_has_to_be_chosen_again_and_is_sent_where_it_was_going(
    client: StrictClient, session: Session, tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    table.write_text("Title,Why\nGraves,Because\n")
    sign_in(client, session, a_participant(session))
    session.commit()
    address = "/consultations/indicators/uploads"
    with crowded(client.application), client.faults_are_meant():
        answer = client.upload(address, "file", table)
    assert answer.status_code == 503
    assert "Choose the file again" in answer.text
    assert 'enctype="multipart/form-data"' in answer.text


def something_is_due(session: Session, clock: Clock) -> None:
    proposal = a_proposal(session, missing_migrants(session), status=Status.HELD)
    proposal.appears_at = get_current_revision(session, proposal).appears_at = clock.time - timedelta(hours=1)
    session.flush()


def test_what_is_due_keeps_nobody_waiting_who_writes_meanwhile(
    app: Flask, client: StrictClient, session: Session, clock: Clock, database_url: str
) -> None:
    preview = previewed(client)
    something_is_due(session, clock)
    session.commit()
    with held(database_url), client.faults_are_meant():
        began = monotonic()
        assert client.submit(preview, button="Send").status_code == 503
        assert monotonic() - began < 2 * PATIENCE / 1000


def test_what_is_due_and_cannot_be_shown_lets_those_who_write_go_on(
    client: StrictClient, session: Session, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    something_is_due(session, clock)
    session.execute(text("UPDATE consultations SET zone = 'Nowhere/At_all' WHERE slug = 'missing-migrants'"))
    assert client.submit(previewed(client), button="Send").status_code < 400
    assert "what is due could not be shown" in caplog.text
