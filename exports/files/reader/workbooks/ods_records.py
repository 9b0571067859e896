"""The sheets of an OpenDocument workbook (.ods): each cell holds its text as people see it."""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial
from typing import Final

from exports.files.reader.sentences import NO_TABLE, PROTECTED
from exports.files.reader.sheet_rows import (
    ALL_ROWS,
    MOST_JOINED,
    Bounds,
    Limits,
    ReadableSheet,
    SheetRows,
    record_of,
    too_many_cells,
)
from exports.files.reader.table import MOST_COLUMNS, UnreadableFile
from exports.files.reader.workbooks.containers import Parts
from exports.files.reader.workbooks.number_formats import moment_as_text, plain
from exports.files.reader.workbooks.xml_steps import Attributes, Steps, look_through

_NAMES: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE: Final = f"{_NAMES}office:1.0}}"
_TABLE: Final = f"{_NAMES}table:1.0}}"
_TEXT: Final = f"{_NAMES}text:1.0}}"
_STYLE: Final = f"{_NAMES}style:1.0}}"
_MANIFEST: Final = f"{_NAMES}manifest:1.0}}"
_ERROR: Final = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_CONTENT: Final = "content.xml"
_LIST_OF_PARTS: Final = "META-INF/manifest.xml"
_LINE_END: Final = re.compile(r"[\t\r\n][ \t\r\n]*")  # of the file; spaces are shown as many as there are
_UNSEEN: Final = {"collapse", "filter"}


def is_open_document(parts: Parts) -> bool:
    """Whether it is laid out as OpenDocument files are."""
    return parts.has(_CONTENT) and parts.has(_LIST_OF_PARTS)


def ods_sheets(parts: Parts) -> list[ReadableSheet]:
    """Return the sheets in their order; raise UnreadableFile where it is no workbook or is protected."""
    with parts.opened(_LIST_OF_PARTS) as part:
        look_through(part, {f"{_MANIFEST}encryption-data": _refuse})
    reader = _Reader(parts.limits)
    with parts.opened(_CONTENT) as part:
        for _step in reader.steps.through(part):
            pass
    if not reader.sheets:
        raise UnreadableFile(NO_TABLE)
    return [
        ReadableSheet(name, is_visible, partial(_known, rows), partial(_known, rows, ALL_ROWS))
        for name, is_visible, rows in reader.sheets
    ]


def _known(rows: SheetRows, _up_to: int) -> SheetRows:
    return rows


def _refuse(_attributes: Attributes) -> None:
    raise UnreadableFile(PROTECTED)


