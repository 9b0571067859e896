"""Places in a sheet as a spreadsheet writes them: `C` for the third column, `A1:C2` for an area."""

from __future__ import annotations

import re
from functools import lru_cache
from string import ascii_uppercase
from typing import Final

from exports.files.reader.sheet_rows import Area

_LETTERS: Final = len(ascii_uppercase)
_LAST_COLUMN: Final = 18_278  # ZZZ, beyond what any program has
_LETTERS_OF_COLUMN: Final = re.compile("[A-Za-z]{1,3}")
_AREA: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]+)(?::\$?([A-Za-z]{1,3})\$?([0-9]+))?")


def column_letter(place: int) -> str:
    """Return what a spreadsheet calls the column of a place, from 1."""
    if not 1 <= place <= _LAST_COLUMN:
        raise ValueError(f"There is no column {place}")
    letters = ""
    while place:
        place, last = divmod(place - 1, _LETTERS)
        letters = ascii_uppercase[last] + letters
    return letters


@lru_cache(maxsize=1_000)  # every cell asks
def column_place(letters: str) -> int:
    """Return the place of a column, from 1; raise ValueError where the letters name none."""
    if not _LETTERS_OF_COLUMN.fullmatch(letters):
        raise ValueError(f"There is no column {letters}")
    place = 0
    for letter in letters.upper():
        place = place * _LETTERS + ascii_uppercase.index(letter) + 1
    return place


def area_of(written: str) -> Area | None:
    """Return the area that is written by its corners or its one cell; None for anything else, as whole columns are."""
    if (found := _AREA.fullmatch(written)) is None:
        return None
    left, top, right, bottom = found.groups()
    return int(top), column_place(left), int(bottom or top), column_place(right or left)
