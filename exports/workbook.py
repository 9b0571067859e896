"""The one door to spreadsheet cells: frames go in, the bytes of a workbook come out.

No cell is ever a formula and no character of a text is changed: what cannot be written as it is raises.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, BinaryIO, Final, cast
from zipfile import ZIP_DEFLATED, ZipFile

from exports.cells import Looks, UnwritableText, rows_xml
from exports.long_texts import LongTexts
from exports.sheet_data import Column, Kind, Later, Pieces, Properties, Rows, SheetData
from exports.shell import shell

__all__ = [
    "Column",
    "Kind",
    "Later",
    "LongTexts",
    "Pieces",
    "Properties",
    "Rows",
    "SheetData",
    "UnwritableText",
    "WorkbookReport",
    "write_workbook",
]

PACKING: Final = 4  # of 9: docs/decisions/0003 has the figures
_ROWS: Final = re.compile(rb"<sheetData\s*/>|<sheetData>.*</sheetData>", re.DOTALL)
_A_FORMULA: Final = b"<f"  # begins no other element that stands in a row, and no text has this sign as it is


@dataclass(frozen=True)
class WorkbookReport:
    """What was written: the rows of each sheet without its heading, the file's size in bytes and its SHA-256."""

    rows: dict[str, int]
    size: int
    sha256: str


def write_workbook(target: BinaryIO | Path, sheets: Sequence[SheetData], *, properties: Properties) -> WorkbookReport:
    """Write the sheets, those that count the others after these; the same input gives the same bytes.

    A path gets the whole workbook or, when this raises, none. Raises UnwritableText for a text that no cell can hold
    as it is: characters are refused where texts come in, and `LongTexts` divides what is too long.
    """
    _refuse_names_alike(sheets)
    if isinstance(target, Path):
        with _whole_or_not_at_all(target) as file:
            return write_workbook(file, sheets, properties=properties)
    written = _Measured(target)
    with ZipFile(cast(BinaryIO, written), "w", ZIP_DEFLATED, compresslevel=PACKING) as package:
        rows = _write_sheets(package, sheets, properties)
    return WorkbookReport({sheet.name: rows[sheet.name] for sheet in sheets}, written.size, written.digest.hexdigest())


def _write_sheets(package: ZipFile, sheets: Sequence[SheetData], properties: Properties) -> dict[str, int]:
    """Write every part of the workbook; return how many rows each sheet has."""
    later = {sheet.name for sheet in sheets if sheet.counts_the_others}
    first = {sheet.name for sheet in sheets} - later
    known = [sheet.emptied() if sheet.name in later else sheet for sheet in sheets]
    parts, looks = shell(known, properties)
    rows = _write_worksheets(package, parts, looks, known, first)
    if later:
        known = [sheet.settled() for sheet in sheets]
        parts, looks = shell(known, properties)
        rows |= _write_worksheets(package, parts, looks, known, later)
    for name in parts.namelist():
        if name not in package.NameToInfo:
            with package.open(name, "w") as part:
                part.write(parts.read(name))
    return rows


def _write_worksheets(
    package: ZipFile, parts: ZipFile, looks: Looks, sheets: Sequence[SheetData], names: Container[str]
) -> dict[str, int]:
    """Write the sheets of these names; return how many rows each has."""
    rows = {}
    for number, sheet in enumerate(sheets, start=1):
        if sheet.name in names:
            path = f"xl/worksheets/sheet{number}.xml"
            with package.open(path, "w") as part:
                rows[sheet.name] = _write_rows(part, parts.read(path), sheet, looks)
    return rows


def _refuse_names_alike(sheets: Sequence[SheetData]) -> None:
    if not sheets:
        raise ValueError("a workbook has at least one sheet")
    name, times = Counter(sheet.name.casefold() for sheet in sheets).most_common(1)[0]
    if times > 1:
        raise ValueError(f"two sheets are called {name}")


def _write_rows(part: IO[bytes], worksheet: bytes, sheet: SheetData, looks: Looks) -> int:
    """Write the worksheet with the rows of the sheet; return how many there are below the heading."""
    before, after = _ROWS.split(worksheet, maxsplit=1)
    part.write(before + b"<sheetData>")
    count = -1
    try:
        for piece in rows_xml(sheet, looks):
            part.write(without_formula(piece))
            count += piece.count(b"<row ")
    except UnwritableText as refusal:
        raise UnwritableText(f"{sheet.name}: {refusal}") from None
    part.write(b"</sheetData>" + after)
    return count


def without_formula(rows: bytes) -> bytes:
    """Return rows of a sheet as they are; raise UnwritableText where a cell would be a formula."""
    if _A_FORMULA in rows:
        raise UnwritableText("a cell would be a formula")
    return rows


class _Measured:
    """Passes bytes on and knows how many there were and their hash; nothing is written twice, so it cannot seek."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self.size = 0
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        self.size += len(data)
        self._target.write(data)
        return len(data)

    def flush(self) -> None:
        self._target.flush()


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
