"""The rows of an upload and what they would change, packed, as they are kept until it is accepted."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from typing import Any, Final

import orjson

ROWS: Final = "rows"
REFERENCES: Final = "references"  # of what a row is about
FAST: Final = 1

PackedContent = dict[str, Any]
"""Plain values, among them a list of rows, each with the references of what it is about."""


def packed(content: PackedContent) -> bytes:
    """Pack plain values."""
    return zlib.compress(orjson.dumps(content), FAST)


def unpacked(content: bytes) -> PackedContent:
    """Return what was packed."""
    found: PackedContent = orjson.loads(zlib.decompress(content))
    return found


def without(content: bytes, references: Collection[str]) -> bytes | None:
    """Return what was packed without the rows about contributions; None where there are none."""
    found = unpacked(content)
    rows = [row for row in found[ROWS] if not any(reference in references for reference in row[REFERENCES])]
    return packed(found | {ROWS: rows}) if len(rows) < len(found[ROWS]) else None
