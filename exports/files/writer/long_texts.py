"""Texts longer than a cell: the cell keeps the beginning, the rest goes in parts to a sheet of its own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from exports.files.writer.sheet_data import MOST_UNITS, CellKind, Flowing, Pieces, SheetData, units

PART_COLUMNS: Final = ("sheet", "row", "column", "part", "text")

_JOINER: Final = "\u200d"
_EMOJI_SKINS: Final = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_LONGEST_CLUSTER: Final = 32  # beyond that a pile of marks is not a character of any script


class LongTexts:
    """Cuts the texts of sheets that exceed a cell while they are written, and keeps what has to go elsewhere.

    `cells` counts the cells whose text goes on there.
    """

    def __init__(self) -> None:
        self._parts: list[tuple[Any, ...]] = []
        self.cells = 0

    def fitting(self, sheet: SheetData) -> SheetData:
        """Return the sheet with every text cut that exceeds a cell; the one given is not changed.

        Rows that are known later stay as they are: they hold counts, and titles, which the forms keep short. So do
        those laid out to be printed, whose texts go on in further rows.
        """
        if isinstance(sheet.rows, pd.DataFrame):
            return replace(sheet, rows=self._fit(sheet, sheet.rows, 0))
        if isinstance(sheet.rows, Pieces):
            return replace(sheet, rows=Pieces(len(sheet.rows), self._fit_pieces(sheet, sheet.rows)))
        if isinstance(sheet.rows, Flowing) and not sheet.to_print:
            return replace(sheet, rows=Flowing(self._fit_pieces(sheet, sheet.rows)))
        return sheet

    def parts(self) -> pd.DataFrame:
        """Return a row for each further part of a text.

        Its columns are the name of the sheet, the row's id (its number in the sheet where the sheet has no key), the
        heading of the column, the number of the part, and its text. The cell is part 1; it and the parts in their
        order, joined, are the whole text.
        """
        return pd.DataFrame(self._parts, columns=list(PART_COLUMNS))

    def _fit_pieces(self, sheet: SheetData, pieces: Pieces | Flowing) -> Iterator[pd.DataFrame]:
        passed = 0
        for frame in pieces.frames:
            yield self._fit(sheet, frame, passed)
            passed += len(frame)

    def _fit(self, sheet: SheetData, frame: pd.DataFrame, passed: int) -> pd.DataFrame:
        """Cut the texts of a frame before which so many rows of the sheet have passed."""
        shortened = {}
        for column in sheet.columns:
            values = frame[column.name].tolist() if column.kind is CellKind.TEXT else []
            may_exceed = max(map(len, map(str, values)), default=0) * 2 > MOST_UNITS  # of most columns: no call a value
            too_long = [place for place, value in enumerate(values) if may_exceed and _exceeds_a_cell(value)]
            for position in too_long:
                values[position], *further = cut(values[position])
                row = passed + position + 2 if sheet.key is None else frame[sheet.key].iloc[position]
                place = (sheet.name, str(row), column.heading)
                self._parts.extend((*place, number, part) for number, part in enumerate(further, start=2))
            self.cells += len(too_long)
            if too_long:
                shortened[column.name] = pd.Series(values, index=frame.index, dtype=object)
        return frame.assign(**shortened) if shortened else frame


def cut(text: str) -> Iterator[str]:
    """Yield the parts of `text`, each as long as a cell holds; joined they are the text, and none parts a character."""
    while text:
        end = _end_of_first_part(text)
        yield text[:end]
        text = text[end:]


def _exceeds_a_cell(value: object) -> bool:
    return isinstance(value, str) and len(value) * 2 > MOST_UNITS and units(value) > MOST_UNITS


def _end_of_first_part(text: str) -> int:
    end = len(text[:MOST_UNITS].encode("utf-16-le")[: MOST_UNITS * 2].decode("utf-16-le", "ignore"))
    if end == len(text):
        return end
    candidates = range(end, max(0, end - _LONGEST_CLUSTER), -1)
    return next((place for place in candidates if not _belongs_together(text, place)), end)


def _belongs_together(text: str, place: int) -> bool:
    """Whether what stands before and at `place` is shown as one character."""
    before, after = text[place - 1], text[place]
    return unicodedata.category(after).startswith("M") or after in _EMOJI_SKINS or _JOINER in {before, after}
