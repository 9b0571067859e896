"""Reading a handout again: its cells, rows, Read me and CSV files."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from consultation.process.zones import day_in
from exports.handouts.making import Handout

Cells = dict[str, list[list[Any]]]


@dataclass(frozen=True)
class Taken:
    """A workbook in somebody's hands."""

    content: bytes
    rows: dict[str, int]
    sha256: str


def taken(handout: Handout) -> Taken:
    """Take a workbook that is handed out."""
    with handout.file as file:
        return Taken(file.read(), handout.report.rows, handout.report.sha256)


def files_of(content: bytes) -> dict[str, list[list[str]]]:
    """Return the records of every CSV file in a zip, the heading first, by the file's name."""
    with ZipFile(BytesIO(content)) as package:
        texts = {name: package.read(name).decode("utf-8-sig") for name in package.namelist()}
    return {name: list(csv.reader(StringIO(text, newline=""))) for name, text in texts.items()}


def cells_of(content: bytes) -> Cells:
    """Return every cell of every sheet, the heading first; an empty cell is None."""
    return {name: [list(row) for row in rows] for name, rows in _opened(content).items()}


# It takes half a second, and most tests ask the same few files for one sheet after another.
@lru_cache(maxsize=4)
def book_of(content: bytes) -> Workbook:
    """Return the workbook as the library reads it, for looking alone: others are given the same."""
    return load_workbook(BytesIO(content))


@lru_cache(maxsize=4)
def _opened(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book_of(content).worksheets}


def rows_of(content: bytes, sheet: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet by their headings."""
    heading, *rows = cells_of(content)[sheet]
    assert len(set(heading)) == len(heading), "every heading is there once"
    return [dict(zip(heading, row, strict=True)) for row in rows]


def read_me_of(content: bytes) -> dict[str, list[str]]:
    """Return the texts of Read me by what they are about."""
    found: dict[str, list[str]] = {}
    for row in rows_of(content, "Read me"):
        found.setdefault(row["About this workbook"], []).append(row["What one should know"])
    return found


def unpacked(content: bytes) -> str:
    """Return everything the file holds, for looking whether something is in it at all."""
    with ZipFile(BytesIO(content)) as package:
        return "\n".join(package.read(name).decode() for name in package.namelist())


def day_of(moment: datetime | None, zone: str = "Europe/Zurich") -> datetime | None:
    """Return the day of a moment as a cell gives it back."""
    return datetime.combine(day_in(moment, zone), time()) if moment else None


def cells_by_calamine(content: bytes) -> Cells:
    """Return what `cells_of` does, as another reader has them: written by others, in another language."""
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    return {
        name: [
            [None if cell == "" else cell for cell in row]
            for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        for name in workbook.sheet_names
    }
