"""The rows of a sheet of a workbook, whichever of the two families of formats it is in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from exports.files.reader.containers import opened_container
from exports.files.reader.ods_records import is_open_document, ods_sheets
from exports.files.reader.sentences import NO_SHEET
from exports.files.reader.sheet_rows import ALL_ROWS, ReadableSheet, SheetRows
from exports.files.reader.table import UnreadableFile
from exports.files.reader.xlsx_records import xlsx_sheets
from indicators.text import apart

_ROWS_ABOVE = 10  # where somebody may have put rows above the headings

IsMark = Callable[[str], bool]
"""Tells whether a text in the first column marks the sheet that is to be read."""


def marks_nothing(_text: str) -> bool:
    """Find no mark in any text."""
    return False


def workbook_rows(content: bytes, sheet: str | None = None, *, is_mark: IsMark = marks_nothing) -> SheetRows:
    """Return the rows of the sheet called `sheet`; raise UnreadableFile.

    Where none is named it is the first that is not hidden and has a mark near its top, else the first not hidden.
    """
    with opened_container(content) as parts:
        sheets = ods_sheets(parts) if is_open_document(parts) else xlsx_sheets(parts)
        return _chosen(sheets, sheet, is_mark).rows(ALL_ROWS)


def _chosen(sheets: Sequence[ReadableSheet], name: str | None, is_mark: IsMark) -> ReadableSheet:
    if name is None:
        visible = [sheet for sheet in sheets if sheet.is_visible] or sheets
        return next((sheet for sheet in visible if _is_marked(sheet, is_mark)), visible[0])
    for sheet in sheets:
        if sheet.name == name:
            return sheet
    raise UnreadableFile(NO_SHEET, name=apart(name), names=[apart(sheet.name) for sheet in sheets])


def _is_marked(sheet: ReadableSheet, is_mark: IsMark) -> bool:
    """Whether a mark stands in the first column, where the headings may be."""
    beginnings = sheet.rows(_ROWS_ABOVE).records
    return any(is_mark(record.cells[0]) for record in beginnings if record.number <= _ROWS_ABOVE)
