"""Reading the records of a CSV file with any of the usual delimiters."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from exports.files.reader.sentences import NO_TABLE
from exports.files.reader.table import Record, UnreadableFile
from indicators.marking import N_

LONGEST_LINE: Final = 1_000_000  # characters
DELIMITERS: Final = ",;\t|"

_OTHER_KINDS: Final = ("<", "%PDF-", "{\\rtf")
_SAMPLE: Final = 20  # records from which the delimiter is told
_SAID: Final = re.compile(r"\ufeff?\"?sep=(.)\"?(?:\r\n|\r|\n)", re.IGNORECASE)
_BEGINNING: Final = 100_000  # characters in which spaces before quotation marks are looked for


def csv_records(text: str, delimiter: str | None = None) -> Iterator[Record]:
    """Yield the records, empty ones included, numbered from 1; raise UnreadableFile.

    The delimiter is told from the text where none is given.

    A first line such as `sep=;` says the delimiter and is no record. Spaces between a delimiter and a quotation mark
    are none of the text.
    """
    if delimiter:
        return _records(text, delimiter)
    if text.lstrip().startswith(_OTHER_KINDS):
        raise UnreadableFile(NO_TABLE)
    if said := _SAID.match(text):
        return _records(text[said.end() :], said[1], line=2)
    likely = {delimiter: _likeliness(text, delimiter) for delimiter in DELIMITERS}
    found = max(DELIMITERS, key=lambda delimiter: (*likely[delimiter], -text[:_BEGINNING].count(delimiter)))
    return _records(text, found)


def _records(text: str, delimiter: str, *, line: int = 1) -> Iterator[Record]:
    first = line
    reader = csv.reader(
        _tidied(text, delimiter), delimiter=delimiter, skipinitialspace=_skips(text, delimiter), strict=True
    )
    try:
        for number, cells in enumerate(reader, start=1):
            yield Record(number, cells, line)
            line = reader.line_num + first
    except csv.Error as error:
        raise UnreadableFile(
            N_(
                "The row that begins on line %(line)d cannot be read. Probably a quotation mark in it is not closed or "
                "not doubled, or a cell is longer than %(most)d characters."
            ),
            line=line,
            most=csv.field_size_limit(),
        ) from error


def _tidied(text: str, delimiter: str) -> Iterator[str]:
    """Yield the lines without spaces after closing quotation marks."""
    if delimiter.isspace():
        return _lines(text)
    mark = re.escape(delimiter)
    closing = re.compile(rf'(?<![{mark}"])(?<!^)"[ \t]+(?={mark}|[\r\n]*$)')
    return (closing.sub('"', line) if '" ' in line or '"\t' in line else line for line in _lines(text))


def _skips(text: str, delimiter: str) -> bool:
    return not delimiter.isspace() and re.search(rf'{re.escape(delimiter)} +"', text[:_BEGINNING]) is not None


def _lines(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > LONGEST_LINE:
            raise UnreadableFile(
                N_("Line %(line)d is longer than %(most)d characters. Is this a table?"), line=number, most=LONGEST_LINE
            )
        yield line


def _likeliness(text: str, delimiter: str) -> tuple[float, float]:
    """How wide the delimiter makes the first records, times the share of those that are as wide; and that share.

    A quotation mark that is not closed does not matter here: it is told when the records are read.
    """
    skips = _skips(text, delimiter)
    reader = csv.reader(_tidied(text, delimiter), delimiter=delimiter, skipinitialspace=skips)
    records = [cells for cells in _beginning(reader) if any(cells)]
    can_be_sentences = not records or len(records[0]) == 1
    widths = Counter(1 if can_be_sentences and _is_sentence(cells) else len(cells) for cells in records)
    shares = {width: times / len(records) for width, times in widths.items()}
    return max(((width * share, share) for width, share in shares.items()), default=(0, 0))


def _is_sentence(cells: Sequence[str]) -> bool:
    """Whether a space follows each delimiter, as it follows commas in a text."""
    return all(cell.startswith(" ") for cell in cells[1:])


def _beginning(reader: Iterable[list[str]]) -> Iterator[list[str]]:
    try:
        yield from islice(reader, _SAMPLE)
    except (csv.Error, UnreadableFile):
        return
