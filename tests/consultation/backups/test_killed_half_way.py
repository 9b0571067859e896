"""A backup or a restoration that is killed half way leaves nothing that could be taken for a whole one."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, text
from sqlalchemy.orm import Session

from consultation.backups.tables import has_tables
from consultation.keeping.models import KeptFile, KeptPiece
from tests.clock import START
from tests.consultation.backups.conftest import Place
from tests.factories import a_proposal
from tests.machines import PROJECT
from tests.machines.server import FLASK

PIECES = 24  # of a megabyte that nothing can pack: seconds of work
PATIENCE = 60  # seconds


@pytest.fixture
def large(here: Place, session: Session) -> Place:
    """A site with much in it."""
    proposal = a_proposal(session)
    about = {"consultation_id": proposal.consultation_id, "is_public": True, "kept_until": START}
    kept = KeptFile(sha256="a" * 64, size=PIECES << 20, **about)
    session.add(kept)
    session.flush()
    for number in range(PIECES):
        session.execute(insert(KeptPiece).values(file_id=kept.id, number=number, content=os.urandom(1 << 20)))
    session.commit()
    return here


def begin(place: Place, *words: str | Path) -> subprocess.Popen[bytes]:
    """Begin a command in a process of its own."""
    settings = {"DATABASE_URL": place.address, "INSTANCE_DIR": str(place.app.extensions["config"].instance)}
    return subprocess.Popen(
        [*FLASK, *map(str, words)], cwd=PROJECT, env={**os.environ, **settings}, stderr=subprocess.DEVNULL
    )


def kill_when(is_so: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Kill a process as soon as something is so; fail where it ended before."""
    deadline = time.monotonic() + PATIENCE
    try:
        while not is_so():
            assert process.poll() is None, "it ended before it could be killed"
            assert time.monotonic() < deadline
            time.sleep(0.005)
    finally:
        process.kill()
        process.wait()
    assert process.returncode < 0, "it ended before it could be killed"


def has_begun(file: Path, size: int) -> Callable[[], bool]:
    return lambda: file.exists() and file.stat().st_size > size


def test_a_backup_that_is_killed_is_no_backup_and_the_next_one_is(large: Place, tmp_path: Path) -> None:
    file, half = tmp_path / "backup.zip", tmp_path / "backup.zip.part"
    kill_when(has_begun(half, 1 << 20), begin(large, "backup", file))
    assert not file.exists()
    assert half.stat().st_mode & 0o077 == 0
    large.done("backup", file)
    assert [path.name for path in tmp_path.iterdir()] == ["backup.zip"]


def test_a_restoration_that_is_killed_leaves_the_place_empty_and_the_next_one_fills_it(
    large: Place, another: Callable[..., Place], tmp_path: Path
) -> None:
    large.done("backup", tmp_path / "backup.zip")
    again = another()
    process = begin(again, "restore", tmp_path / "backup.zip", "--as-it-was")
    kill_when(is_being_filled(again), process)
    wait_until_nobody_is_there(again.engine)
    with again.engine.connect() as connection:
        assert not has_tables(connection)
    again.done("restore", tmp_path / "backup.zip", "--as-it-was")
    before = large.rows()
    assert {name for name, rows in again.rows().items() if rows != before[name]} == {"restorations"}


def is_being_filled(place: Place) -> Callable[[], bool]:
    """Whether tables are there, for whoever fills them, and rows are coming."""
    if place.engine.dialect.name == "sqlite":
        file = Path(str(place.engine.url.database))
        return has_begun(file.with_name(f"{file.name}.part-wal"), 8 << 20)

    def is_inserting() -> bool:
        with place.engine.connect() as connection:
            asked = (
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'INSERT INTO%'"
            )
            return bool(connection.scalar(text(asked)))

    return is_inserting


def wait_until_nobody_is_there(engine: Engine) -> None:
    """Wait for PostgreSQL to notice that somebody is gone."""
    deadline = time.monotonic() + PATIENCE
    while engine.dialect.name == "postgresql" and _others(engine):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _others(engine: Engine) -> int:
    """Return how many others are at work in the database: asked in a new transaction, since one sees no change."""
    asked = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid != pg_backend_pid()"
        " AND backend_type = 'client backend' AND state != 'idle'"
    )
    with engine.connect() as connection:
        return int(connection.scalar(text(asked)) or 0)
