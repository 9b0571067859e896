"""How high a row is to be, so that one can read it: some programs do not work that out when they open a file."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from exports.files.writer.sheet_data import CellKind, Column

LINE: Final = 15.0  # points
A_CHARACTER: Final = 5.6  # points, of a heading that stands upright
HEADING_MARGIN: Final = 4.0  # points
PROSE: Final = 1.1  # of its characters find room where as many digits do, by which widths are measured
BOLD: Final = 1.15


class Medium(NamedTuple):
    """Where a sheet is read: at most so many lines of a row are shown, and so many points are left free below them."""

    most: int
    margin: float


ON_A_SCREEN: Final = Medium(12, 0)  # a row that fills it hides the others; the whole text is in its cell all the same
ON_PAPER: Final = Medium(26, 4)  # no row can be higher than 409 points

_FIRST_OF_CYRILLIC: Final = b"\x04"

# By and large, characters from U+2E00 on take the room of two. Of those beyond U+FFFF the second half is left out.
_FIRST_OF_NARROW: Final = bytes([*range(0x2E), *range(0xDC, 0xE0)])


def row_heights(columns: Sequence[Column], values: Sequence[Sequence[Any]], medium: Medium) -> list[float]:
    """Return a height for each row of the columns' values, as far as their texts wrap."""
    wrapping = [
        _lines_of(column, cells, medium.most)
        for column, cells in zip(columns, values, strict=True)
        if column.wrap and column.kind is CellKind.TEXT
    ]
    if not wrapping:
        return [LINE] * len(values[0])
    heights: list[float] = (LINE * np.maximum.reduce(wrapping) + medium.margin).tolist()
    return heights


def heading_height(columns: Sequence[Column]) -> float:
    """Return a height in which every heading is read in full."""
    lying = [
        lines(column.heading, column.width / BOLD, ON_A_SCREEN.most) * LINE for column in columns if not column.upright
    ]
    standing = [
        len(column.heading) * A_CHARACTER / 2 + 2 * LINE for column in columns if column.upright
    ]  # on two lines
    return max([LINE, *lying, *standing]) + HEADING_MARGIN


def lines(text: str, width: float, most: int) -> int:
    """Return about how many lines a text takes in a column of this width, at most `most`."""
    room = width * PROSE
    if len(text) > room * most:
        return most
    if "\n" not in text:
        return min(_lines_of_one(text, room), most)
    return min(sum(_lines_of_one(part, room) for part in text.split("\n")), most)


def _lines_of_one(text: str, room: float) -> int:
    return max(1, math.ceil(_breadth(text) / room))


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
    fitting = room // 2 if _breadth(line) > len(line) else room
    return textwrap.wrap(line, fitting, replace_whitespace=False, expand_tabs=False, break_on_hyphens=False)


def _lines_of(column: Column, cells: Sequence[Any], most: int) -> npt.NDArray[np.float64]:
    texts = [cell or "" for cell in cells]
    together = "".join(texts)
    if "\n" in together:
        return np.array([lines(text, column.width, most) for text in texts], dtype=np.float64)
    breadth = len if together.isascii() else _breadth
    breadths = np.fromiter(map(breadth, texts), dtype=np.float64, count=len(texts))
    return np.clip(np.ceil(breadths / (column.width * PROSE)), 1, most)


def _breadth(text: str) -> int:
    """Return the characters of a text, the wide ones counted twice, Cyrillic ones a sixth more than others."""
    if text.isascii():
        return len(text)
    first_bytes = text.encode("utf-16-be", "surrogatepass")[::2]
    return len(text) + len(first_bytes.translate(None, _FIRST_OF_NARROW)) + first_bytes.count(_FIRST_OF_CYRILLIC) // 6
