"""Every sheet of a file, cell by cell: a workbook, a zip of CSV files, or one CSV file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Final, NamedTuple

from exports.files.reader.csv_records import csv_records
from exports.files.reader.encodings import decode
from exports.files.reader.sheet_rows import ALL_ROWS, Limits
from exports.files.reader.table import Record
from exports.files.reader.workbooks.containers import Parts, is_container, opened_container
from exports.files.reader.workbooks.ods_records import is_open_document, ods_sheets
from exports.files.reader.workbooks.xlsx_records import xlsx_sheets
from exports.files.reader.workbooks.xlsx_shared import without_escapes
from indicators.text import normalise_text

OF_A_BOOK: Final = Limits(rows=300_000, columns=1_000, cells=3_000_000, elements=12_000_000, unpacked=2**30)

_CSV: Final = ".csv"


class BookLine(NamedTuple):
    """A row that is not empty: the number that a spreadsheet shows beside it, and what its cells say.

    Space around a text says nothing, and characters that a workbook writes by their number are what they stand for.
    """

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class BookSheet:
    """A sheet by its name; `lines` reads what it shows, `plain_lines` the same without the formats of numbers."""

    name: str
    lines: Callable[[], list[BookLine]]
    plain_lines: Callable[[], list[BookLine]]


@contextmanager
def opened_book(content: bytes, name: str, *, delimiter: str | None = None) -> Iterator[list[BookSheet]]:
    """Give the sheets of a file in their order, to be read while it is open; raise UnreadableFile, there or in that.

    One CSV file is one sheet, called as the file is. `delimiter` is that of CSV files where it is known.
    """
    if not is_container(content):
        yield [_of_text(PurePath(name).stem, lambda: content, delimiter)]
        return
    with opened_container(content, OF_A_BOOK) as parts:
        if files := [one for one in parts.names if one.lower().endswith(_CSV)]:
            yield [_of_text(PurePath(one).stem, partial(_part, parts, one), delimiter) for one in files]
            return
        sheets = ods_sheets(parts) if is_open_document(parts) else xlsx_sheets(parts)
        yield [
            BookSheet(
                sheet.name,
                lambda sheet=sheet: _lines(sheet.rows(ALL_ROWS).records),  # type: ignore[misc]
                lambda sheet=sheet: _lines(sheet.rows_without_formats().records),  # type: ignore[misc]
            )
            for sheet in sheets
        ]


def _part(parts: Parts, name: str) -> bytes:
    with parts.opened(name) as part:
        return part.read()


def _of_text(name: str, read: Callable[[], bytes], delimiter: str | None) -> BookSheet:
    def lines() -> list[BookLine]:
        return _lines(csv_records(decode(read()).text, delimiter))

    return BookSheet(name, lines, lines)


def _lines(records: Iterable[Record]) -> list[BookLine]:
    found = (BookLine(record.number, _said(record.cells)) for record in records)
    return [line for line in found if line.cells]


def _said(cells: Iterable[str]) -> tuple[str, ...]:
    """Return what cells say, without empty ones at the end."""
    said = [normalise_text(without_escapes(cell)).strip() for cell in cells]
    while said and not said[-1]:
        said.pop()
    return tuple(said)
