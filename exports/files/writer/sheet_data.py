"""What a sheet is made of, before anything is known of spreadsheets' files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum, auto
from functools import cached_property
from typing import Any, Final, Self

import pandas as pd

MOST_UNITS: Final = 32_767  # UTF-16 units a cell can hold
MOST_ROWS: Final = 1_048_576  # the heading included

# Text that an editor of the cell would take for a formula, or whose first sign it would drop.
MORE_THAN_TEXT: Final = re.compile(r"\s*[=+\-@'＝＋－＠]|[\t\n]")

_SHEET_NAME: Final = re.compile(r"(?!')[^][:*?/\\]{1,31}(?<!')")


class CellKind(Enum):
    """What the cells of a column are; whatever the kind, a missing value is an empty cell."""

    TEXT = auto()
    NUMBER = auto()
    DATE = auto()  # a day; no cell says more of a time


@dataclass(frozen=True)
class Column:
    """One column of a sheet: where it stands in the frame, its heading, its width in characters.

    An `upright` heading stands on its end, so that a narrow column of numbers can have a long one. A `strong` column is
    written in bold. `words` has what is written in place of a value, or of one of its lines.
    """

    name: str
    heading: str
    width: float = 14
    kind: CellKind = CellKind.TEXT
    wrap: bool = False
    upright: bool = False
    strong: bool = False
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pieces:
    """Rows that are made while they are written, so that never all of them are there at once.

    `length` promises how many there are in all; `frames` gives them, once, in frames of some thousand.
    """

    length: int
    frames: Iterable[pd.DataFrame]

    def __len__(self) -> int:
        return self.length


@dataclass(frozen=True)
class Later:
    """Rows that are known when all other sheets have been written, since they count what stands there."""

    make: Callable[[], pd.DataFrame | Pieces]

    @cached_property
    def rows(self) -> pd.DataFrame | Pieces:
        """The rows, made when they are first asked for."""
        return self.make()

    def __len__(self) -> int:
        return len(self.rows)


@dataclass
class Flowing:
    """Rows that are made while they are written and that nobody counts before; `passed` counts those that were made."""

    frames_once: Iterable[pd.DataFrame]
    passed: int = 0

    @property
    def frames(self) -> Iterator[pd.DataFrame]:
        """The rows, once, in frames of some thousand."""
        for frame in self.frames_once:
            self.passed += len(frame)
            yield frame

    def __len__(self) -> int:
        return self.passed


SheetRows = pd.DataFrame | Pieces | Later | Flowing


def divided(rows: SheetRows, most: int) -> list[SheetRows]:
    """Return rows that are made while they are written in parts of at most so many, to be written in their order."""
    if not isinstance(rows, Pieces) or len(rows) <= most:
        return [rows]
    rest = _Rest(rows.frames)
    *lengths, last = (min(most, len(rows) - start) for start in range(0, len(rows), most))
    return [*(Pieces(length, rest.take(length)) for length in lengths), Pieces(last, rest.all())]


class _Rest:
    """What is left of rows some of which have been taken."""

    def __init__(self, frames: Iterable[pd.DataFrame]) -> None:
        self._frames = iter(frames)
        self._waiting: pd.DataFrame | None = None

    def take(self, count: int) -> Iterator[pd.DataFrame]:
        """Yield the next rows, so many as there are up to `count`."""
        while count > 0:
            frame = next(self._frames, None) if self._waiting is None else self._waiting
            if frame is None:
                return
            yield frame[:count]
            self._waiting = frame[count:] if len(frame) > count else None
            count -= min(count, len(frame))

    def all(self) -> Iterator[pd.DataFrame]:
        """Yield all that is left, be it more than was promised: whoever counts is to see it."""
        if self._waiting is not None:
            yield self._waiting
        yield from self._frames


@dataclass(frozen=True)
class Chart:
    """Bars over the cells of another sheet: one for each of its rows, made of the values of some columns.

    `label` and `values` are columns of that sheet; `only` is a column and the value that it has in the rows meant.
    """

    title: str
    sheet: str
    label: str
    values: tuple[str, ...]
    only: tuple[str, str] | None = None
    lying: bool = False  # for labels that are long

    def said(self, say: Callable[[str], str]) -> Self:
        """Return it with what it is called, and what it is drawn from, as they are said in a language."""
        only = (self.only[0], say(self.only[1])) if self.only else None
        return replace(self, title=say(self.title), sheet=say(self.sheet), only=only)


@dataclass(frozen=True)
class SheetData:
    """One sheet: a heading row, then the `rows` in their order.

    `key` names the rows' column of stable ids. Columns of numbers named in `heat` are shaded in three
    steps up to the largest number among them, which has to be known before the first is written; a zero there is
    hatched and shown as "0 `gap`". `freeze` says how many rows and columns stay in view. On a sheet `to_print` a row
    is as high as its text; `page_title` is what stands on top of every printed page. `links` leads from rows, numbered
    from 0, to the sheets of these names; `charts` stand below them. `passed` is told how many rows have been written
    since it was told last. The rows of what is not `is_written` are read all the same, because others count them.
    """

    name: str
    columns: Sequence[Column]
    rows: SheetRows
    key: str | None = None
    heat: frozenset[str] = frozenset()
    gap: str = ""
    landscape: bool = True
    freeze: tuple[int, int] = (1, 0)
    autofilter: bool = True
    right_to_left: bool = False
    to_print: bool = False
    page_title: str = ""
    links: Mapping[int, str] = field(default_factory=dict)
    charts: Sequence[Chart] = ()
    passed: Callable[[int], None] = lambda rows: None
    is_written: bool = True

    def __post_init__(self) -> None:
        if not _SHEET_NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} cannot be the name of a sheet")
        if isinstance(self.rows, pd.DataFrame):
            self._refuse_what_lacks_columns(self.rows)

    @property
    def size(self) -> int | None:
        """The number of its rows, None where it is not known before they are written."""
        return None if isinstance(self.rows, Later | Flowing) else len(self.rows)

    @property
    def counts_the_others(self) -> bool:
        """Whether its rows are not known before those of the others have been written."""
        return isinstance(self.rows, Later)

    def emptied(self) -> Self:
        """Return it without rows."""
        return replace(self, rows=pd.DataFrame(columns=[column.name for column in self.columns]))

    def settled(self) -> Self:
        """Return it with the rows that are known by now."""
        return replace(self, rows=self.rows.rows) if isinstance(self.rows, Later) else self

    def frames(self) -> Iterable[pd.DataFrame]:
        """Give the rows, in one frame or in many."""
        rows = self.rows.rows if isinstance(self.rows, Later) else self.rows
        frames = [rows] if isinstance(rows, pd.DataFrame) else rows.frames
        for frame in frames:
            self._refuse_what_lacks_columns(frame)
            yield self._worded(frame)
            self.passed(len(frame))

    def _worded(self, frame: pd.DataFrame) -> pd.DataFrame:
        translated = [column for column in self.columns if column.words]
        return frame.assign(**{one.name: [_worded(text, one.words) for text in frame[one.name]] for one in translated})

    def pass_over(self) -> None:
        """Read the rows and write none."""
        for _frame in self.frames():
            pass

    def _refuse_what_lacks_columns(self, frame: pd.DataFrame) -> None:
        if missing := {column.name for column in self.columns} - set(frame.columns):
            raise ValueError(f"{self.name} lacks the columns {sorted(missing)}")


def _worded(text: Any, words: Mapping[str, str]) -> Any:
    if not isinstance(text, str):
        return text
    return words[text] if text in words else "\n".join(words.get(line, line) for line in text.split("\n"))


@dataclass(frozen=True)
class Properties:
    """What the file says of itself: nothing of the machine or the person it was made by."""

    title: str
    created: date
    creator: str = ""
    subject: str = ""


def units(text: str) -> int:
    """Return the length of `text` in UTF-16 units, in which spreadsheets count."""
    return len(text) + sum(character > "\uffff" for character in text)


def day_without_time(day: date) -> date:
    """Return a day; raise TypeError for a moment: its day depends on a zone, and its time is nobody's business."""
    if isinstance(day, datetime):
        raise TypeError("a cell of days was given a moment")
    return day


def known_values(series: pd.Series[Any]) -> list[Any]:
    """Return the values as Python has them, None where there is nothing."""
    is_missing = pd.isna(series.array)
    if not is_missing.any():
        return series.tolist()
    there = zip(series.tolist(), is_missing.tolist(), strict=True)
    return [None if is_unknown else value for value, is_unknown in there]
