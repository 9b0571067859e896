"""What a sheet is made of, before anything is known of spreadsheets' files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Final

import pandas as pd

MOST_UNITS: Final = 32_767  # UTF-16 units a cell can hold
MOST_ROWS: Final = 1_048_576  # the heading included

_SHEET_NAME: Final = re.compile(r"(?!')[^][:*?/\\]{1,31}(?<!')")


class Kind(Enum):
    """What the cells of a column are; whatever the kind, a missing value is an empty cell."""

    TEXT = auto()
    NUMBER = auto()
    DATETIME = auto()  # written in UTC, without zone: the heading says so
    DATE = auto()


@dataclass(frozen=True)
class Column:
    """One column of a sheet: where it stands in the frame, its heading, its width in characters.

    An `upright` heading stands on its end, so that a narrow column of numbers can have a long one. A `strong` column is
    written in bold.
    """

    name: str
    heading: str
    width: float = 14
    kind: Kind = Kind.TEXT
    wrap: bool = False
    upright: bool = False
    strong: bool = False


@dataclass(frozen=True)
class SheetData:
    """One sheet: a heading row, then the rows of `frame` in their order.

    `key` names the frame's column with the rows' stable ids. Columns of numbers named in `heat` are shaded in three
    steps up to the largest number among them; a zero there is hatched and shown as "0 `gap`". `freeze` says how many
    rows and columns stay in view.
    """

    name: str
    columns: Sequence[Column]
    frame: pd.DataFrame
    key: str | None = None
    heat: frozenset[str] = frozenset()
    gap: str = ""
    landscape: bool = True
    freeze: tuple[int, int] = (1, 0)
    autofilter: bool = True
    right_to_left: bool = False

    def __post_init__(self) -> None:
        if not _SHEET_NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} cannot be the name of a sheet")
        if len(self.frame) >= MOST_ROWS:
            raise ValueError(f"{self.name} has more rows than a sheet can hold")
        missing = {column.name for column in self.columns} - set(self.frame.columns)
        if missing:
            raise ValueError(f"{self.name} lacks the columns {sorted(missing)}")


@dataclass(frozen=True)
class Properties:
    """What the file says of itself: nothing of the machine or the person it was made by."""

    title: str
    created: datetime
    creator: str = ""
    subject: str = ""


def units(text: str) -> int:
    """Return the length of `text` in UTF-16 units, in which spreadsheets count."""
    return len(text) + sum(character > "\uffff" for character in text)