class _Reader:
    """Reads all sheets by functions that are called at the elements of the one part that holds them."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.sheets: list[tuple[str, bool, SheetRows]] = []
        self._unseen_styles: set[str] = set()
        self._style = ""
        self._rows, self._bounds = SheetRows(), Bounds(limits)
        self._depth = self._row = self._column = self._columns = self._notes = 0
        self._cells: dict[int, str] = {}
        self._errors: set[int] = set()
        self._of_row: Attributes = {}
        self._of_cell: Attributes = {}
        self._texts: list[str] | None = None
        cell, covered = f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
        self.steps = Steps(
            {
                f"{_STYLE}style": self._at_style,
                f"{_STYLE}table-properties": self._at_properties,
                f"{_TABLE}table": self._at_table,
                f"{_TABLE}table-column": self._at_column,
                f"{_TABLE}table-row": self._at_row,
                cell: self._at_cell,
                covered: self._at_cell,
                f"{_TEXT}p": self._at_paragraph,
                f"{_TEXT}s": self._at_spaces,
                f"{_TEXT}tab": partial(self._add, "\t"),
                f"{_TEXT}line-break": partial(self._add, "\n"),
                f"{_OFFICE}annotation": self._at_note,
            },
            {
                f"{_TABLE}table": self._after_table,
                f"{_TABLE}table-row": self._after_row,
                cell: self._after_cell,
                covered: self._after_cell,
                f"{_TEXT}p": self._after_paragraph,
                f"{_OFFICE}annotation": self._after_note,
            },
            limits,
        )

    # ---- sheets, columns, rows ----

    def _at_style(self, attributes: Attributes) -> None:
        self._style = attributes.get(f"{_STYLE}name", "")

    def _at_properties(self, attributes: Attributes) -> None:
        if attributes.get(f"{_TABLE}display") == "false":
            self._unseen_styles.add(self._style)

    def _at_table(self, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > 1:
            return
        is_visible = attributes.get(f"{_TABLE}style-name", "") not in self._unseen_styles
        self._rows, self._bounds, self._row, self._columns = SheetRows(), Bounds(self._limits), 0, 0
        self.sheets.append((attributes.get(f"{_TABLE}name", ""), is_visible, self._rows))

    def _after_table(self) -> None:
        self._depth -= 1

    def _at_column(self, attributes: Attributes) -> None:
        first, self._columns = self._columns + 1, self._columns + _times(attributes, "number-columns-repeated")
        if attributes.get(f"{_TABLE}visibility") in _UNSEEN:
            self._rows.hidden_columns.update(range(first, min(self._columns, MOST_COLUMNS) + 1))

    def _at_row(self, attributes: Attributes) -> None:
        self._of_row, self._column, self._cells, self._errors = attributes, 0, {}, set()

    def _after_row(self) -> None:
        times = _times(self._of_row, "number-rows-repeated")
        first, self._row = self._row + 1, self._row + times
        if not self._cells:
            return
        if self._row > self._limits.rows:
            raise too_many_cells(self._limits)
        is_hidden = self._of_row.get(f"{_TABLE}visibility") in _UNSEEN
        for number in range(first, first + times):
            for column in self._cells:
                self._bounds.add_cell(number, column)
            errors = frozenset(self._errors)
            self._rows.records.append(record_of(number, self._cells, is_hidden=is_hidden, errors=errors))

    # ---- cells ----

    def _at_cell(self, attributes: Attributes) -> None:
        if self._depth == 1:
            self._of_cell, self._texts = attributes, None

    def _after_cell(self) -> None:
        if self._depth > 1:
            return
        times = _times(self._of_cell, "number-columns-repeated")
        first, self._column = self._column + 1, self._column + times
        text = self._shown()
        if text:
            if self._column > self._limits.columns:
                raise too_many_cells(self._limits)
            self._cells |= dict.fromkeys(range(first, first + times), text)
            self._keep_kind(first)

    def _keep_kind(self, column: int) -> None:
        if self._of_cell.get(_ERROR) == "error":
            self._errors.add(column)
        down, right = (_times(self._of_cell, f"number-{name}-spanned") for name in ("rows", "columns"))
        if (down > 1 or right > 1) and len(self._rows.joined) < MOST_JOINED:
            row = self._row + 1
            self._rows.joined.append((row, column, row + down - 1, column + right - 1))

    def _shown(self) -> str:
        """Return what a cell shows; a date in ISO form, since each language writes it in its own."""
        said = self._of_cell
        kind = said.get(f"{_OFFICE}value-type", "")
        if kind == "date":
            return moment_as_text(datetime.fromisoformat(said.get(f"{_OFFICE}date-value", "")))
        if kind == "boolean":
            return "TRUE" if said.get(f"{_OFFICE}boolean-value") == "true" else "FALSE"
        if self._texts is not None:
            return "".join(self._texts)
        if kind in {"float", "percentage", "currency"}:
            return plain(float(said.get(f"{_OFFICE}value", "")))
        return said.get(f"{_OFFICE}string-value", "")

    # ---- texts ----

    def _at_paragraph(self, _attributes: Attributes) -> None:
        if self._notes or self._depth != 1:
            return
        if self._texts is None:
            self._texts = []
        else:
            self._texts.append("\n")
        self.steps.collect(self._add_characters)

    def _after_paragraph(self) -> None:
        self.steps.collect(None)

    def _add_characters(self, text: str) -> None:
        self._add(_LINE_END.sub(" ", text))

    def _at_spaces(self, attributes: Attributes) -> None:
        self._add(" " * min(int(attributes.get(f"{_TEXT}c", 1)), 1_000))

    def _add(self, text: str, _attributes: Attributes | None = None) -> None:
        if self._texts is not None and not self._notes:
            self._texts.append(text)

    def _at_note(self, _attributes: Attributes) -> None:
        self._notes += 1

    def _after_note(self) -> None:
        self._notes -= 1


def _times(attributes: Attributes, name: str) -> int:
    times = int(attributes.get(f"{_TABLE}{name}", 1))
    if times < 1:
        raise ValueError(name)
    return times
