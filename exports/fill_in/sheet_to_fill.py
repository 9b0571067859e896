"""Writing a workbook to fill in or edit: instructions, rows below protected headings, and lists of choices."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final
from zipfile import ZIP_STORED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from exports.files.reader.table import MOST_ROWS
from exports.files.writer.cells import WITHIN_AN_ESCAPE
from exports.files.writer.heights import heading_height, lines
from exports.files.writer.package import Measured, packing
from exports.files.writer.sheet_data import MOST_UNITS, units
from exports.files.writer.shell import INK, WASH
from exports.files.writer.usual_names import in_usual_form, usual_name
from exports.fill_in.input_columns import REQUIRED, InputColumn
from exports.fill_in.sheet_mark import EXAMPLE
from exports.report.wording.language import Tongue
from indicators.marking import N_

INSTRUCTIONS: Final = N_("Instructions")
LISTS: Final = N_("Lists")
WIDTH: Final = 100.0  # characters, of the instructions
AS_TEXT: Final = "@"  # else "1-3" becomes a date
_ALWAYS: Final = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the date of everything in it
_GREY: Final = "FF5B6472"
_LONGEST_PROMPT: Final = 255  # characters; beyond that, Excel takes the file for damaged
_LONGEST_TITLE: Final = 32
_TALLEST: Final = 8  # lines of a row
_TOP: Final = Alignment(wrap_text=True, vertical="top")
_BOLD: Final = Font(name="Calibri", bold=True, color=INK)
_PLAIN: Final = Font(name="Calibri", color=INK)
_READ_ONLY: Final = Font(name="Calibri", color=_GREY)
_EXAMPLE: Final = Font(name="Calibri", italic=True, color=_GREY)
_OPEN: Final = Protection(locked=False)
_LOCKED: Final = Protection(locked=True)


@dataclass(frozen=True)
class FilledRow:
    """A row that is written into the sheet: its hidden row mark, and its cells by the names of the columns."""

    mark: str
    cells: Mapping[str, str]


@dataclass(frozen=True)
class SheetToFill:
    """What a workbook to fill in is made from; `mark` is its sheet mark, the heading of the hidden first column."""

    title: str
    instructions: Sequence[str]
    rows_title: str
    columns: Sequence[InputColumn]
    mark: str
    tongue: Tongue


def make_workbook(wanted: SheetToFill, rows: Iterable[FilledRow] = ()) -> tuple[Workbook, Worksheet]:
    """Return the workbook, not written yet, and the sheet with the rows in it."""
    workbook, tongue = Workbook(), wanted.tongue
    _instruct(workbook.worksheets[0], wanted)
    sheet = workbook.create_sheet(wanted.rows_title)
    places = _list_choices(workbook.create_sheet(tongue.say(LISTS)), wanted)
    _prepare(sheet, wanted)
    _fill(sheet, wanted, rows)
    _validate(sheet, wanted, places)
    for one in workbook.worksheets:
        one.sheet_view.rightToLeft = tongue.is_right_to_left
    workbook.properties.title = wanted.title
    return workbook, sheet


def save(workbook: Workbook, target: BinaryIO) -> None:
    """Write a workbook without the time of day: the same workbook gives the same bytes."""
    workbook.properties.creator = "Steppingstone"
    workbook.properties.created = workbook.properties.modified = _ALWAYS
    parts = io.BytesIO()
    ExcelWriter(workbook, ZipFile(parts, "w", ZIP_STORED)).save()
    with ZipFile(parts) as made, packing(Measured(target)) as package:
        for name in made.namelist():
            with package.put(usual_name(name)) as part:
                part.write(in_usual_form(name, made.read(name)))


def note(text: str) -> Comment:
    """Return a note of a size in which its text is read."""
    made = Comment(text, "Steppingstone")
    made.width, made.height = 320, 40 + 20 * lines(text, 44, 20)
    return made


def write_text(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write a text as text, even if it looks like a formula; ValueError where it is longer than a cell can be."""
    if units(text) > MOST_UNITS:
        raise ValueError("longer than a cell can be")
    runs = WITHIN_AN_ESCAPE.split(text)
    cell: Cell = sheet.cell(row, column, CellRichText(*runs) if len(runs) > 1 else text or None)
    if text and len(runs) == 1:
        cell.data_type = "s"
    cell.number_format, cell.alignment = AS_TEXT, _TOP
    cell.quotePrefix = True
    return cell


def as_heading(cell: Cell) -> None:
    """Format a cell as a heading."""
    cell.font, cell.fill, cell.alignment = _BOLD, PatternFill("solid", fgColor=WASH), _TOP


# ---- instructions ----


