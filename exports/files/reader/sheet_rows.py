"""The rows of a sheet as they are read, within their bounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from exports.files.reader.sentences import TOO_MANY_CELLS, TOO_MUCH
from exports.files.reader.table import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Record, UnreadableFile

WIDEST_AREA: Final = MOST_ROWS * MOST_COLUMNS  # cells up to the last of each row, empty ones included
ALL_ROWS: Final = 2**31
MOST_JOINED: Final = 20_000

Area = tuple[int, int, int, int]
"""First row and column, last row and column, from 1."""


@dataclass
class SheetRows:
    """What stands in a sheet: its rows that are not empty, what is hidden and what is joined."""

    records: list[Record] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    joined: list[Area] = field(default_factory=list)


@dataclass(frozen=True)
class ReadableSheet:
    """A sheet of a workbook; `rows` reads it, up to the row of a number or some way beyond."""

    name: str
    is_visible: bool
    rows: Callable[[int], SheetRows]


class Bounds:
    """Counts what a sheet holds, and raises as soon as it is too much."""

    def __init__(self) -> None:
        self._cells = self._area = 0

    def add_width(self, columns: int) -> None:
        """Count columns of a row, empty ones included."""
        self._area += columns
        if self._area > WIDEST_AREA:
            raise UnreadableFile(TOO_MUCH)

    def add_cell(self, row: int, column: int) -> None:
        """Count a cell with something in it."""
        self._cells += 1
        if row > MOST_ROWS + 1 or column > MOST_COLUMNS or self._cells > MOST_CELLS:
            raise too_many_cells()


def too_many_cells() -> UnreadableFile:
    """Return that there is something beyond what a table may have."""
    return UnreadableFile(TOO_MANY_CELLS, row=MOST_ROWS + 1, column=MOST_COLUMNS, cells=MOST_CELLS)


def record_of(number: int, cells: Mapping[int, str], *, is_hidden: bool, errors: frozenset[int]) -> Record:
    """Return a row, given its texts by the numbers of their columns."""
    texts = [""] * max(cells)
    for column, text in cells.items():
        texts[column - 1] = text
    return Record(number, texts, is_hidden=is_hidden, errors=errors)
