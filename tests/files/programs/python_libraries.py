"""The libraries of Python by which people write workbooks: openpyxl, XlsxWriter, pandas and polars."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pandas as pd
import polars as pl
import xlsxwriter
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils import get_column_letter

from tests.files.programs.contents import Cell, Content, Rows, SheetContent

Write = Callable[[Content, Path], None]


def by_openpyxl(content: Content, target: Path) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in content.sheets:
        made = book.create_sheet(sheet.name)
        for row, cells in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(cells, start=1):
                _put_by_openpyxl(made.cell(row, column), cell)
        for top, left, bottom, right in sheet.joined:
            made.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for row in sheet.hidden_rows:
            made.row_dimensions[row].hidden = True
        for column in sheet.hidden_columns:
            made.column_dimensions[get_column_letter(column)].hidden = True
    book.save(target)


def _put_by_openpyxl(place: Any, cell: Cell) -> None:
    match cell.kind:
        case "text":
            place.value = cell.value or None
            place.data_type = "s" if cell.value else "n"
        case "date":
            place.value = date.fromisoformat(cell.value)
        case "duration":
            place.value = timedelta(days=cell.value)
        case "rich":
            place.value = CellRichText(*(TextBlock(InlineFont(b=True), run) for run in cell.value))
        case _:
            place.value = cell.value
    if cell.code:
        place.number_format = cell.code


class ByXlsxWriter:
    """XlsxWriter, which shares the texts of a workbook or, in constant memory, writes them into the cells."""

    def __init__(self, **options: Any) -> None:
        self._options = options

    def __call__(self, content: Content, target: Path) -> None:
        book = xlsxwriter.Workbook(target, self._options)
        for sheet in content.sheets:
            self._fill(book, book.add_worksheet(sheet.name), sheet)
        book.close()

    def _fill(self, book: Any, made: Any, sheet: SheetContent) -> None:
        for column in sheet.hidden_columns:
            made.set_column(column - 1, column - 1, None, None, {"hidden": True})
        for row, cells in enumerate(sheet.rows):
            if row + 1 in sheet.hidden_rows:
                made.set_row(row, None, None, {"hidden": True})
            for column, cell in enumerate(cells):
                self._put(book, made, row, column, cell)
        for top, left, bottom, right in sheet.joined:
            made.merge_range(top - 1, left - 1, bottom - 1, right - 1, "")
            self._put(book, made, top - 1, left - 1, sheet.rows[top - 1][left - 1])

    def _put(self, book: Any, made: Any, row: int, column: int, cell: Cell) -> None:
        look = book.add_format({"num_format": cell.code}) if cell.code not in {"", "General"} else None
        match cell.kind:
            case "text" if cell.value:
                made.write_string(row, column, cell.value)
            case "number" | "duration":
                made.write_number(row, column, cell.value, look)
            case "date":
                made.write_datetime(row, column, datetime.fromisoformat(cell.value), look)
            case "boolean":
                made.write_boolean(row, column, cell.value)
            case "formula":
                made.write_formula(row, column, f"={cell.value[0]}", None, cell.value[1])
            case "rich":
                bold = book.add_format({"bold": True})
                made.write_rich_string(row, column, cell.value[0], bold, *cell.value[1:])


# ---- frames ----


def _columns(rows: Rows) -> dict[str, list[Any]]:
    headings, *below = rows
    return {heading.value: [_value(cells[place]) for cells in below] for place, heading in enumerate(headings)}


def _value(cell: Cell) -> Any:
    match cell.kind:
        case "text":
            return cell.value or None
        case "date":
            return date.fromisoformat(cell.value)
        case "duration":
            return timedelta(days=cell.value)
    return cell.value


def by_pandas(content: Content, target: Path) -> None:
    pd.DataFrame(_columns(content.sheets[0].rows)).to_excel(target, index=False, engine="openpyxl")


def by_pandas_with_xlsxwriter(content: Content, target: Path) -> None:
    pd.DataFrame(_columns(content.sheets[0].rows)).to_excel(target, index=False, engine="xlsxwriter")


def by_pandas_as_text(content: Content, target: Path) -> None:
    pd.DataFrame(_columns(content.sheets[0].rows)).to_csv(target, index=False)


def by_polars(content: Content, target: Path) -> None:
    pl.DataFrame(_columns(content.sheets[0].rows)).write_excel(target)


def by_polars_as_text(content: Content, target: Path) -> None:
    pl.DataFrame(_columns(content.sheets[0].rows)).write_csv(target, separator="\t")


WAYS: Final[Mapping[str, Write]] = {
    "openpyxl xlsx": by_openpyxl,
    "XlsxWriter xlsx": ByXlsxWriter(),
    "XlsxWriter in constant memory xlsx": ByXlsxWriter(constant_memory=True),
    "XlsxWriter from 1904 xlsx": ByXlsxWriter(date_1904=True),
    "pandas xlsx": by_pandas,
    "pandas with XlsxWriter xlsx": by_pandas_with_xlsxwriter,
    "pandas csv": by_pandas_as_text,
    "polars xlsx": by_polars,
    "polars tsv": by_polars_as_text,
}
