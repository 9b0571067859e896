"""Whether an XLSX file may be opened: looked through in small steps before a reader builds anything from it."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping
from typing import IO, Final
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from openpyxl.utils import column_index_from_string

from exports.files.reader.table import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, UnreadableFile
from indicators.marking import N_

MOST_PARTS: Final = 1_000
MOST_UNPACKED: Final = 64 * 2**20  # bytes
MOST_RATIO: Final = 200  # of unpacked to packed size
MOST_ELEMENTS: Final = 1_000_000
MOST_FURNITURE: Final = 30_000  # formats, relations and the like, each of which costs a reader far more than a cell
LONGEST_TAG: Final = 2**20  # bytes
WIDEST_AREA: Final = MOST_ROWS * MOST_COLUMNS  # cells up to the last of each row, empty ones included
LAST_ROW: Final = 2**20

DAMAGED: Final = N_("The file is incomplete or damaged. Open it in a spreadsheet program and save it again as .xlsx.")
PROTECTED: Final = N_(
    "The file is protected by a password or in the old .xls form. Save it as .xlsx without a password."
)
NO_TABLE: Final = N_("The file is neither an Excel workbook (.xlsx) nor a text file with a table (.csv).")
MACROS: Final = N_("The file contains macros. Save it as an Excel workbook without macros (.xlsx).")
LINKS: Final = N_("The file draws on other files. Copy the table as values into a new workbook and save that as .xlsx.")
TOO_MUCH: Final = N_(
    "The file would unpack to far more than a table needs. Copy the table into a new workbook and save that as .xlsx."
)
TOO_MANY_CELLS: Final = N_(
    "The file has something below row %(row)d, beyond column %(column)d or in more than %(cells)d cells. Divide it, "
    "or delete what lies outside the table."
)
NOT_CALCULATED: Final = N_(
    "The file has formulas without their results. Open it in a spreadsheet program and save it again as .xlsx."
)

_STEP: Final = 64 * 2**10  # bytes
_ENTRY: Final = b"PK\x01\x02"  # each part has one in the table of contents
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/"
_TYPES: Final = f"{_PACKAGE}content-types}}"
_CHEAP: Final = {f"{_MAIN}t"}
# What stands below the rows is never built by a reader: it stops there (see xlsx_records).
_BELOW_THE_ROWS: Final = {
    f"{_MAIN}{name}" for name in ("conditionalFormatting", "dataValidations", "hyperlinks", "mergeCells", "autoFilter")
}
_WORKBOOKS: Final = ("spreadsheetml.sheet.main+xml", "spreadsheetml.template.main+xml")
_WITH_MACROS: Final = ("vbaproject", "/macrosheets/", "/activex/")
_WITH_LINKS: Final = ("/externallinks/", "/querytables/", "xl/connections.xml")

Attributes = Mapping[str, str]


def check_container(content: bytes) -> None:
    """Raise UnreadableFile unless `content` is a workbook that a reader can open at a bounded cost."""
    if content.count(_ENTRY) > MOST_PARTS:
        raise UnreadableFile(TOO_MUCH)
    try:
        with ZipFile(io.BytesIO(content)) as package:
            _check_contents(package.infolist(), packed=len(content))
            scan = _Scan()
            for part in package.infolist():
                with package.open(part) as unpacked:
                    scan.look_through(part.filename, unpacked)
    except (BadZipFile, EOFError, NotImplementedError, ValueError, zlib.error) as damage:
        raise UnreadableFile(DAMAGED) from damage
    _check_kind(scan.content_types)


def _check_contents(parts: list[ZipInfo], *, packed: int) -> None:
    """Refuse what the table of contents gives away; a reader gets no more of a part than is declared there."""
    names = [part.filename.lower() for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile(PROTECTED)
    if any(part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for part in parts):
        raise UnreadableFile(DAMAGED)
    if sum(part.file_size for part in parts) > min(MOST_UNPACKED, MOST_RATIO * packed):
        raise UnreadableFile(TOO_MUCH)
    if any(mark in name for name in names for mark in _WITH_MACROS):
        raise UnreadableFile(MACROS)
    if any(mark in name for name in names for mark in _WITH_LINKS):
        raise UnreadableFile(LINKS)


def _check_kind(content_types: list[str]) -> None:
    if any("macro" in kind.lower() for kind in content_types):
        raise UnreadableFile(MACROS)
    if not any(kind.endswith(_WORKBOOKS) for kind in content_types):
        raise UnreadableFile(NO_TABLE)


class _Scan:
    """Counts what a reader would have to build, in all parts together, and raises as soon as it is too much."""

    def __init__(self) -> None:
        self.content_types: list[str] = []
        self._elements = self._furniture = self._strings = self._cells = self._area = 0
        self._row = self._column = 0
        self._awaits_result = self._is_below = False
        self._acts = {
            f"{_MAIN}sheetData": self._at_rows,
            f"{_MAIN}row": self._at_row,
            f"{_MAIN}c": self._at_cell,
            f"{_MAIN}f": self._at_formula,
            f"{_MAIN}v": self._at_value,
            f"{_MAIN}is": self._at_value,
            f"{_MAIN}si": self._at_string,
            f"{_TYPES}Default": self._at_type,
            f"{_TYPES}Override": self._at_type,
        }

    def look_through(self, name: str, unpacked: IO[bytes]) -> None:
        """Parse one part; what is no XML and does not claim to be is let pass."""
        self._row = self._column = 0
        self._is_below = False
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartElementHandler = self._at_element
        parser.StartDoctypeDeclHandler = self._at_doctype
        try:
            self._feed(parser, unpacked)
        except expat.ExpatError as damage:
            if name.lower().endswith((".xml", ".rels")):
                raise UnreadableFile(DAMAGED) from damage
        self._check_result()

    def _feed(self, parser: expat.XMLParserType, unpacked: IO[bytes]) -> None:
        fed = 0
        while step := unpacked.read(_STEP):
            parser.Parse(step, False)
            fed += len(step)
            if fed - parser.CurrentByteIndex > LONGEST_TAG:
                raise UnreadableFile(TOO_MUCH)
        parser.Parse(b"", True)

    def _at_doctype(self, *_declaration: object) -> None:
        raise UnreadableFile(DAMAGED)  # no spreadsheet program writes one; it is how entities are made to multiply

    def _at_element(self, tag: str, attributes: Attributes) -> None:
        self._elements += 1
        if act := self._acts.get(tag):
            act(attributes)
        elif tag in _BELOW_THE_ROWS:
            self._is_below = True
        elif not self._is_below and tag not in _CHEAP and tag.startswith((_MAIN, _PACKAGE)):
            self._furniture += 1
        if self._elements > MOST_ELEMENTS or self._furniture > MOST_FURNITURE:
            raise UnreadableFile(TOO_MUCH)

    def _at_rows(self, _attributes: Attributes) -> None:
        if self._is_below:
            raise UnreadableFile(DAMAGED)

    def _at_row(self, attributes: Attributes) -> None:
        self._check_result()
        self._at_rows(attributes)
        row = int(attributes.get("r", self._row + 1))
        if not self._row < row <= LAST_ROW:
            raise UnreadableFile(DAMAGED)
        self._row, self._column = row, 0

    def _at_cell(self, attributes: Attributes) -> None:
        if self._row == 0:  # the order of calculation lists cells too, outside any row
            return
        self._check_result()
        letters = attributes.get("r", "").rstrip("0123456789")
        column = column_index_from_string(letters) if letters else self._column + 1
        if column <= self._column:
            raise UnreadableFile(DAMAGED)
        self._area += column - self._column
        self._column = column
        if self._area > WIDEST_AREA:
            raise UnreadableFile(TOO_MUCH)

    def _at_formula(self, _attributes: Attributes) -> None:
        self._awaits_result = self._row > 0

    def _at_value(self, _attributes: Attributes) -> None:
        self._awaits_result = False
        self._cells += 1
        if self._row > MOST_ROWS + 1 or self._cells > MOST_CELLS:
            raise UnreadableFile(TOO_MANY_CELLS, row=MOST_ROWS + 1, column=MOST_COLUMNS, cells=MOST_CELLS)

    def _at_string(self, _attributes: Attributes) -> None:
        self._strings += 1
        if self._strings > MOST_CELLS:
            raise UnreadableFile(TOO_MUCH)

    def _at_type(self, attributes: Attributes) -> None:
        self.content_types.append(attributes.get("ContentType", ""))

    def _check_result(self) -> None:
        if self._awaits_result:
            raise UnreadableFile(NOT_CALCULATED)
