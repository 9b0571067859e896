"""The file of a backup: a zip with a part for each table, a JSON line a row, and last of all its contents.

The contents name the revision of the schema, and of each part its rows and its SHA-256. The comment of the zip, which
ends the file, is the SHA-256 of all that stands before it: whatever is missing or was changed is noticed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from io import SEEK_END
from typing import IO, Any, BinaryIO, Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import orjson

FORMAT: Final = 1
CONTENTS: Final = "contents.json"
PACKING: Final = 3  # of 9: more takes longer than it saves
SEAL: Final = 64  # bytes at the end: the SHA-256 of what stands before them, in hexadecimal digits
A_READ: Final = 1 << 20  # bytes
_BROKEN: Final = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError, TypeError)


class BackupRefused(Exception):
    """A sentence that says why a backup is not made or not restored; nothing was changed."""


@dataclass(frozen=True)
class TablePart:
    """The rows of one table: how many, in which columns, and the SHA-256 of their lines."""

    table: str
    columns: list[str]
    rows: int
    sha256: str

    @property
    def name(self) -> str:
        """The part's name in the zip."""
        return f"{self.table}.jsonl"


@dataclass(frozen=True)
class Contents:
    """What a backup holds: of which revision of the schema, read at which moment, and which tables in which order."""

    revision: str
    made_at: datetime
    parts: list[TablePart]

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)

    def part_of(self, table: str) -> TablePart | None:
        """Return the part of a table; None where its schema has none."""
        return next((part for part in self.parts if part.table == table), None)


class BackupWriter:
    """Writes a backup, part by part."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._archive = ZipFile(file, "w", ZIP_DEFLATED, compresslevel=PACKING)
        self._parts: list[TablePart] = []

    def write(self, table: str, columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
        """Write the rows of a table."""
        digest, count = hashlib.sha256(), 0
        with self._archive.open(f"{table}.jsonl", "w", force_zip64=True) as part:
            for count, row in enumerate(rows, start=1):  # noqa: B007 - used when it ends
                line = orjson.dumps(row, default=_plain, option=orjson.OPT_APPEND_NEWLINE)
                digest.update(line)
                part.write(line)
        self._parts.append(TablePart(table, columns, count, digest.hexdigest()))

    def finish(self, revision: str, made_at: datetime) -> Contents:
        """Write the contents, without which nothing of it is of any use."""
        contents = Contents(revision, made_at, self._parts)
        said = asdict(contents) | {"made_at": made_at.isoformat(), "steppingstone_backup": FORMAT}
        self._archive.writestr(CONTENTS, json.dumps(said, indent=1).encode())
        self._archive.comment = b"-" * SEAL  # until the rest is known
        self._archive.close()
        seal = _seal_of(self._file)
        self._file.seek(-SEAL, SEEK_END)
        self._file.write(seal)
        return contents


class BackupReader:
    """Reads a backup; `check` before anything else."""

    def __init__(self, file: BinaryIO) -> None:
        with _whole_or_refused():
            seal = _seal_of(file)
            if file.read() != seal:
                raise ValueError("seal")
            self._archive = ZipFile(file)
            self.contents = _contents(json.loads(self._archive.read(CONTENTS)))

    def check(self) -> None:
        """Read all of it, and raise BackupRefused unless it is there as it was written."""
        with _whole_or_refused():
            for part in self.contents.parts:
                if self._digest(part) != part.sha256:
                    raise ValueError(part.name)

    def rows(self, part: TablePart) -> Iterator[list[Any]]:
        """Yield the rows of a part as they stand in it."""
        with self._archive.open(part.name) as lines:
            yield from map(orjson.loads, lines)

    def _digest(self, part: TablePart) -> str:
        digest = hashlib.sha256()
        with self._archive.open(part.name) as lines:
            for piece in _pieces(lines):
                digest.update(piece)
        return digest.hexdigest()


def _seal_of(file: BinaryIO) -> bytes:
    """Return the SHA-256 of a file up to where its own seal stands, and leave it there."""
    left = file.seek(0, SEEK_END) - SEAL
    file.seek(0)
    digest = hashlib.sha256()
    while left > 0 and (piece := file.read(min(A_READ, left))):
        digest.update(piece)
        left -= len(piece)
    return digest.hexdigest().encode()


def _contents(said: dict[str, Any]) -> Contents:
    if said["steppingstone_backup"] != FORMAT:
        raise BackupRefused("This backup was made by a newer version of Steppingstone. Update the code, then restore.")
    return Contents(
        said["revision"], datetime.fromisoformat(said["made_at"]), [TablePart(**one) for one in said["parts"]]
    )


def _pieces(lines: IO[bytes]) -> Iterator[bytes]:
    while piece := lines.read(A_READ):
        yield piece


def _plain(value: Any) -> Any:
    # Rows come as tuples of their own kind, which the writer of JSON does not know.
    return list(value) if isinstance(value, tuple) else _text(value)


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


@contextmanager
def _whole_or_refused() -> Iterator[None]:
    try:
        yield
    except _BROKEN as problem:
        raise BackupRefused(
            "This file is no backup, was cut off, or was changed since it was made: nothing was restored."
        ) from problem
