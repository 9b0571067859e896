"""Where a restored database comes to stand: only where there is no table, and whole or not at all."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, make_url

from consultation import migrating
from consultation.backups.backup_file import BackupRefused
from consultation.backups.saving import OF_WHAT_IS_HALF
from consultation.backups.tables import has_tables
from consultation.database import lock_name, make_engine, scrub

Stage = Callable[[Connection], None]
BESIDE: Final = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a file, and would read into another one
HAS_TABLES: Final = (
    "There are tables in this database already, and nothing is restored over them. Stop what serves it and name an "
    "empty one in DATABASE_URL, or put this one away: of SQLite the file, with those beside it that end in -wal and "
    "-shm."
)


def build(address: str, stages: Sequence[Stage], finish: Stage) -> None:
    """Make a database at an address by stages, the first of which make tables and rows; raise BackupRefused.

    On PostgreSQL it is one transaction. On SQLite a file is made beside the place, a transaction a stage, and put there
    once it is whole; keys are looked at after each stage, and at once in the last.
    """
    url = make_url(address)
    if url.get_backend_name() == "postgresql":
        _in_one_transaction(url, [*stages, finish])
    elif url.database:
        _in_a_file_beside(url, Path(url.database), stages, finish)
    else:
        raise BackupRefused("This address names no file: write sqlite:////path/file.db.")


def _in_one_transaction(url: URL, stages: Sequence[Stage]) -> None:
    with _engine(url) as engine, engine.begin() as connection:
        lock_name(connection, "migration")
        if has_tables(connection):
            raise BackupRefused(HAS_TABLES)
        for stage in stages:
            stage(connection)


def _in_a_file_beside(url: URL, place: Path, stages: Sequence[Stage], finish: Stage) -> None:
    half = place.with_name(place.name + OF_WHAT_IS_HALF)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _held_empty(place):
        pass
    _remove(half)  # of a time when this was ended half way
    try:
        half.touch(mode=0o600)
        with _engine(url.set(database=str(half))) as engine:
            for stage in stages:
                _run_with_keys_last(engine, stage)
            with engine.execution_options(writing=True).begin() as connection:
                finish(connection)
            scrub(engine)
        _put(half, place)
    finally:
        _remove(half)


def _run_with_keys_last(engine: Engine, stage: Stage) -> None:
    writing = engine.execution_options(writing=True)
    with writing.connect() as connection, migrating.keys_looked_at_last(connection), connection.begin():
        stage(connection)
        migrating.check_keys(connection)


def _put(half: Path, place: Path) -> None:
    """Put a whole file in its place, where nothing of an earlier one is left that SQLite would read into it."""
    with half.open("rb") as file:
        os.fsync(file.fileno())
    with _held_empty(place):
        for ending in BESIDE:
            place.with_name(place.name + ending).unlink(missing_ok=True)
        half.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _held_empty(place: Path) -> Iterator[None]:
    """Let nobody write into the file at a place meanwhile; raise BackupRefused unless there is none or an empty one."""
    if not place.exists():
        yield
        return
    try:
        with closing(sqlite3.connect(place, timeout=1, isolation_level=None)) as connection:
            is_empty = _is_empty(connection)  # whoever uses what is not is not held up
            if is_empty:
                connection.execute("BEGIN EXCLUSIVE")
                is_empty = _is_empty(connection)
            if is_empty:
                yield
    except sqlite3.Error as problem:
        raise BackupRefused(f"{place} is in use, or is no database: nothing was restored.") from problem
    if not is_empty:
        raise BackupRefused(HAS_TABLES)


def _is_empty(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,))


@contextmanager
def _engine(url: URL) -> Iterator[Engine]:
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _remove(half: Path) -> None:
    for ending in ("", *BESIDE):
        with suppress(OSError):
            half.with_name(half.name + ending).unlink(missing_ok=True)
