"""The rows of a sheet of a workbook, whichever of the two families of formats it is in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from exports.files.reader.finding import holds_table
from exports.files.reader.marked import IsMark, place_of_mark
from exports.files.reader.sentences import NO_SHEET
from exports.files.reader.sheet_rows import ALL_ROWS, ReadableSheet, SheetRows
from exports.files.reader.table import Record, TableProblem, UnreadableFile
from exports.files.reader.workbooks.containers import opened_container
from exports.files.reader.workbooks.ods_records import is_open_document, ods_sheets
from exports.files.reader.workbooks.xlsx_records import xlsx_sheets
from indicators.marking import N_
from indicators.text import apart

READ_FROM: Final = N_("Read from the sheet %(name)s. Others: %(names)s.")

_ROWS_ABOVE: Final = 10  # where somebody may have put rows above the headings
_LOOKED_AT: Final = 40  # rows by which a sheet is told to hold a table
_MOST_SHEETS: Final = 30  # that are looked at
_NAMED: Final = 8


class ChosenSheet:
    """The rows of the sheet that was read, its name and those of all that are not hidden."""

    def __init__(self, rows: SheetRows, name: str, names: Sequence[str]) -> None:
        self.rows, self.name, self.names = rows, name, tuple(names)


def read_sheet(content: bytes, name: str | None, *, is_mark: IsMark) -> ChosenSheet:
    """Read the sheet of a name; raise UnreadableFile.

    Where none is named it is the first that is not hidden and has a mark near its top, else the first with a table on
    it, else the first with anything.
    """
    with opened_container(content) as parts:
        sheets = ods_sheets(parts) if is_open_document(parts) else xlsx_sheets(parts)
        visible = [sheet for sheet in sheets if sheet.is_visible] or sheets
        chosen = _named(sheets, name) if name is not None else _found(visible, is_mark)
        return ChosenSheet(chosen.rows(ALL_ROWS), chosen.name, [sheet.name for sheet in visible])


def remark_on(chosen: ChosenSheet) -> Iterator[TableProblem]:
    """Yield which sheet was read, where there are several."""
    others = [apart(name) for name in chosen.names if name != chosen.name]
    if others:
        names = [*others[:_NAMED], *(["…"] if len(others) > _NAMED else [])]
        yield TableProblem(1, None, READ_FROM, {"name": apart(chosen.name), "names": names})


def _named(sheets: Sequence[ReadableSheet], name: str) -> ReadableSheet:
    for sheet in sheets:
        if sheet.name == name:
            return sheet
    raise UnreadableFile(NO_SHEET, name=apart(name), names=[apart(sheet.name) for sheet in sheets])


def _found(visible: Sequence[ReadableSheet], is_mark: IsMark) -> ReadableSheet:
    if len(visible) == 1:
        return visible[0]
    beginnings = [(sheet, _beginning(sheet)) for sheet in islice(visible, _MOST_SHEETS)]
    marked = (sheet for sheet, records in beginnings if _is_marked(records, is_mark))
    of_table = (sheet for sheet, records in beginnings if holds_table(records))
    filled = (sheet for sheet, records in beginnings if records)
    return next(marked, None) or next(of_table, None) or next(filled, None) or visible[0]


def _beginning(sheet: ReadableSheet) -> list[Record]:
    return [record for record in sheet.rows(_LOOKED_AT).records if record.number <= _LOOKED_AT]


def _is_marked(records: Sequence[Record], is_mark: IsMark) -> bool:
    """Whether a mark stands in one of the first columns, where the headings may be."""
    return any(place_of_mark(record, is_mark) is not None for record in records if record.number <= _ROWS_ABOVE)
