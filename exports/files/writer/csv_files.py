"""The sheets as CSV files in a zip, for programs: RFC 4180, UTF-8 with a byte order mark, a file a sheet.

A CSV file does not say what is text: a spreadsheet program would run a text that looks like a formula. Such a text has
an apostrophe before it here, and so has one that begins with an apostrophe: without its first apostrophe, where it has
one, every text is what was written.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, BinaryIO, Final

import pandas as pd

from exports.files.writer.package import (
    Measured,
    Package,
    Part,
    Report,
    in_order_of_writing,
    packing,
    refuse_names_alike,
    report_of,
)
from exports.files.writer.sheet_data import (
    MORE_THAN_TEXT,
    CellKind,
    Properties,
    SheetData,
    day_without_time,
    known_values,
)

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"  # by which spreadsheet programs know UTF-8
GUARD: Final = "'"


def write_csv_files(target: BinaryIO, sheets: Sequence[SheetData], *, properties: Properties) -> Report:
    """Write a file for each sheet, those that count the others after these; the same input gives the same bytes.

    What the file says of itself has no place in a CSV file and is left to the sheets.
    """
    refuse_names_alike(sheets)
    measured = Measured(target)
    with packing(measured) as package:
        written = {sheet.name: _write_sheet(package, sheet) for sheet in in_order_of_writing(sheets)}
    return report_of(sheets, written, measured)


def guarded(text: str) -> str:
    """Return the text so that no spreadsheet program takes it for a formula."""
    return GUARD + text if MORE_THAN_TEXT.match(text) else text


def _write_sheet(package: Package, sheet: SheetData) -> tuple[int, Part]:
    count = 0
    with package.put(f"{sheet.name}.csv", most=None) as part:
        part.write(BYTE_ORDER_MARK)
        part.write(_lines([[guarded(column.heading) for column in sheet.columns]]))
        for frame in sheet.frames():
            part.write(_lines(_records(sheet, frame)))
            count += len(frame)
    return count, part


def _lines(records: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(records)
    return text.getvalue().encode()


def _records(sheet: SheetData, frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    written = [_WAYS[column.kind](known_values(frame[column.name])) for column in sheet.columns]
    return zip(*written, strict=True)


def _texts(values: Sequence[str | None]) -> Sequence[str | None]:
    beginnings = {text[:1] for text in values if text}
    if any(beginning.isspace() or MORE_THAN_TEXT.match(beginning) for beginning in beginnings):
        return [guarded(text) if text else text for text in values]
    return values


def _numbers(values: Sequence[float | str | None]) -> list[str | None]:
    return [value if value is None or isinstance(value, str) else repr(value).removesuffix(".0") for value in values]


def _dates(values: Sequence[date | None]) -> list[str | None]:
    return [None if day is None else day_without_time(day).isoformat() for day in values]


_WAYS: Final[Mapping[CellKind, Callable[[Sequence[Any]], Sequence[str | None]]]] = {
    CellKind.TEXT: _texts,
    CellKind.NUMBER: _numbers,
    CellKind.DATE: _dates,
}
