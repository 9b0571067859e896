"""Which heading of somebody else's table probably means which of our fields: from its words and what stands below.

It is offered to a person, never used unseen.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Final

from exports.importing import BESIDE
from exports.uploads import Table
from indicators.codes import read_codes
from indicators.fields import Descriptor, Schema
from indicators.folding import fold
from indicators.framework import Framework
from indicators.languages import LANGUAGES

SAMPLE: Final = 50  # rows that are looked at
LIKELY: Final = 0.5
_SAME: Final = 1.0
_WITHIN: Final = 0.7
_BY_CONTENT: Final = 0.6
_MOSTLY: Final = 0.9
_ID: Final = re.compile(r"[A-Za-z]{0,6}[-_. ]?\d+")
_TITLES: Final = range(15, 300)  # characters, on average

_WORDS: Final = Path(__file__).with_name("headings.csv")

Judge = Callable[[Sequence[str]], float]


def guess_mapping(table: Table, schema: Schema, framework: Framework) -> dict[str, str]:
    """Return the headings that probably mean our fields, by the names of these; each stands for one at most."""
    columns = {heading: _sample(table, heading) for heading in table.headings}
    names = [*(descriptor.name for descriptor in schema.descriptors), *BESIDE]
    scores = {
        (name, heading): _score(name, heading, cells, schema, framework)
        for name in names
        for heading, cells in columns.items()
    }
    found: dict[str, str] = {}
    for (name, heading), score in sorted(scores.items(), key=lambda one: -one[1]):
        if score >= LIKELY and name not in found and heading not in found.values():
            found[name] = heading
    if "title" not in found:
        found |= _like_a_title(columns, set(found.values()))
    return {name: found[name] for name in names if name in found}


@cache
def _words_of_offices() -> dict[str, tuple[str, ...]]:
    """Return what such columns are called in tables of offices, besides what we call them."""
    with _WORDS.open(encoding="utf-8", newline="") as file:
        return {row["field"]: tuple(row["words"].split("; ")) for row in csv.DictReader(file)}


def _sample(table: Table, heading: str) -> list[str]:
    return [text for row in table.rows[:SAMPLE] if (text := row.cells[heading].strip())]


def _score(name: str, heading: str, cells: Sequence[str], schema: Schema, framework: Framework) -> float:
    descriptor = next((one for one in schema.descriptors if one.name == name), None)
    words = {
        fold(word) for word in (name, *([descriptor.label] if descriptor else []), *_words_of_offices().get(name, ()))
    }
    asked = fold(heading)
    by_words = _SAME if asked in words else _WITHIN if any(_is_within(word, asked) for word in words) else 0.0
    by_content = _by_content(name, descriptor, framework)(cells) if cells else 0.0
    if (
        by_words
        and descriptor is not None
        and descriptor.scheme
        and cells
        and not _is_like(descriptor, cells, framework)
    ):
        return 0.0  # it is called so, and holds something else
    return max(by_words + by_content / 10, by_content)


def _is_like(descriptor: Descriptor, cells: Sequence[str], framework: Framework) -> bool:
    """Whether at least half of what is below a heading are codes of the scheme, so that mistakes are told as such."""
    return 2 * sum(_is_read(descriptor.scheme, cell, framework) for cell in cells) >= len(cells)


def _is_within(word: str, heading: str) -> bool:
    return len(word) > 1 and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", heading) is not None


def _by_content(name: str, descriptor: Descriptor | None, framework: Framework) -> Judge:
    if name == "language":
        known = {fold(word) for one in LANGUAGES for word in (one.code, one.autonym)}
        return lambda cells: _BY_CONTENT * _are_mostly(cells, lambda cell: fold(cell) in known)
    if name == "external_id":
        return lambda cells: (
            _BY_CONTENT
            * (len(set(cells)) == len(cells) > 1 and _are_mostly(cells, lambda cell: _ID.fullmatch(cell) is not None))
        )
    if descriptor is not None and descriptor.scheme:
        scheme = descriptor.scheme  # a number alone can mean anything, so that this only supports what it is called
        return lambda cells: (LIKELY - 0.1) * _are_mostly(cells, lambda cell: _is_read(scheme, cell, framework))
    if descriptor is not None and descriptor.choices:
        known = {fold(word) for one in descriptor.choices for word in (one.code, one.label)}
        return lambda cells: _BY_CONTENT * _are_mostly(cells, lambda cell: fold(cell) in known)
    return lambda cells: 0.0


def _is_read(scheme: str, cell: str, framework: Framework) -> bool:
    reading = read_codes(scheme, cell, framework)
    return bool(reading.codes) and not reading.problems


def _are_mostly(cells: Sequence[str], is_so: Callable[[str], bool]) -> bool:
    return sum(map(is_so, cells)) >= _MOSTLY * len(cells)


def _like_a_title(columns: Mapping[str, Sequence[str]], taken: set[str]) -> dict[str, str]:
    """Return the first column that is left and whose texts are all different, and as long as titles are."""
    for heading, cells in columns.items():
        are_different = len(set(cells)) == len(cells) > 1
        if heading not in taken and are_different and int(fmean(map(len, cells))) in _TITLES:
            return {"title": heading}
    return {}
