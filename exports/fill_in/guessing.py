"""Guessing which column of a foreign table is which of our fields, from its heading and its cells.

It is offered to a person, never used unseen.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from statistics import fmean
from typing import Final

from exports.files.reader.table import Table
from exports.fill_in.sent_table import BESIDE
from indicators.codes import read_codes
from indicators.fields import Descriptor, Schema
from indicators.folding import fold
from indicators.framework import Framework
from indicators.languages import LANGUAGES

# More is never looked at, whatever the table holds.
MOST_ROWS: Final = 200
MOST_COLUMNS: Final = 100
MOST_CHARACTERS: Final = 500  # of a cell

SAMPLE: Final = 50  # cells with something in them that are judged by
FEWER: Final = 20  # of them are read as codes, which takes more
LONGEST_CODES: Final = 150  # characters; what is longer is no list of codes
LIKELY: Final = 0.5
_SAME: Final = 1.0
_WITHIN: Final = 0.7
_BY_CONTENT: Final = 0.6
_MOSTLY: Final = 0.9
_HALF: Final = 0.5
_ID: Final = re.compile(r"[^\W\d_]{0,6}[-_. ]?\d+([-_. ][\da-z]{1,4})*")
_LONGEST_ID: Final = 20  # characters
_TITLES: Final = range(15, 300)  # characters, on average

_WORDS: Final = Path(__file__).with_name("headings.csv")


@dataclass(frozen=True)
class _SampledColumn:
    """A column of the table: its heading and a sample of its cells."""

    heading: str
    cells: Sequence[str]

    @classmethod
    def of(cls, table: Table, heading: str) -> _SampledColumn:
        """Take its sample."""
        texts = (row.cells[heading][:MOST_CHARACTERS].strip() for row in table.rows[:MOST_ROWS])
        return cls(heading, list(islice(filter(None, texts), SAMPLE)))

    @cached_property
    def folded_heading(self) -> str:
        return fold(self.heading)

    @cached_property
    def folded(self) -> list[str]:
        return [fold(cell) for cell in self.cells]

    @cached_property
    def is_of_ids(self) -> bool:
        """Whether it looks like ids: all different, and no plain numbers but those that count the rows."""
        are_different = len(set(self.cells)) == len(self.cells) > 1
        if not are_different or not _are(self.cells, lambda cell: _ID.fullmatch(cell) is not None, share=_MOSTLY):
            return False
        numbers = [int(cell) for cell in self.cells if cell.isdecimal()]
        return len(numbers) < len(self.cells) or numbers == list(range(numbers[0], numbers[0] + len(numbers)))

    def could_be_ids(self, share: float) -> bool:
        """Whether its cells are short, and at least this share of them different."""
        are_short = _are(self.cells, lambda cell: len(cell) <= _LONGEST_ID, share=_MOSTLY)
        return are_short and len(set(self.cells)) >= share * len(self.cells)


@dataclass(frozen=True)
class _Field:
    """One of our fields, and how to recognise its column."""

    name: str
    descriptor: Descriptor | None
    framework: Framework

    @cached_property
    def words(self) -> set[str]:
        """What it is called, by us and in tables of offices."""
        label = [self.descriptor.label] if self.descriptor else []
        return {fold(word) for word in (self.name, *label, *_words_of_offices().get(self.name, ()))}

    @cached_property
    def known(self) -> set[str]:
        """The values it has, where they are few."""
        if self.name == "language":
            return {fold(word) for one in LANGUAGES for word in (one.code, one.autonym)}
        choices = self.descriptor.choices if self.descriptor else ()
        return {fold(word) for one in choices for word in (one.code, one.label)}

    @property
    def scheme(self) -> str:
        return self.descriptor.scheme if self.descriptor and self.descriptor.scheme else ""

    def score(self, column: _SampledColumn) -> float:
        """Return how probably a column is this: 1 by its name, less by part of it or by what stands there."""
        by_words = self._by_words(column.folded_heading)
        if not column.cells:
            return by_words
        if self.name == "external_id" and not _is_called_id(column, by_words):
            by_words = 0.0
        if by_words and self.scheme and not self._reads(column, share=_HALF):
            return 0.0  # it is called so, and holds something else; a half tells, so that mistakes are told as such
        by_content = self._by_content(column) if by_words or not self.scheme else 0.0
        return max(by_words + by_content / 10, by_content)

    def _by_words(self, asked: str) -> float:
        if asked in self.words:
            return _SAME
        return _WITHIN if any(_is_within(word, asked) for word in self.words) else 0.0

    def _by_content(self, column: _SampledColumn) -> float:
        if self.name == "external_id":
            return _BY_CONTENT * column.is_of_ids
        if self.scheme:  # a number alone can mean anything, so that it only supports what the column is called
            return (LIKELY - 0.1) * self._reads(column, share=_MOSTLY)
        return _BY_CONTENT * bool(self.known and _are(column.folded, self.known.__contains__, share=_MOSTLY))

    def _reads(self, column: _SampledColumn, *, share: float) -> bool:
        return _are(column.cells[:FEWER], lambda cell: _is_read(self.scheme, cell, self.framework), share=share)


def _is_called_id(column: _SampledColumn, by_words: float) -> bool:
    """Whether a column that is called an id, or partly so, looks like one: “Number of States” does not."""
    return column.could_be_ids(_HALF) if by_words == _SAME else column.is_of_ids


def guess_mapping(table: Table, schema: Schema, framework: Framework) -> dict[str, str]:
    """Return the headings that probably mean our fields, by the names of these; each stands for one at most."""
    columns = [_SampledColumn.of(table, heading) for heading in table.headings[:MOST_COLUMNS]]
    descriptors = {one.name: one for one in schema.descriptors}
    fields = [_Field(name, descriptors.get(name), framework) for name in (*descriptors, *BESIDE)]
    scores = {(field.name, column.heading): field.score(column) for field in fields for column in columns}
    found: dict[str, str] = {}
    for (name, heading), score in sorted(scores.items(), key=lambda one: -one[1]):
        if score >= LIKELY and name not in found and heading not in found.values():
            found[name] = heading
    if "title" not in found:
        found |= _like_a_title({column.heading: column.cells for column in columns}, set(found.values()))
    return {field.name: found[field.name] for field in fields if field.name in found}


@cache
def _words_of_offices() -> dict[str, tuple[str, ...]]:
    """Return what such columns are called in tables of offices, besides what we call them."""
    with _WORDS.open(encoding="utf-8", newline="") as file:
        return {row["field"]: tuple(row["words"].split("; ")) for row in csv.DictReader(file)}


def _is_within(word: str, heading: str) -> bool:
    return len(word) > 1 and word in heading and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", heading) is not None


def _is_read(scheme: str, cell: str, framework: Framework) -> bool:
    if len(cell) > LONGEST_CODES:
        return False
    reading = read_codes(scheme, cell, framework)
    return bool(reading.codes) and not reading.problems


def _are(cells: Iterable[str], is_so: Callable[[str], bool], *, share: float) -> bool:
    """Whether at least this share of the cells is so; looks no further than it takes to know that it is not."""
    known = list(cells)
    misses_left = len(known) - share * len(known)
    for cell in known:
        misses_left -= not is_so(cell)
        if misses_left < 0:
            return False
    return True


def _like_a_title(columns: Mapping[str, Sequence[str]], taken: set[str]) -> dict[str, str]:
    """Return the first column that is left and whose texts are all different, and as long as titles are."""
    for heading, cells in columns.items():
        are_different = len(set(cells)) == len(cells) > 1
        if heading not in taken and are_different and int(fmean(map(len, cells))) in _TITLES:
            return {"title": heading}
    return {}
