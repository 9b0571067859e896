"""Texts longer than a cell: the cell keeps the beginning, the rest is handed back in parts for a sheet of its own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from exports.sheet_data import MOST_UNITS, Kind, SheetData, units

PART_COLUMNS: Final = ("sheet", "row", "column", "part", "text")

_JOINER: Final = "\u200d"
_EMOJI_SKINS: Final = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_LONGEST_CLUSTER: Final = 32  # beyond that a pile of marks is not a character of any script


@dataclass(frozen=True)
class LongTexts:
    """Sheets whose every text fits its cell, and what had to go elsewhere.

    `parts` has a row for each further part of a text: the name of its sheet, the row's id (its number in the sheet
    where the sheet has no key), the heading of its column, the number of the part, and its text. The cell is part 1;
    it and the parts in their order, joined, are the whole text. `cells` counts the cells that go on there.
    """

    sheets: tuple[SheetData, ...]
    parts: pd.DataFrame
    cells: int


def without_long_texts(sheets: Sequence[SheetData]) -> LongTexts:
    """Cut every text that exceeds a cell; the sheets given are not changed."""
    parts: list[tuple[Any, ...]] = []
    fitting = tuple(_fit(sheet, parts) for sheet in sheets)
    frame = pd.DataFrame(parts, columns=list(PART_COLUMNS))
    return LongTexts(fitting, frame, cells=int((frame["part"] == 2).sum()))


def cut(text: str) -> Iterator[str]:
    """Yield the parts of `text`, each as long as a cell holds; joined they are the text, and none parts a character."""
    while text:
        end = _end_of_first_part(text)
        yield text[:end]
        text = text[end:]


def _fit(sheet: SheetData, parts: list[tuple[Any, ...]]) -> SheetData:
    shortened = {}
    for column in sheet.columns:
        values = sheet.frame[column.name].tolist() if column.kind is Kind.TEXT else []
        too_long = [position for position, value in enumerate(values) if _exceeds_a_cell(value)]
        for position in too_long:
            values[position], *further = cut(values[position])
            place = (sheet.name, _row_id(sheet, position), column.heading)
            parts.extend((*place, number, part) for number, part in enumerate(further, start=2))
        if too_long:
            shortened[column.name] = pd.Series(values, index=sheet.frame.index, dtype=object)
    return replace(sheet, frame=sheet.frame.assign(**shortened)) if shortened else sheet


def _exceeds_a_cell(value: object) -> bool:
    return isinstance(value, str) and len(value) * 2 > MOST_UNITS and units(value) > MOST_UNITS


def _row_id(sheet: SheetData, position: int) -> str:
    return str(position + 2 if sheet.key is None else sheet.frame[sheet.key].iloc[position])


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
