"""What the engine sees to before anybody uses it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Timer

from consultation.database import make_engine

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
