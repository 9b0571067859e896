"""What an upload would change, as it is kept until it is accepted: a row each, packed."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any, Final

import orjson

REFERENCE: Final = "reference"  # of what a row is about, "" where it is new
FAST: Final = 1


def packed(content: Any) -> bytes:
    """Pack plain values."""
    return zlib.compress(orjson.dumps(content), FAST)


def unpacked(content: bytes) -> Any:
    """Return what was packed."""
    return orjson.loads(zlib.decompress(content))


def without(rows: Sequence[dict[str, Any]], reference: str) -> list[dict[str, Any]]:
    """Return the rows that are not about this contribution."""
    return [row for row in rows if row[REFERENCE] != reference]
