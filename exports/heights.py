"""How high a row is to be, so that one can read it: some programs do not work that out when they open a file."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from exports.sheet_data import Column, Kind

LINE: Final = 15.0  # points
A_CHARACTER: Final = 5.6  # points, of a heading that stands upright
PROSE: Final = 1.1  # of its characters find room where as many digits do, by which widths are measured
BOLD: Final = 1.15


class Medium(NamedTuple):
    """Where a sheet is read: at most so many lines of a row are shown, and so many points are left free below them."""

    most: int
    margin: float


ON_A_SCREEN: Final = Medium(12, 0)  # a row that fills it hides the others; the whole text is in its cell all the same
ON_PAPER: Final = Medium(26, 4)  # no row can be higher than 409 points

_WIDE: Final = re.compile("[\u2e80-\U0010ffff]")  # by and large, such a character takes the room of two


def row_heights(columns: Sequence[Column], values: Sequence[Sequence[Any]], medium: Medium) -> list[float]:
    """Return a height for each row of the columns' values, as far as their texts wrap."""
    wrapping = [
        _lines_of(column, cells, medium.most)
        for column, cells in zip(columns, values, strict=True)
        if column.wrap and column.kind is Kind.TEXT
    ]
    counts = map(max, *wrapping, [1] * len(wrapping[0])) if wrapping else []
    return [LINE * count + medium.margin for count in counts] or [LINE] * len(values[0])


def heading_height(columns: Sequence[Column]) -> float:
    """Return a height in which every heading is read in full."""
    lying = [
        lines(column.heading, column.width / BOLD, ON_A_SCREEN.most) * LINE for column in columns if not column.upright
    ]
    standing = [
        len(column.heading) * A_CHARACTER / 2 + 2 * LINE for column in columns if column.upright
    ]  # on two lines
    return max([LINE, *lying, *standing])


def lines(text: str, width: float, most: int) -> int:
    """Return about how many lines a text takes in a column of this width, at most `most`."""
    room = width * PROSE
    if len(text) > room * most:
        return most
    has_wide = not text.isascii() and _WIDE.search(text) is not None
    if "\n" not in text and not has_wide:
        return min(max(1, math.ceil(len(text) / room)), most)
    measure = _room if has_wide else len
    return min(sum(max(1, math.ceil(measure(part) / room)) for part in text.split("\n")), most)


def portions(text: str, width: float) -> Iterator[str]:
    """Yield the text in portions that a row shows in full in a column of this width, parted at line ends or spaces."""
    if lines(text, width, ON_PAPER.most + 1) <= ON_PAPER.most:
        yield text
        return
    portion: list[str] = []
    used = 0
    for line in text.split("\n"):
        for piece in _pieces(line, width):
            needed = lines(piece, width, ON_PAPER.most)
            if used + needed > ON_PAPER.most:
                yield "\n".join(portion)
                portion, used = [], 0
            portion.append(piece)
            used += needed
    yield "\n".join(portion)


def _pieces(line: str, width: float) -> list[str]:
    """Return a line in pieces that each fill a row, the last one apart."""
    if lines(line, width, ON_PAPER.most + 1) <= ON_PAPER.most:
        return [line]
    room = int(width * PROSE * ON_PAPER.most)
    fitting = room // 2 if _WIDE.search(line) else room
    return textwrap.wrap(line, fitting, replace_whitespace=False, expand_tabs=False, break_on_hyphens=False)


def _lines_of(column: Column, cells: Sequence[Any], most: int) -> list[int]:
    room = column.width * PROSE
    return [
        1
        if not cell
        else -int(-len(cell) // room)  # of most texts: no call, since there are many
        if len(cell) <= room * most and cell.isascii() and "\n" not in cell
        else lines(cell, column.width, most)
        for cell in cells
    ]


def _room(text: str) -> int:
    return len(text) + sum(map(len, _WIDE.findall(text)))
