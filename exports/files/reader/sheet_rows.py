"""The rows of a sheet as they are read, within their bounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from exports.files.reader.sentences import TOO_MANY_CELLS, TOO_MUCH
from exports.files.reader.table import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Record, UnreadableFile

ALL_ROWS: Final = 2**31
MOST_JOINED: Final = 20_000
MOST_ELEMENTS: Final = 1_000_000
MOST_UNPACKED: Final = 64 * 2**20

Area = tuple[int, int, int, int]
"""First row and column, last row and column, from 1."""


@dataclass(frozen=True)
class Limits:
    """How much a workbook may hold: rows and columns of a sheet, cells with something in them, and as it is stored."""

    rows: int = MOST_ROWS + 1
    columns: int = MOST_COLUMNS
    cells: int = MOST_CELLS
    elements: int = MOST_ELEMENTS  # of a part
    unpacked: int = MOST_UNPACKED  # bytes

    @property
    def area(self) -> int:
        """How many cells there may be up to the last of each row, empty ones included."""
        return (self.rows - 1) * self.columns


OF_UPLOADS: Final = Limits()


@dataclass
class SheetRows:
    """What stands in a sheet: its rows that are not empty, what is hidden and what is joined."""

    records: list[Record] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    joined: list[Area] = field(default_factory=list)


@dataclass(frozen=True)
class ReadableSheet:
    """A sheet of a workbook; `rows` reads it, up to the row of a number or some way beyond.

    `rows_without_formats` reads it whole, with numbers as they are stored.
    """

    name: str
    is_visible: bool
    rows: Callable[[int], SheetRows]
    rows_without_formats: Callable[[], SheetRows]


class Bounds:
    """Counts what a sheet holds, and raises as soon as it is too much."""

    def __init__(self, limits: Limits = OF_UPLOADS) -> None:
        self.limits = limits
        self._cells = self._area = 0

    def add_width(self, columns: int) -> None:
        """Count columns of a row, empty ones included."""
        self._area += columns
        if self._area > self.limits.area:
            raise UnreadableFile(TOO_MUCH)

    def add_cell(self, row: int, column: int) -> None:
        """Count a cell with something in it."""
        self._cells += 1
        if row > self.limits.rows or column > self.limits.columns or self._cells > self.limits.cells:
            raise too_many_cells(self.limits)


def too_many_cells(limits: Limits = OF_UPLOADS) -> UnreadableFile:
    """Return that there is something beyond what a table may have."""
    return UnreadableFile(TOO_MANY_CELLS, row=limits.rows, column=limits.columns, cells=limits.cells)


def record_of(number: int, cells: Mapping[int, str], *, is_hidden: bool, errors: frozenset[int]) -> Record:
    """Return a row, given its texts by the numbers of their columns."""
    texts = [""] * max(cells)
    for column, text in cells.items():
        texts[column - 1] = text
    return Record(number, texts, is_hidden=is_hidden, errors=errors)
