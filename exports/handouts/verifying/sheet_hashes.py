"""The hashes of the sheets of a file as it stands, byte for byte."""

from __future__ import annotations

import hashlib
import io
import zlib
from pathlib import PurePath
from typing import Final
from zipfile import BadZipFile, ZipFile, is_zipfile

from defusedxml import DefusedXmlException, ElementTree

_CSV: Final = ".csv"
_STEP: Final = 2**16  # bytes
_MOST_OF_A_LIST: Final = 2**20  # bytes of the list of sheets
_SHEET: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"
_UNREADABLE: Final = (
    BadZipFile,
    DefusedXmlException,
    ElementTree.ParseError,
    OSError,
    KeyError,
    RuntimeError,
    ValueError,
    zlib.error,
)


def hashes_of_sheets(content: bytes, name: str) -> dict[str, str]:
    """Return the hash of each sheet of a workbook or zip of CSV files by its name, and of one that is by itself."""
    if name.endswith(_CSV) and not is_zipfile(io.BytesIO(content)):
        return {PurePath(name).stem: hashlib.sha256(content).hexdigest()}
    try:
        with ZipFile(io.BytesIO(content)) as package:
            return {name: _hash_of(package, part) for name, part in _sheets_in(package).items()}
    except _UNREADABLE:
        return {}


def _sheets_in(package: ZipFile) -> dict[str, str]:
    names = package.namelist()
    if "xl/workbook.xml" not in names:
        return {name.removesuffix(_CSV): name for name in names if name.endswith(_CSV)}
    with package.open("xl/workbook.xml") as part:
        workbook = ElementTree.fromstring(part.read(_MOST_OF_A_LIST))
    sheets = [sheet.get("name", "") for sheet in workbook.iter(_SHEET)]
    return {name: f"xl/worksheets/sheet{number}.xml" for number, name in enumerate(sheets, start=1)}


def _hash_of(package: ZipFile, part: str) -> str:
    digest = hashlib.sha256()
    with package.open(part) as unpacked:
        while some := unpacked.read(_STEP):
            digest.update(some)
    return digest.hexdigest()
