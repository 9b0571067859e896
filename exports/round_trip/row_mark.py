"""Row mark: the identity of a row and the digests of its cells, by which changed cells are found.

A mark holds a digest of each cell as it was handed out, so that a change is told from what others changed meanwhile
without a copy of what was handed out. It opens nothing: what may be changed is looked up when the row comes back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import Final, NamedTuple

from indicators.text import normalise_text

_SIZE: Final = 4  # bytes: one change of 4,000,000,000 would not be seen
_MARK: Final = re.compile(r"(\S+) ([0-9a-f]*)")


class RowMark(NamedTuple):
    """The reference of a row, and the digests of its cells in the order of the columns."""

    reference: str
    digests: tuple[str, ...]


def digest_of(text: str) -> str:
    """Return the digest of what a cell says; space around it says nothing."""
    return blake2b(normalise_text(text).strip().encode("utf-8", "replace"), digest_size=_SIZE).hexdigest()


def row_mark(reference: str, names: tuple[str, ...], cells: Mapping[str, str]) -> str:
    """Return the mark of a row that is handed out."""
    return f"{reference} {''.join(digest_of(cells.get(name, '')) for name in names)}"


def find_row_mark(text: str, names: tuple[str, ...]) -> RowMark | None:
    """Return the mark that stands in a row; None where it is none, or not one of a sheet with these columns."""
    found = _MARK.fullmatch(text.strip())
    width = 2 * _SIZE
    if found is None or len(found[2]) != width * len(names):
        return None
    return RowMark(found[1], tuple(found[2][start : start + width] for start in range(0, len(found[2]), width)))
