"""Reading the records of a CSV file in any of the usual encodings and delimiters."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import Final

from exports.files.reader.sentences import NO_TABLE
from exports.files.reader.table import Record, UnreadableFile
from indicators.marking import N_

LONGEST_LINE: Final = 1_000_000  # characters
DELIMITERS: Final = ",;\t"

_BAD_CHARACTERS: Final = N_(
    "Line %(line)d holds characters that are neither UTF-8 nor Windows-1252. Save the file again as “CSV UTF-8”."
)
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OTHER_KINDS: Final = ("<", "%PDF-", "{\\rtf")
_SAMPLE: Final = 20  # records from which the delimiter is told


def csv_records(content: bytes) -> Iterator[Record]:
    """Yield the records, empty ones included, numbered from 1; raise UnreadableFile."""
    text = _decoded(content)
    if text.lstrip().startswith(_OTHER_KINDS):
        raise UnreadableFile(NO_TABLE)
    return _records(text, max(DELIMITERS, key=lambda delimiter: _likeliness(text, delimiter)))


def _records(text: str, delimiter: str) -> Iterator[Record]:
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    line = 1
    try:
        for number, cells in enumerate(reader, start=1):
            yield Record(number, cells, line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(
            N_(
                "The row that begins on line %(line)d cannot be read. Probably a quotation mark in it is not closed or "
                "not doubled, or a cell is longer than %(most)d characters."
            ),
            line=line,
            most=csv.field_size_limit(),
        ) from error


def _lines(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > LONGEST_LINE:
            raise UnreadableFile(
                N_("Line %(line)d is longer than %(most)d characters. Is this a table?"), line=number, most=LONGEST_LINE
            )
        yield line


def _likeliness(text: str, delimiter: str) -> float:
    """How wide the delimiter makes the headings, times the share of the first records that are as wide."""
    try:
        widths = [len(record.cells) for record in islice(_records(text, delimiter), _SAMPLE) if any(record.cells)]
    except UnreadableFile:
        return 0
    return widths[0] * widths.count(widths[0]) / len(widths) if widths else 0


def _decoded(content: bytes) -> str:
    """Read UTF-8, UTF-16 where a byte order mark says so, else Windows-1252."""
    marked = next((name for mark, name in _BOMS if content.startswith(mark)), None)
    if b"\0" in content and marked != "utf-16":
        raise UnreadableFile(NO_TABLE)
    try:
        return content.decode(marked or "utf-8")
    except UnicodeDecodeError as error:
        if marked or _is_mostly_utf_8(content):
            line = content.count(b"\n", 0, error.start) + 1
            raise UnreadableFile(_BAD_CHARACTERS, line=line) from error
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise UnreadableFile(_BAD_CHARACTERS, line=content.count(b"\n", 0, error.start) + 1) from error


def _is_mostly_utf_8(content: bytes) -> bool:
    """Whether a few bad bytes spoil what is UTF-8: read as Windows-1252, every other accent in it would be wrong."""
    text = content.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    return good > bad
