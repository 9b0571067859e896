"""Writing an XLSX workbook from sheets of frames; the only way to spreadsheet cells.

No cell is ever a formula and no character of a text is changed: what cannot be written as it is raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, Final, cast

import numpy as np

from exports.files.writer.cells import Looks, UnwritableText, rows_xml
from exports.files.writer.long_texts import LongTexts
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
    MOST_ROWS,
    CellKind,
    Chart,
    Column,
    Flowing,
    Later,
    Pieces,
    Properties,
    SheetData,
    SheetRows,
    divided,
)
from exports.files.writer.shell import Shell
from exports.files.writer.usual_names import in_usual_form, usual_name

__all__ = [
    "MOST_ROWS",
    "CellKind",
    "Chart",
    "Column",
    "Flowing",
    "Later",
    "LongTexts",
    "Pieces",
    "Properties",
    "SheetData",
    "SheetRows",
    "UnwritableText",
    "divided",
    "write_workbook",
]

_ROWS: Final = re.compile(rb"<sheetData\s*/>|<sheetData>.*</sheetData>", re.DOTALL)
_SIZE: Final = re.compile(rb"<dimension[^>]*/>")
_A_ROW: Final = b'<row r="'
_TWO_BYTES: Final = "<u2"
_A_FORMULA: Final = b"<f"  # begins no other element that stands in a row, and no text has this sign as it is


def write_workbook(target: BinaryIO | Path, sheets: Sequence[SheetData], *, properties: Properties) -> Report:
    """Write the sheets, those that count the others after these; the same input gives the same bytes.

    A path gets the whole workbook or, when this raises, none. Raises UnwritableText for a text that no cell can hold
    as it is: characters are refused where texts come in, and `LongTexts` divides what is too long.
    """
    refuse_names_alike(sheets)
    if isinstance(target, Path):
        with _whole_or_not_at_all(target) as file:
            return write_workbook(file, sheets, properties=properties)
    measured = Measured(target)
    with packing(measured) as package:
        written = _write_sheets(package, sheets, properties)
    return report_of(sheets, written, measured)


def _write_sheets(package: Package, sheets: Sequence[SheetData], properties: Properties) -> dict[str, tuple[int, Part]]:
    """Write every part of the workbook; return what was written of each sheet."""
    known = [sheet.emptied() if sheet.counts_the_others else sheet for sheet in sheets if sheet.is_written]
    shell = Shell(known, properties)
    written = _write_some(package, shell, known, [sheet for sheet in sheets if not sheet.counts_the_others])
    if later := [sheet for sheet in sheets if sheet.counts_the_others]:
        settled = [sheet.settled() for sheet in sheets if sheet.is_written]
        written |= _write_some(package, shell, settled, [sheet.settled() for sheet in later])
    parts = shell.other_parts()
    for name in parts.namelist():
        if name not in package:
            with package.put(usual_name(name)) as part:
                part.write(in_usual_form(name, parts.read(name)))
    return written


def _write_some(
    package: Package, shell: Shell, known: Sequence[SheetData], sheets: Sequence[SheetData]
) -> dict[str, tuple[int, Part]]:
    """Write some of the sheets; return what was written of each."""
    empty = shell.worksheets(known, [sheet.name for sheet in sheets if sheet.is_written])
    numbers = {sheet.name: number for number, sheet in enumerate(known, start=1)}
    written: dict[str, tuple[int, Part]] = {}
    for sheet in in_order_of_writing(sheets):
        with package.put(f"xl/worksheets/sheet{numbers[sheet.name]}.xml") as part:
            written[sheet.name] = _write_rows(part, empty[sheet.name], sheet, shell.looks), part
    return written


def _write_rows(part: Part, worksheet: bytes, sheet: SheetData, looks: Looks) -> int:
    """Write the worksheet with the rows of the sheet; return how many there are below the heading."""
    before, after = _ROWS.split(worksheet, maxsplit=1)
    if sheet.size is None:
        before = _SIZE.sub(b"", before)
    part.write(before + b"<sheetData>")
    last = 1
    try:
        for piece in rows_xml(sheet, looks):
            part.write(without_formula(piece))
            last = last_row(piece) or last
    except UnwritableText as refusal:
        raise UnwritableText(f"{sheet.name}: {refusal}") from None
    part.write(b"</sheetData>" + after)
    return last - 1


def without_formula(rows: bytes) -> bytes:
    """Return rows of a sheet as they are; raise UnwritableText where a cell would be a formula."""
    if _is_in(_A_FORMULA, rows):
        raise UnwritableText("a cell would be a formula")
    return rows


def _is_in(two: bytes, many: bytes) -> bool:
    """Whether two bytes stand in many; in numbers of two bytes each, this takes a tenth of the time."""
    number = np.frombuffer(two, _TWO_BYTES)
    halves = (memoryview(many)[start : len(many) - (len(many) - start) % 2] for start in (0, 1))
    return any((np.frombuffer(half, _TWO_BYTES) == number).any() for half in halves)


def last_row(rows: bytes) -> int | None:
    """Return the number of the last of some rows of a sheet, None where there is none."""
    at = rows.rfind(_A_ROW)
    return int(rows[at + len(_A_ROW) : rows.index(b'"', at + len(_A_ROW))]) if at >= 0 else None


@contextmanager
def _whole_or_not_at_all(path: Path) -> Iterator[BinaryIO]:
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=path.suffix, delete=False) as file:
        try:
            yield cast(BinaryIO, file)
            file.close()
            Path(file.name).replace(path)
        except BaseException:
            file.close()
            Path(file.name).unlink()
            raise
