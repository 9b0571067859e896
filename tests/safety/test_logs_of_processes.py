"""Nothing that any of our processes says tells the address of the database, its secrets or what anybody wrote."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from tests.machines import PROJECT, free_port
from tests.machines.production import gunicorn
from tests.machines.server import FLASK, LiveServer
from tests.processes import wait_until

CANARY = "canary-of-somebody"
ABSENT = f"postgresql://{CANARY}:{CANARY}@{CANARY}.invalid/{CANARY}"
UNREADABLE = f"postgresql://user:{CANARY}/more@127.0.0.1:{CANARY}/name"


def test_a_command_without_its_database_says_one_sentence_without_its_address(tmp_path: Path) -> None:
    said = said_by(("serve", "--port", str(free_port())), ABSENT, tmp_path)
    where, _end, sentence = said.partition("\n")
    assert where.startswith("Mode: development. Database: ")  # what whoever types it has set, but for the password
    assert f":{CANARY}@" not in where
    assert sentence.startswith("Error: The database cannot be ")
    assert CANARY not in sentence


def test_an_address_of_a_database_that_cannot_be_read_is_not_repeated(tmp_path: Path) -> None:
    said = said_by(("jobs",), UNREADABLE, tmp_path)
    assert said.startswith("DATABASE_URL cannot be read")
    assert CANARY not in said


def said_by(command: tuple[str, ...], address: str, instance: Path) -> str:
    environment = {**os.environ, "DATABASE_URL": address, "INSTANCE_DIR": str(instance)}
    done = subprocess.run(
        [*FLASK, *command], cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0
    return done.stdout + done.stderr


def test_a_server_without_its_database_does_not_name_it(tmp_path: Path) -> None:
    with gunicorn(tmp_path, DATABASE_URL=ABSENT) as served:
        assert served.ask("/consultations/indicators").status >= 500
    assert "OperationalError" in served.log.read_text()
    assert CANARY not in served.log.read_text()


def test_the_queue_says_of_what_goes_wrong_its_type_and_its_place(tmp_path: Path) -> None:
    server = LiveServer(tmp_path)
    server.start()
    try:
        let_a_job_fail(tmp_path / "steppingstone.db")
        wait_until(lambda: "a job of the kind make_file failed" in server.said())
        with closing(sqlite3.connect(tmp_path / "steppingstone.db", timeout=30)) as database:
            database.execute(f'ALTER TABLE jobs RENAME TO "{CANARY}"')
        wait_until(lambda: "the worker could not use the database: OperationalError" in server.said())
    finally:
        server.stop()
    assert CANARY not in server.said()
    assert "Traceback" not in server.said()
    assert "SELECT" not in server.said()


def let_a_job_fail(file: Path) -> None:
    """Ask for something that cannot be made, in words that the problem repeats."""
    asked = json.dumps({"order": {CANARY: CANARY}, "officer_id": None})
    origin = json.dumps(["exports.workbook", {"slug": "indicators"}])
    with closing(sqlite3.connect(file, timeout=30)) as database:
        database.execute(
            "INSERT INTO jobs (token, kind, title, origin, consultation_id, officers_only, asked, state, attempts,"
            " done, total, created_at)"
            " VALUES (?, 'make_file', 'Workbook', ?, 1, 0, ?, 'waiting', 0, 0, 0, '2026-01-01')",
            ("t" * 22, origin, asked),
        )
        database.commit()
