"""A table given back with what is wrong in it marked and explained, so that it can be corrected and brought in again.

It is made anew from what was read, as text: nothing else of the uploaded file comes along, and no character that cannot
be kept. Each row stands where it stood, in the template where the table is one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO, Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import PatternFill, Protection
from openpyxl.worksheet.worksheet import Worksheet

from exports.fill_in.import_plan import RowProblem
from exports.fill_in.sent_table import SentTable
from exports.fill_in.sheet_to_fill import as_heading, note, save, write_text
from exports.report.wording.language import ENGLISH, Tongue
from indicators.marking import N_
from indicators.text import FORBIDDEN_CHARACTER

PROBLEMS: Final = N_("Problems")
ROWS: Final = N_("Rows")
_MARKED: Final = PatternFill("solid", fgColor="FFFFE08A")
_HEADINGS: Final = (N_("Row"), N_("Column"), N_("What stands there"), N_("What is wrong"))
_WIDTHS: Final = (8, 32, 60, 80)


Blank = tuple[Workbook, Worksheet]


class CannotBeGivenBack(ValueError):
    """Something in the table would not come back: a text longer than a cell, or one beyond the last heading."""


def write_corrections(
    target: BinaryIO,
    table: SentTable,
    problems: Sequence[RowProblem],
    *,
    blank: Blank | None = None,
    tongue: Tongue = ENGLISH,
) -> None:
    """Write the rows with the problems marked, and a list of them; raise CannotBeGivenBack.

    `blank` is the workbook and the sheet that they stood on, where these are ours.
    """
    for problem in problems:
        if problem.column and problem.column not in table.headings:
            raise CannotBeGivenBack(f"row {problem.row} holds something that is below no heading")
    workbook, sheet = blank if blank and _headings_of(blank[1]) == table.headings else _new_blank(table, tongue)
    workbook.active = sheet
    for row in table.rows:
        for number, heading in enumerate(table.headings, start=1):
            sheet.cell(row.number, number).value = None  # where the example stood
            if text := FORBIDDEN_CHARACTER.sub("", row.cells[heading]):
                _write(sheet, row.number, number, text)
    for (line, column), sentences in _by_cell(problems, table).items():
        cell = sheet.cell(line, column)
        cell.fill = _MARKED
        cell.comment = note("\n".join(sentences))
    _list(workbook.create_sheet(tongue.say(PROBLEMS)), table, problems, tongue)
    save(workbook, target)


def _new_blank(table: SentTable, tongue: Tongue) -> Blank:
    """Return a workbook with the headings of the table."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = tongue.say(ROWS)
    for number, heading in enumerate(table.headings, start=1):
        as_heading(_write(sheet, table.heading_row, number, heading))
    return workbook, sheet


def _headings_of(sheet: Worksheet) -> tuple[str, ...]:
    return tuple(str(cell.value) for cell in sheet[1])


def _write(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write a text that can be corrected, also where the sheet is protected."""
    try:
        cell = write_text(sheet, row, column, text)
    except ValueError as problem:
        raise CannotBeGivenBack(f"row {row} holds a text that is {problem}") from problem
    cell.protection = Protection(locked=False)
    return cell


def _by_cell(problems: Iterable[RowProblem], table: SentTable) -> Mapping[tuple[int, int], list[str]]:
    """Return what is wrong, by row and column; what concerns a whole row is said at its first cell that is seen."""
    places = {heading: number for number, heading in enumerate(table.headings, start=1)}
    first = 2 if table.mark else 1
    found: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for problem in problems:
        found[problem.row, places.get(problem.column, first)].append(problem.sentence)
    return found


def _list(sheet: Worksheet, table: SentTable, problems: Sequence[RowProblem], tongue: Tongue) -> None:
    cells = {row.number: row.cells for row in table.rows}
    for number, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True), start=1):
        as_heading(_write(sheet, 1, number, tongue.say(heading)))
        sheet.column_dimensions["ABCD"[number - 1]].width = width
    for number, problem in enumerate(problems, start=2):
        there = FORBIDDEN_CHARACTER.sub("", cells.get(problem.row, {}).get(problem.column, ""))
        for column, text in enumerate((str(problem.row), problem.column, there, problem.sentence), start=1):
            _write(sheet, number, column, text)
    sheet.freeze_panes = "A2"
