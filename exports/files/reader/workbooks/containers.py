"""The parts of a zipped workbook, found by their names; what gives itself away as hostile is refused unopened.

What is not read costs nothing and does no harm, so that it is not looked at: pictures, links to other files, and kinds
of parts that are declared and not there.
"""

from __future__ import annotations

import io
import posixpath
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from exports.files.reader.sentences import DAMAGED, MACROS, PROTECTED, TOO_MUCH
from exports.files.reader.sheet_rows import OF_UPLOADS, Limits
from exports.files.reader.table import UnreadableFile

MOST_PARTS: Final = 1_000
MOST_RATIO: Final = 200  # of unpacked to packed size

_SIGNATURES: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ENTRY: Final = b"PK\x01\x02"  # each part has one in the table of contents
_WITH_MACROS: Final = ("vbaproject", "/macrosheets/")


def is_container(content: bytes) -> bool:
    """Whether it is zipped, as workbooks are."""
    return content.startswith(_SIGNATURES)


class Parts:
    """The parts by their names, whichever case and slashes these are written in, to be read within limits."""

    def __init__(self, package: ZipFile, limits: Limits = OF_UPLOADS) -> None:
        self._package, self.limits = package, limits
        self._parts = {_plain(part.filename): part for part in package.infolist()}

    @property
    def names(self) -> list[str]:
        """The names of the parts as they are written, in their order."""
        return [part.filename for part in self._parts.values()]

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return _plain(name) in self._parts

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        """Open a part; DAMAGED where it is not there."""
        part = self._parts.get(_plain(name))
        if part is None:
            raise UnreadableFile(DAMAGED)
        with self._package.open(part) as unpacked:
            yield unpacked


@contextmanager
def opened_container(content: bytes, limits: Limits = OF_UPLOADS) -> Iterator[Parts]:
    """Open a container; UnreadableFile where it is damaged or hostile, there or in what is read from its parts."""
    if content.count(_ENTRY) > MOST_PARTS:
        raise UnreadableFile(TOO_MUCH)
    try:
        with ZipFile(io.BytesIO(content)) as package:
            _check_contents(package.infolist(), min(limits.unpacked, MOST_RATIO * len(content)))
            yield Parts(package, limits)
    except (BadZipFile, EOFError, KeyError, IndexError, NotImplementedError, ValueError, zlib.error) as damage:
        raise UnreadableFile(DAMAGED) from damage


def resolved(target: str, base: str) -> str:
    """Return the name of the part that a relation of the part `base` points to."""
    folder = posixpath.dirname(base)
    return posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/")


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _check_contents(parts: list[ZipInfo], most: int) -> None:
    """Refuse what the table of contents gives away; a reader gets no more of a part than is declared there."""
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile(PROTECTED)
    if any(part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for part in parts):
        raise UnreadableFile(DAMAGED)
    if sum(part.file_size for part in parts) > most:
        raise UnreadableFile(TOO_MUCH)
    if any(mark in _plain(part.filename) for part in parts for mark in _WITH_MACROS):
        raise UnreadableFile(MACROS)
