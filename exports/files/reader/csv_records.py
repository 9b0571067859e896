"""Reading the records of a CSV file with any of the usual delimiters."""

from __future__ import annotations

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

_OTHER_KINDS: Final = ("<", "%PDF-", "{\\rtf")
_SAMPLE: Final = 20  # records from which the delimiter is told


def csv_records(text: str) -> Iterator[Record]:
    """Yield the records, empty ones included, numbered from 1; raise UnreadableFile."""
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
