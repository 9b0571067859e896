"""The engine's settings, and the mark for scrubbing."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Timer

from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from consultation.database import make_engine, scrub_when_committed
from consultation.people.models import SignInLink
from tests.clock import START
from tests.safety.storage import everything_stored

A_WHILE = 0.3  # seconds


def test_an_engine_waits_for_whoever_writes_a_file_that_has_no_write_ahead_log_yet(tmp_path: Path) -> None:
    file = tmp_path / "consultation.db"
    writer = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    writer.execute("BEGIN IMMEDIATE")
    leaves = Timer(A_WHILE, writer.close)
    leaves.start()
    engine = make_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()
    leaves.join()


def delete_for_good(session: Session) -> None:
    session.execute(delete(SignInLink))
    scrub_when_committed(session)


def test_what_is_deleted_for_good_is_stored_no_more_once_that_is_committed_and_not_before(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(SignInLink(token_hash="canary-link", email="ann@example.org", expires_at=START))
        session.commit()
        delete_for_good(session)
        session.rollback()
        session.commit()
        assert "canary-link" in everything_stored(engine)
        with session.begin_nested():
            delete_for_good(session)
        assert "canary-link" in everything_stored(engine)
        session.commit()
        assert "canary-link" not in everything_stored(engine)
