"""Rows as they are kept: some hundred of them together, packed."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

REFERENCE: Final = "reference"
GONE: Final = "gone"  # the name by which a row says that nothing of it is left but its reference
FAST: Final = 1

Row = Mapping[str, Any]


class Of(StrEnum):
    """Of what the rows are."""

    PROPOSALS = "proposals"
    COMMENTS = "comments"


@dataclass(frozen=True)
class Block:
    """Rows that follow one another in the order of their references; `first` and `last` are the numbers in these."""

    of: Of
    first: int
    last: int
    content: bytes

    @classmethod
    def packed(cls, of: Of, rows: Sequence[Row]) -> Self:
        """Pack rows; there is at least one, and each has a reference. What JSON has no word for is kept as text."""
        content = zlib.compress(json.dumps(rows, ensure_ascii=False, default=str).encode(), FAST)
        return cls(of, number_in(rows[0][REFERENCE]), number_in(rows[-1][REFERENCE]), content)


def unpacked(content: bytes) -> list[dict[str, Any]]:
    """Return the rows of a block."""
    rows: list[dict[str, Any]] = json.loads(zlib.decompress(content))
    return rows


def number_in(reference: str) -> int:
    """Return 42 for IND-0042."""
    return int(reference.rpartition("-")[2])


def without(content: bytes, reference: str) -> bytes | None:
    """Return the block with nothing left of one row but its reference; None where it has no such row."""
    rows = unpacked(content)
    found = [place for place, row in enumerate(rows) if row[REFERENCE] == reference and GONE not in row]
    for place in found:
        rows[place] = {REFERENCE: reference, GONE: True}
    return zlib.compress(json.dumps(rows, ensure_ascii=False).encode(), FAST) if found else None
