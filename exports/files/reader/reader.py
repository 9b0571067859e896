"""Reading an uploaded CSV or XLSX file into a table of text; what is hostile or broken is refused first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Final

from exports.files.reader.coordinates import column_letter
from exports.files.reader.csv_records import csv_records
from exports.files.reader.encodings import decode
from exports.files.reader.finding import find_table
from exports.files.reader.marked import IsMark, marks_nothing
from exports.files.reader.sentences import PROTECTED, TOO_MUCH
from exports.files.reader.sheet_rows import SheetRows, too_many_cells
from exports.files.reader.table import (
    AS_FOUND,
    MOST_BYTES,
    MOST_CELLS,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    ReadingChoice,
    Record,
    Table,
    TableProblem,
    TableRow,
    UnreadableFile,
)
from exports.files.reader.workbooks.containers import is_container
from exports.files.reader.workbooks.sheet_choice import read_sheet, remark_on
from indicators.marking import N_
from indicators.text import FORBIDDEN_CHARACTER, apart, forbidden_characters, normalise_text

__all__ = ["Table", "TableProblem", "TableRow", "UnreadableFile", "read_table"]

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how protected and old workbooks begin

TOO_LARGE: Final = N_("The file is larger than %(most)d MB. Divide it, or leave out what is not needed.")
EMPTY: Final = N_("The file is empty.")
HEADING_TWICE: Final = N_("More than one column is called “%(heading)s”. Give each a heading of its own.")
TOO_SHORT: Final = N_(
    "The row has only %(found)d of %(expected)d cells. Probably a text that has a line end does not stand between "
    "quotation marks."
)
NO_HEADING: Final = N_(
    "Something stands in column %(letter)s, beyond the last heading. Give the column a heading or, in a CSV file, put "
    "texts that have a comma or semicolon between quotation marks."
)
FORBIDDEN: Final = N_("The cell holds invisible characters that cannot be kept (%(codes)s). Remove them.")
NAMED_CODES: Final = 5
ERROR_VALUE: Final = N_("The cell shows %(value)s: the program could not calculate it. Correct it in your file.")
ERROR_VALUES: Final = {
    *("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!"),
    *("#BEZUG!", "#WERT!", "#ССЫЛКА!", "#ЗНАЧ!", "#¡REF!", "#¡VALOR!", "#VALEUR!"),
}


def read_table(path: Path, *, choice: ReadingChoice = AS_FOUND, is_mark: IsMark = marks_nothing) -> Table:
    """Read a CSV file, or a sheet of a workbook, whatever the file is called: see `read_sheet` for which sheet.

    The first row with cells in most columns holds the headings, unless the choice says which. Values are given as
    people see them: dates in ISO form, formulas by the result they had when the file was saved. Raises UnreadableFile
    for what is no such file, is damaged, dangerous or beyond the limits of `table`; what is wrong with a single row is
    in its `problems`, and what was left out in `remarks`.
    """
    content = _content_of(path)
    if is_container(content):
        chosen = read_sheet(content, choice.sheet, is_mark=is_mark)
        table = _table(replace(chosen.rows, records=list(_filled(chosen.rows.records))), choice, is_mark)
        remarks = (*remark_on(chosen), *table.remarks)
        return replace(table, sheet=chosen.name, sheets=chosen.names, remarks=remarks)
    said = decode(content, choice.encoding or "")
    table = _table(SheetRows(list(_filled(csv_records(said.text)))), choice, is_mark)
    return replace(table, encoding=said.encoding, is_encoding_sure=said.is_sure)


def _table(rows: SheetRows, choice: ReadingChoice, is_mark: IsMark) -> Table:
    found = find_table(rows, heading_row=choice.heading_row, is_mark=is_mark)
    headings, problems = _headings(found.headings)
    broken = _broken(found.rows, len(headings))
    rows_below = tuple(_row(record, headings, is_broken=record.number in broken) for record in found.rows)
    return Table(headings, rows_below, problems, found.headings.number, remarks=found.remarks)


def _content_of(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableFile(TOO_LARGE, most=MOST_BYTES // 2**20)
    content = path.read_bytes()
    if not content.strip():
        raise UnreadableFile(EMPTY)
    if content.startswith(OLE):
        raise UnreadableFile(PROTECTED)
    return content


def _filled(records: Iterable[Record]) -> Iterator[Record]:
    """Pass on the records that hold something; refuse the file as soon as there is too much."""
    rows = cells = characters = 0
    for record in records:
        filled = [position for position, cell in enumerate(record.cells, start=1) if cell and not cell.isspace()]
        if not filled:
            continue
        rows, cells, characters = rows + 1, cells + len(filled), characters + sum(map(len, record.cells))
        if rows > MOST_ROWS + 1 or filled[-1] > MOST_COLUMNS or cells > MOST_CELLS:
            raise too_many_cells()
        if characters > MOST_CHARACTERS:
            raise UnreadableFile(TOO_MUCH)
        yield replace(record, cells=[normalise_text(cell) for cell in record.cells])


def _headings(record: Record) -> tuple[tuple[str, ...], tuple[TableProblem, ...]]:
    """Name every column, each differently, and tell of those that share a heading."""
    written = [_heading(cell) for cell in _without_empty_end(record.cells)]
    often = [heading for heading, times in Counter(written).items() if times > 1 and heading]
    names: list[str] = []
    for number, heading in enumerate(written, start=1):
        letter = column_letter(number)
        name = heading or letter
        names.append(f"{name} ({letter})" if name in names else name)
    problems = (TableProblem(record.number, heading, HEADING_TWICE, {"heading": apart(heading)}) for heading in often)
    return tuple(names), tuple(problems)


def _heading(cell: str) -> str:
    return " ".join(FORBIDDEN_CHARACTER.sub("", cell).split())


def _without_empty_end(cells: Sequence[str]) -> Sequence[str]:
    end = max((number for number, cell in enumerate(cells, start=1) if cell and not cell.isspace()), default=0)
    return cells[:end]


def _broken(records: Sequence[Record], width: int) -> set[int]:
    """Return the numbers of rows of a CSV file that probably are parts of one: cells at the end may just be missing.

    They have one cell, or fit together with the row before or after them: with a line end in the middle of a cell.
    """
    short = [(record.number, len(record.cells)) for record in records if record.line is not None]
    found = {number for number, cells in short if cells == 1 < width}
    for (first, before), (second, after) in pairwise(short):
        if before < width > after and before + after - 1 == width:
            found |= {first, second}
    return found


def _row(record: Record, headings: Sequence[str], *, is_broken: bool) -> TableRow:
    cells = dict(zip_longest(headings, record.cells[: len(headings)], fillvalue=""))
    misfits = _misfits(record, len(headings), is_broken=is_broken)
    problems = (*misfits, *_forbidden(record.number, cells), *_errors(record, headings))
    return TableRow(record.number, cells, problems, record.line)


def _misfits(record: Record, width: int, *, is_broken: bool) -> Iterator[TableProblem]:
    found = len(record.cells)
    if is_broken:
        yield TableProblem(record.number, None, TOO_SHORT, {"found": found, "expected": width})
    for number, cell in enumerate(_without_empty_end(record.cells)[width:], start=width + 1):
        letter = column_letter(number)
        if cell.strip():
            yield TableProblem(record.number, letter, NO_HEADING, {"letter": letter})


def _errors(record: Record, headings: Sequence[str]) -> Iterator[TableProblem]:
    """Yield the cells that a program could not calculate, in a workbook and in what was saved of one as text."""
    for column, (heading, cell) in enumerate(zip(headings, record.cells, strict=False), start=1):
        if column in record.errors or (record.line is not None and cell in ERROR_VALUES):
            yield TableProblem(record.number, heading, ERROR_VALUE, {"value": cell})


def _forbidden(number: int, cells: Mapping[str, str]) -> Iterator[TableProblem]:
    for heading, cell in cells.items():
        if codes := [f"U+{ord(character):04X}" for character in forbidden_characters(cell)]:
            yield TableProblem(number, heading, FORBIDDEN, {"codes": codes[:NAMED_CODES]})
