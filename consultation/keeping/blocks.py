"""Kept rows, packed in blocks of some hundred."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import orjson

from consultation.lists import ListName

REFERENCE: Final = "reference"
ERASED: Final = "gone"  # the name by which a row says that nothing of it is left but its reference
FAST: Final = 1

KeptRow = Mapping[str, Any]
Columns = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Block:
    """Packed rows in the order of their references; `first` and `last` are the numbers in these."""

    of: ListName
    first: int
    last: int
    content: bytes

    @classmethod
    def packed(cls, of: ListName, columns: Columns) -> Self:
        """Pack rows, given by columns; there is at least one. What JSON has no word for is kept as text.

        A moment is kept as RFC 3339 writes it: with a T before the time.
        """
        references = columns[REFERENCE]
        return cls(of, number_in(references[0]), number_in(references[-1]), _packed(columns))


def unpacked(content: bytes) -> list[dict[str, Any]]:
    """Return the rows of a block, each with what it says something of."""
    columns = orjson.loads(zlib.decompress(content))
    if isinstance(columns, list):  # as they were packed at first, by rows
        return columns
    return [_stated(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def number_in(reference: str) -> int:
    """Return 42 for IND-0042."""
    return int(reference.rpartition("-")[2])


def without(content: bytes, references: Collection[str]) -> bytes | None:
    """Return the block with some rows erased to their references; None where it has no such row."""
    rows = unpacked(content)
    found = [place for place, row in enumerate(rows) if row[REFERENCE] in references and ERASED not in row]
    for place in found:
        rows[place] = {REFERENCE: rows[place][REFERENCE], ERASED: True}
    if not found:
        return None
    names = {name: None for row in rows for name in row}
    return _packed({name: [row.get(name) for row in rows] for name in names})


def _stated(answers: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in answers if value is not None and value != ""}


def _packed(columns: Columns) -> bytes:
    return zlib.compress(orjson.dumps(columns, default=str), FAST)
