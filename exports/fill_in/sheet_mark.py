"""Sheet mark: the heading of the first column by which a sheet of ours is known when it comes back."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

VERSION: Final = 1
EXAMPLE: Final = "example"  # stands in the first column of the row of a template that is not read
_MARK: Final = re.compile(r"Steppingstone (\d+) ([a-z]+) ([A-Za-z-]+)(?: ([a-z]+) of ([a-z0-9-]+))?")


class SheetMark(NamedTuple):
    """What a sheet of ours says of itself: its version, its kind of proposal, its language.

    A list that was edited also says which `list_name` it is, and of which consultation (`slug`); a template does not.
    """

    version: int
    kind: str
    language: str
    list_name: str = ""
    slug: str = ""


def mark_of(kind: str, language: str) -> str:
    """Return the mark of a template of today, which is the heading of its first column."""
    return f"Steppingstone {VERSION} {kind} {language}"


def list_mark_of(kind: str, language: str, list_name: str, slug: str) -> str:
    """Return the mark of a list of today."""
    return f"{mark_of(kind, language)} {list_name} of {slug}"


def find_mark(text: str) -> SheetMark | None:
    """Return what a heading says a table to be, None where it is no mark."""
    found = _MARK.fullmatch(text)
    return SheetMark(int(found[1]), found[2], found[3], found[4] or "", found[5] or "") if found else None


def is_mark(text: str) -> bool:
    """Whether a heading is the mark of a sheet of ours."""
    return _MARK.fullmatch(text) is not None
