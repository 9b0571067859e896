"""Reading the rows of one XLSX sheet, its cells as people see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import IO, Final

from exports.files.reader.coordinates import area_of, column_place
from exports.files.reader.sentences import DAMAGED, NOT_CALCULATED
from exports.files.reader.sheet_rows import ALL_ROWS, MOST_JOINED, Bounds, Limits, SheetRows, record_of
from exports.files.reader.table import MOST_COLUMNS, UnreadableFile
from exports.files.reader.workbooks.number_formats import Show, moment_as_text, plain
from exports.files.reader.workbooks.xlsx_shared import MAIN, without_escapes
from exports.files.reader.workbooks.xml_steps import Attributes, Steps, named

LAST_ROW: Final = 2**20
_TRUE: Final = {"1", "true"}


class SheetReader:
    """Reads one sheet by functions that are called at its elements."""

    def __init__(self, strings: Sequence[str], shows: Sequence[Show], limits: Limits) -> None:
        self._strings, self._shows = strings, shows
        self._found, self._bounds = SheetRows(), Bounds(limits)
        self._row = self._column = 0
        self._cells: dict[int, str] = {}
        self._errors: set[int] = set()
        self._is_hidden = self._is_formula = self._has_value = self._is_below = self._is_aid = False
        self._type, self._style = "", ""
        self._texts: list[str] = []
        self._run: list[str] = []
        starts = {
            "sheetData": self._at_rows,
            "row": self._at_row,
            "c": self._at_cell,
            "f": self._at_formula,
            "v": self._at_text,
            "t": self._at_text,
            "rPh": self._at_aid,
            "col": self._at_column,
            "mergeCell": self._at_joined,
        }
        ends = {
            "v": self._after_text,
            "t": self._after_text,
            "rPh": self._after_aid,
            "c": self._after_cell,
            "row": self._after_row,
            "sheetData": self._after_rows,
        }
        self._steps = Steps(named(MAIN, starts), named(MAIN, ends), limits)

    def read(self, part: IO[bytes], up_to: int) -> SheetRows:
        """Return the rows, up to the one of a number or some way beyond; raise UnreadableFile."""
        for _step in self._steps.through(part):
            if self._row > up_to or (self._is_below and up_to < ALL_ROWS):
                break
        return self._found

    def _at_rows(self, _attributes: Attributes) -> None:
        if self._is_below:
            raise UnreadableFile(DAMAGED)

    def _at_row(self, attributes: Attributes) -> None:
        row = int(attributes.get("r", self._row + 1))
        if self._is_below or not self._row < row <= LAST_ROW:
            raise UnreadableFile(DAMAGED)
        self._row, self._column = row, 0
        self._cells, self._errors = {}, set()
        self._is_hidden = attributes.get("hidden") in _TRUE

    def _at_cell(self, attributes: Attributes) -> None:
        letters = attributes.get("r", "").rstrip("0123456789")
        column = column_place(letters) if letters else self._column + 1
        if column <= self._column:
            raise UnreadableFile(DAMAGED)
        self._bounds.add_width(column - self._column)
        self._column = column
        self._type, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._texts, self._is_formula, self._has_value = [], False, False

    def _at_formula(self, _attributes: Attributes) -> None:
        self._is_formula = True

    def _at_text(self, _attributes: Attributes) -> None:
        if not self._is_aid:
            self._has_value, self._run = True, []
            self._steps.collect(self._run.append)

    def _after_text(self) -> None:
        if not self._is_aid:
            self._steps.collect(None)
            self._texts.append(without_escapes("".join(self._run)))

    def _at_aid(self, _attributes: Attributes) -> None:
        self._is_aid = True

    def _after_aid(self) -> None:
        self._is_aid = False

    def _after_cell(self) -> None:
        written = "".join(self._texts)
        is_empty_text = self._has_value and self._type == "str"  # what is empty of another type was never calculated
        if self._is_formula and not (written or is_empty_text):
            raise UnreadableFile(NOT_CALCULATED)
        if written:
            self._bounds.add_cell(self._row, self._column)
            self._cells[self._column] = self._shown(written)

    def _shown(self, written: str) -> str:
        match self._type:
            case "s":
                return self._strings[int(written)]
            case "n":
                return self._number(written)
            case "b":
                return "TRUE" if written in _TRUE else "FALSE"
            case "d":
                return moment_as_text(datetime.fromisoformat(written))
            case "e":
                self._errors.add(self._column)
        return written

    def _number(self, written: str) -> str:
        value = float(written)
        style = int(self._style)
        return self._shows[style](value) if style < len(self._shows) else plain(value)

    def _after_row(self) -> None:
        if self._cells:
            errors = frozenset(self._errors)
            self._found.records.append(record_of(self._row, self._cells, is_hidden=self._is_hidden, errors=errors))

    def _after_rows(self) -> None:
        """Look at no cell any more: rules of colour by the thousand may follow."""
        self._is_below = True
        self._steps.end_of_interest()

    def _at_column(self, attributes: Attributes) -> None:
        if attributes.get("hidden") in _TRUE:
            first, last = int(attributes["min"]), int(attributes["max"])
            self._found.hidden_columns.update(range(first, min(last, MOST_COLUMNS) + 1))

    def _at_joined(self, attributes: Attributes) -> None:
        area = area_of(attributes.get("ref", ""))
        if area is not None and len(self._found.joined) < MOST_JOINED:
            self._found.joined.append(area)
