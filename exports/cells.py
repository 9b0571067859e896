"""The rows of a sheet as SpreadsheetML: the only place where a value becomes a cell."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any, Final

import pandas as pd
from openpyxl.utils import get_column_letter

from exports.heights import heading_height, row_heights
from exports.sheet_data import MOST_UNITS, Column, Kind, SheetData, units
from indicators.text import FORBIDDEN_CHARACTER

ROWS_AT_A_TIME: Final = 500
DAY_ZERO: Final = pd.Timestamp("1899-12-30", tz="UTC")  # from which spreadsheets count days

# Text that an editor of the cell would take for a formula, or whose first sign it would drop.
_MORE_THAN_TEXT: Final = re.compile(r"\s*[=+\-@'＝＋－＠]|[\t\n]")
# Text that readers take for an escaped character, each in its own way; parted into two runs all read it as it is.
_WITHIN_AN_ESCAPE: Final = re.compile("(?<=_)(?=[xX][0-9a-fA-F]{4}_)")

CellWriter = Callable[[str, Any], str]


class UnwritableText(ValueError):
    """A text that ought to have been refused or divided before has reached a cell: it is never changed in silence."""


@dataclass(frozen=True)
class TextLook:
    """The numbers of two cell formats: ordinary, and for text that must be kept from becoming a formula."""

    plain: int
    guarded: int


@dataclass(frozen=True)
class Looks:
    """The numbers of a workbook's cell formats in its stylesheet; `gaps` gives that of a zero by the sheet's label."""

    heading: TextLook
    upright: TextLook
    strong: TextLook
    text: TextLook
    wrapped: TextLook
    number: int
    datetime: int
    date: int
    shades: tuple[int, ...]
    gaps: dict[str, int]


def rows_xml(sheet: SheetData, looks: Looks) -> Iterator[str]:
    """Yield the rows of the sheet, the heading first, as pieces of XML; raise UnwritableText naming the cell."""
    columns = [
        _ColumnCells(get_column_letter(number), column, _writer(sheet, column, looks))
        for number, column in enumerate(sheet.columns, start=1)
    ]
    yield _row(1, heading_height(sheet.columns), (cells.heading(looks) for cells in columns))
    for start in range(0, len(sheet.frame), ROWS_AT_A_TIME):
        some = sheet.frame.iloc[start : start + ROWS_AT_A_TIME]
        numbers = range(start + 2, start + 2 + len(some))
        values = [_values(some[column.name], column.kind) for column in sheet.columns]
        written = (cells.of(column, numbers) for cells, column in zip(columns, values, strict=True))
        yield "".join(map(_row, numbers, row_heights(sheet.columns, values), zip(*written, strict=True)))


@dataclass(frozen=True)
class _ColumnCells:
    letter: str
    column: Column
    write: CellWriter

    def heading(self, looks: Looks) -> str:
        return _text_cell(
            looks.upright if self.column.upright else looks.heading, f"{self.letter}1", self.column.heading
        )

    def of(self, values: Sequence[Any], numbers: range) -> list[str]:
        placed = zip(numbers, values, strict=True)
        return ["" if value is None else self.write(f"{self.letter}{number}", value) for number, value in placed]


def _row(number: int, height: float, cells: Iterable[str]) -> str:
    return f'<row r="{number}" ht="{height:g}">{"".join(cells)}</row>'


def _values(series: pd.Series[Any], kind: Kind) -> list[Any]:
    """Return what a column is written from: texts as they are, all else as numbers; None where there is nothing."""
    if kind is Kind.NUMBER:
        series = pd.to_numeric(series)
    elif kind is not Kind.TEXT:
        days = (pd.to_datetime(series, utc=True) - DAY_ZERO) / pd.Timedelta(days=1)
        series = days // 1 if kind is Kind.DATE else days
    there = zip(series.tolist(), series.notna().tolist(), strict=True)
    return [value if is_known else None for value, is_known in there]


def _writer(sheet: SheetData, column: Column, looks: Looks) -> CellWriter:
    if column.kind is Kind.TEXT:
        return partial(_text_cell, _look_of_text(column, looks))
    if column.name in sheet.heat:
        top = max(sheet.frame[list(sheet.heat)].max().max(), len(looks.shades))  # one is few, however few the others
        return partial(_heat_cell, (looks.gaps[sheet.gap], *looks.shades), top)
    return partial(
        _number_cell, {Kind.NUMBER: looks.number, Kind.DATETIME: looks.datetime, Kind.DATE: looks.date}[column.kind]
    )


def _look_of_text(column: Column, looks: Looks) -> TextLook:
    if column.strong:
        return looks.strong
    return looks.wrapped if column.wrap else looks.text


def _text_cell(look: TextLook, at: str, text: str) -> str:
    if not text:
        return ""
    _check(at, text)
    style = look.guarded if _MORE_THAN_TEXT.match(text) else look.plain
    return f'<c r="{at}" s="{style}" t="inlineStr"><is>{_content(text)}</is></c>'


def _content(text: str) -> str:
    if "_x" not in text:
        return _run(text)
    runs = _WITHIN_AN_ESCAPE.split(text)
    return "".join(f"<r>{_run(run)}</r>" for run in runs) if len(runs) > 1 else _run(text)


def _run(text: str) -> str:
    return f'<t xml:space="preserve">{escape(text, quote=False)}</t>'


def _check(at: str, text: str) -> None:
    if not isinstance(text, str):
        raise TypeError(f"{at} is a cell of text and was given {type(text).__name__}")
    if FORBIDDEN_CHARACTER.search(text):
        raise UnwritableText(f"{at} holds a character that no workbook can carry")
    if len(text) * 2 > MOST_UNITS and units(text) > MOST_UNITS:
        raise UnwritableText(f"{at} holds more text than a cell can")


def _number_cell(style: int, at: str, number: float) -> str:
    if not math.isfinite(number):
        raise ValueError(f"{at} is a cell of numbers and was given {number}")
    return f'<c r="{at}" s="{style}"><v>{repr(number).removesuffix(".0")}</v></c>'


def _heat_cell(steps: Sequence[int], top: float, at: str, number: float) -> str:
    step = math.ceil(number / top * (len(steps) - 1)) if number else 0
    return _number_cell(steps[step], at, number)