def _instruct(sheet: Worksheet, wanted: SheetToFill) -> None:
    sheet.title = wanted.tongue.say(INSTRUCTIONS)
    sheet.column_dimensions["A"].width = WIDTH
    write_text(sheet, 1, 1, wanted.title).font = Font(name="Calibri", size=16, bold=True, color=INK)
    for number, text in enumerate(wanted.instructions, start=2):
        write_text(sheet, number, 1, text).font = Font(name="Calibri", size=11, color=INK)
        sheet.row_dimensions[number].height = 15.0 * lines(text, WIDTH, 12) + 6
    sheet.protection.sheet = True
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0


# ---- rows ----


def _prepare(sheet: Worksheet, wanted: SheetToFill) -> None:
    """Write the headings, which are protected; all cells below take text, but for those that are only read."""
    sheet.column_dimensions["A"].hidden = True
    sheet["A1"] = wanted.mark
    for number, field in enumerate(wanted.columns, start=2):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width, dimension.number_format, dimension.alignment = field.column.width, AS_TEXT, _TOP
        dimension.protection = Protection(locked=field.is_locked)
        heading = sheet.cell(1, number, field.heading)
        as_heading(heading)
        heading.comment = note(field.meaning)
    sheet.row_dimensions[1].height = heading_height([one.column.as_column(wanted.tongue) for one in wanted.columns])
    sheet.freeze_panes = "B2"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # which leaves these allowed
    sheet.protection.insertRows = sheet.protection.deleteRows = False


def _fill(sheet: Worksheet, wanted: SheetToFill, rows: Iterable[FilledRow]) -> None:
    for number, row in enumerate(rows, start=2):
        sheet.cell(number, 1, row.mark)
        for place, field in enumerate(wanted.columns, start=2):
            _fill_cell(sheet, number, place, field, row)
        tall = (lines(row.cells.get(one.name, ""), one.column.width, _TALLEST) for one in wanted.columns)
        sheet.row_dimensions[number].height = 15.0 * max(tall)


def _fill_cell(sheet: Worksheet, number: int, place: int, field: InputColumn, row: FilledRow) -> None:
    text = row.cells.get(field.name, "")
    if not text and row.mark != EXAMPLE:
        return  # it looks as its column says, and a long list has more of these than of others
    cell = write_text(sheet, number, place, text)
    is_read_only = field.is_locked or row.mark == EXAMPLE
    cell.protection = _LOCKED if is_read_only else _OPEN
    cell.font = (_EXAMPLE if row.mark == EXAMPLE else _READ_ONLY) if is_read_only else _PLAIN


# ---- lists ----


def _list_choices(sheet: Worksheet, wanted: SheetToFill) -> dict[str, str]:
    """Write each list into a column of its own; return where each stands, by the names of the columns."""
    places = {}
    for number, field in enumerate((one for one in wanted.columns if one.choices), start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = 48
        sheet.cell(1, number, wanted.tongue.heading(field.column.heading)).font = _BOLD
        for row, value in enumerate(field.choices, start=2):
            write_text(sheet, row, number, value)
        places[field.name] = f"{quote_sheetname(sheet.title)}!${letter}$2:${letter}${len(field.choices) + 1}"
    sheet.protection.sheet = True
    sheet.freeze_panes = "A2"
    return places


# ---- what can be written ----


def _validate(sheet: Worksheet, wanted: SheetToFill, places: Mapping[str, str]) -> None:
    """Tell at each cell what is expected, and refuse what cannot be right before it is saved."""
    first = 2 if sheet["A2"].value != EXAMPLE else 3
    for number, field in enumerate(wanted.columns, start=2):
        letter = get_column_letter(number)
        rule = _rule(field, f"{letter}{first}", places)
        found = DataValidation(allow_blank=True, showInputMessage=True, showErrorMessage=True, **rule)
        found.promptTitle = found.errorTitle = _short(field.heading.removesuffix(REQUIRED), _LONGEST_TITLE)
        found.prompt = found.error = _short(field.meaning, _LONGEST_PROMPT)
        found.add(f"{letter}{first}:{letter}{first + MOST_ROWS - 1}")
        sheet.add_data_validation(found)


def _rule(field: InputColumn, cell: str, places: Mapping[str, str]) -> dict[str, Any]:
    """Return what a column's cells can hold, as the library is told."""
    if field.is_one_of:
        return {"type": "list", "formula1": places[field.name]}
    if field.most is not None:
        return {"type": "custom", "formula1": _no_number_above(field.most, cell)}
    return {"type": "textLength", "operator": "lessThanOrEqual", "formula1": str(field.limit)}


def _no_number_above(most: int, cell: str) -> str:
    """Return the formula that is true where none of the numbers in a cell is above `most`.

    They are parted by commas or semicolons, or are from one to another: 8-10 and 8/9 would be read as days.
    """
    parted = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({cell},";",","),"-",","),"/",","),",",REPT(" ",99))'
    return f"SUMPRODUCT(--(IFERROR(VALUE(TRIM(MID({parted},ROW($1:$40)*99-98,99))),1)>{most}))=0"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
