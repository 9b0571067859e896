"""Whether a file is one that was handed out here, as it was."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from defusedxml import DefusedXmlException, ElementTree

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


@dataclass(frozen=True)
class Verdict:
    """What was handed out that the file is, or comes nearest to; None where nothing like it was.

    `changed` and `missing` name the sheets of that one which the file has otherwise, or not at all.
    """

    record: Any | None
    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def is_as_handed_out(self) -> bool:
        return self.record is not None and not self.changed and not self.missing


def sha256_of(path: Path) -> str:
    """Return the hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def compare(path: Path, records: Iterable[Any]) -> Verdict:
    """Compare a file, sheet by sheet, with the records of what was handed out; the first of equals counts.

    For a file whose own hash is unknown: its sheets may still be as they were, or some of them.
    """
    sheets = hashes_of_sheets(path)
    best = Verdict(None)
    most = 0
    for record in records:
        known: Mapping[str, str] = json.loads(record.hashes)
        same = sum(sheets.get(name) == sha256 for name, sha256 in known.items())
        if same > most:
            changed = tuple(name for name, sha256 in known.items() if sheets.get(name, sha256) != sha256)
            best, most = Verdict(record, changed, tuple(name for name in known if name not in sheets)), same
    return best


def hashes_of_sheets(path: Path) -> dict[str, str]:
    """Return the hash of each sheet of a workbook or zip of CSV files by its name; nothing for anything else."""
    try:
        with ZipFile(path) as package:
            return {name: _hash_of(package, part) for name, part in _sheets_in(package).items()}
    except _UNREADABLE:
        return {}


def _sheets_in(package: ZipFile) -> dict[str, str]:
    names = package.namelist()
    if "xl/workbook.xml" not in names:
        return {name.removesuffix(".csv"): name for name in names if name.endswith(".csv")}
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
