"""Saving all data into a file, as they are at one moment, while people go on writing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from sqlalchemy import Engine, LargeBinary, Table, select
from sqlalchemy.orm import Session

from consultation import migrating
from consultation.backups.backup_file import BackupRefused, BackupWriter, Contents
from consultation.backups.tables import has_bytes, rows_held, tables_of
from consultation.database import snapshot

AT_ONCE: Final = 1_000  # rows in memory
LARGE_AT_ONCE: Final = 4
OF_WHAT_IS_HALF: Final = ".part"  # ends the name of a file until it is whole


def save(engine: Engine, file: BinaryIO, *, now: datetime) -> Contents:
    """Write a backup; raise BackupRefused where there is nothing to save.

    Everything in it is of one moment: whoever writes meanwhile does not wait, and nothing of what they write is in it.
    """
    with snapshot(engine) as reading:
        revision = migrating.revision_of(reading.connection())
        if revision is None:
            raise BackupRefused("The database has no tables, so there is nothing to save.")
        writer = BackupWriter(file)
        for table in tables_of(reading.connection()):
            writer.write(table.name, list(table.columns.keys()), _rows(reading, table))
        return writer.finish(revision, now)


def _rows(reading: Session, table: Table) -> Iterator[tuple[object, ...]]:
    at_once = LARGE_AT_ONCE if has_bytes(table) else AT_ONCE
    found = select(table).where(rows_held(table)).order_by(*table.primary_key.columns)
    rows = reading.connection().execute(found, execution_options={"yield_per": at_once})
    if not has_bytes(table):
        return map(tuple, rows)
    are_bytes = [isinstance(column.type, LargeBinary) for column in table.columns]
    return (tuple(map(_as_stored, row, are_bytes)) for row in rows)


def _as_stored(value: object, is_bytes: bool) -> object:
    return value.encode() if is_bytes and isinstance(value, str) else value  # SQLite keeps whatever was put there


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Yield a new file for its owner's eyes alone, which stands under its name once all of it is on the disk.

    Raise BackupRefused where something has that name already.
    """
    half = path.with_name(path.name + OF_WHAT_IS_HALF)
    _require_free(path)
    half.unlink(missing_ok=True)  # of a time when this was ended half way
    try:
        with os.fdopen(os.open(half, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _require_free(path)
        half.replace(path)
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)


def _require_free(path: Path) -> None:
    if path.exists():
        raise BackupRefused(f"{path} is there already, and nothing is written over it: choose another name.")
