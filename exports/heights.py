"""How high a row is to be, so that one can read it: some programs do not work that out when they open a file."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any, Final

from exports.sheet_data import Column, Kind

LINE: Final = 15.0  # points
MOST_LINES: Final = 12  # a row that fills the screen hides the others; the whole text is in its cell all the same
A_CHARACTER: Final = 5.6  # points, of a heading that stands upright
PROSE: Final = 1.1  # of its characters find room where as many digits do, by which widths are measured
BOLD: Final = 1.15
_WIDE: Final = re.compile("[\u2e80-\U0010ffff]")  # by and large, such a character takes the room of two


def row_heights(columns: Sequence[Column], values: Sequence[Sequence[Any]]) -> list[float]:
    """Return a height for each row of the columns' values, as far as their texts wrap."""
    wrapping = [
        _lines_of(column, cells)
        for column, cells in zip(columns, values, strict=True)
        if column.wrap and column.kind is Kind.TEXT
    ]
    counts = map(max, *wrapping, [1] * len(wrapping[0])) if wrapping else []
    return [LINE * count for count in counts] or [LINE] * len(values[0])


def heading_height(columns: Sequence[Column]) -> float:
    """Return a height in which every heading is read in full."""
    lying = [lines(column.heading, column.width / BOLD) * LINE for column in columns if not column.upright]
    standing = [
        len(column.heading) * A_CHARACTER / 2 + 2 * LINE for column in columns if column.upright
    ]  # on two lines
    return max([LINE, *lying, *standing])


def lines(text: str, width: float) -> int:
    """Return about how many lines a text takes in a column of this width, at most so many as a row shows."""
    room = width * PROSE
    if len(text) > room * MOST_LINES:
        return MOST_LINES
    has_wide = not text.isascii() and _WIDE.search(text) is not None
    if "\n" not in text and not has_wide:
        return min(max(1, math.ceil(len(text) / room)), MOST_LINES)
    return min(sum(max(1, math.ceil(_room(part) / room)) for part in text.split("\n")), MOST_LINES)


def _lines_of(column: Column, cells: Sequence[Any]) -> list[int]:
    room = column.width * PROSE
    return [
        1
        if not cell
        else -int(-len(cell) // room)  # of most texts: no call, since there are many
        if len(cell) <= room * MOST_LINES and cell.isascii() and "\n" not in cell
        else lines(cell, column.width)
        for cell in cells
    ]


def _room(text: str) -> int:
    return len(text) + sum(map(len, _WIDE.findall(text)))
