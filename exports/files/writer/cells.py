"""The rows of a sheet as SpreadsheetML: the only place where a value becomes a cell."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

import pandas as pd
from openpyxl.utils import get_column_letter

from exports.files.writer.heights import ON_A_SCREEN, ON_PAPER, heading_height, row_heights
from exports.files.writer.sheet_data import (
    MORE_THAN_TEXT,
    MOST_ROWS,
    MOST_UNITS,
    CellKind,
    Column,
    SheetData,
    day_without_time,
    known_values,
    units,
)
from indicators.text import FORBIDDEN_CHARACTER

ROWS_AT_A_TIME: Final = 1_000
DAY_ZERO: Final = date(1899, 12, 30).toordinal()  # from which spreadsheets count days

# Text that readers take for an escaped character, each in its own way; parted into two runs all read it as it is.
WITHIN_AN_ESCAPE: Final = re.compile("(?<=_)(?=[xX][0-9a-fA-F]{4}_)")

# What FORBIDDEN_CHARACTER finds in a text, as bytes of UTF-8 that can be looked for in many texts at once.
_FORBIDDEN_BYTES: Final = bytes(set(range(32)) - {9, 10})
_A_FORBIDDEN_BYTE: Final = _FORBIDDEN_BYTES[:1]
_NONCHARACTERS: Final = ("\ufffe".encode(), "\uffff".encode())
_THEIR_FIRST_BYTE: Final = b"\xef"
_NO_TEXT: Final = (TypeError, AttributeError)
_BETWEEN: Final = "\0"  # which no text may hold

NumberReader = Sequence[int]
CellsWriter = Callable[[str, NumberReader, Sequence[Any]], list[str]]


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
    date: int
    shades: tuple[int, ...]
    gaps: dict[str, int]


def rows_xml(sheet: SheetData, looks: Looks) -> Iterator[bytes]:
    """Yield the rows of the sheet, the heading first, as pieces of XML; raise UnwritableText naming the cell."""
    columns = [
        _ColumnCells(get_column_letter(number), column, _writer(sheet, column, looks))
        for number, column in enumerate(sheet.columns, start=1)
    ]
    medium = ON_PAPER if sheet.to_print else ON_A_SCREEN
    headings = [[column.heading] for column in sheet.columns]
    heading = _row(1, heading_height(sheet.columns), (cells.heading(looks) for cells in columns))
    yield _encoded([heading], columns, (1,), headings)
    written = 1
    for frame in sheet.frames():
        for start in range(0, len(frame), ROWS_AT_A_TIME):
            some = frame.iloc[start : start + ROWS_AT_A_TIME]
            numbers = range(written + 1, written + 1 + len(some))
            if numbers.stop > MOST_ROWS + 1:
                raise UnwritableText("it has more rows than a sheet can hold")
            values = [_values(some[column.name], column) for column in sheet.columns]
            cells = [one.of(those, numbers) for one, those in zip(columns, values, strict=True)]
            rows = map(_row, numbers, row_heights(sheet.columns, values, medium), zip(*cells, strict=True))
            yield _encoded(rows, columns, numbers, values)
            written += len(some)


@dataclass(frozen=True)
class _ColumnCells:
    letter: str
    column: Column
    write: CellsWriter

    def heading(self, looks: Looks) -> str:
        look = looks.upright if self.column.upright else looks.heading
        return _text_cells(look, self.letter, (1,), [self.column.heading])[0]

    def of(self, values: Sequence[Any], numbers: NumberReader) -> list[str]:
        try:
            return self.write(self.letter, numbers, values)
        except _NO_TEXT:
            self.refuse(values, numbers)
            raise

    def refuse(self, values: Sequence[Any], numbers: NumberReader) -> None:
        """Raise for the first cell that cannot be written, naming it."""
        if self.column.kind is CellKind.TEXT:
            _refuse_what_cannot_be_written(self.letter, numbers, values)


def _row(number: int, height: float, cells: Iterable[str]) -> str:
    return f'<row r="{number}" ht="{height:g}">{"".join(cells)}</row>'


def _encoded(
    rows: Iterable[str], columns: Sequence[_ColumnCells], numbers: NumberReader, values: Sequence[Sequence[Any]]
) -> bytes:
    """Return the rows as bytes; only where these hold what they must not is the cell looked for that has it."""
    try:
        piece = "".join(rows).encode()
    except UnicodeEncodeError:
        piece = _A_FORBIDDEN_BYTE
    if len(piece) != len(piece.translate(None, _FORBIDDEN_BYTES)) or _has_noncharacters(piece):
        for cells, those in zip(columns, values, strict=True):
            cells.refuse(those, numbers)
        raise UnwritableText("a row holds a character that no workbook can carry")
    return piece


def _has_noncharacters(piece: bytes) -> bool:
    return _THEIR_FIRST_BYTE in piece and any(one in piece for one in _NONCHARACTERS)


def _values(series: pd.Series[Any], column: Column) -> list[Any]:
    """Return what a column is written from: days as numbers, all else as it is; None where there is nothing."""
    values = known_values(series)
    if column.kind is not CellKind.DATE:
        return values
    return [None if day is None else day_without_time(day).toordinal() - DAY_ZERO for day in values]


def _writer(sheet: SheetData, column: Column, looks: Looks) -> CellsWriter:
    if column.kind is CellKind.TEXT:
        return partial(_text_cells, _look_of_text(column, looks))
    if column.name in sheet.heat:
        return partial(_heat_cells, (looks.gaps[sheet.gap], *looks.shades), _top(sheet, looks))
    return partial(_number_cells, {CellKind.NUMBER: looks.number, CellKind.DATE: looks.date}[column.kind])


def _top(sheet: SheetData, looks: Looks) -> float:
    if not isinstance(sheet.rows, pd.DataFrame):
        raise TypeError(f"the rows of {sheet.name} must all be there to be shaded")
    return float(max(sheet.rows[list(sheet.heat)].max().max(), len(looks.shades)))  # one is few, however few the others


def _look_of_text(column: Column, looks: Looks) -> TextLook:
    if column.strong:
        return looks.strong
    return looks.wrapped if column.wrap else looks.text


def _text_cells(look: TextLook, letter: str, numbers: NumberReader, texts: Sequence[Any]) -> list[str]:
    """Write a column of texts: all at once, since most of the time goes here, unless one of them is odd."""
    known = [text or "" for text in texts]
    joined = _escaped(_BETWEEN.join(known))
    escaped = joined.split(_BETWEEN)
    if len(escaped) != len(known) or max(map(len, known)) * 2 > MOST_UNITS:
        _refuse_what_cannot_be_written(letter, numbers, known)
    if any(map(_may_be_odd, {text[:1] for text in known})) or _may_hold_an_escape(joined):
        return [_text_cell(look, f"{letter}{number}", text) for number, text in zip(numbers, known, strict=True)]
    opening = f'" s="{look.plain}" t="inlineStr"><is><t xml:space="preserve">'
    return [
        f'<c r="{letter}{number}{opening}{text}</t></is></c>' if text else ""
        for number, text in zip(numbers, escaped, strict=True)
    ]


def _may_hold_an_escape(text: str) -> bool:
    return "_" in text and ("_x" in text or "_X" in text)


def _may_be_odd(beginning: str) -> bool:
    return beginning.isspace() or MORE_THAN_TEXT.match(beginning) is not None


def _text_cell(look: TextLook, at: str, text: str) -> str:
    if not text:
        return ""
    style = look.guarded if MORE_THAN_TEXT.match(text) else look.plain
    runs = [f'<t xml:space="preserve">{_escaped(run)}</t>' for run in WITHIN_AN_ESCAPE.split(text)]
    content = "".join(f"<r>{run}</r>" for run in runs) if len(runs) > 1 else runs[0]
    return f'<c r="{at}" s="{style}" t="inlineStr"><is>{content}</is></c>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _refuse_what_cannot_be_written(letter: str, numbers: NumberReader, texts: Sequence[Any]) -> None:
    for number, text in zip(numbers, texts, strict=True):
        if text:
            _check(f"{letter}{number}", text)


def _check(at: str, text: str) -> None:
    if not isinstance(text, str):
        raise TypeError(f"{at} is a cell of text and was given {type(text).__name__}")
    if FORBIDDEN_CHARACTER.search(text):
        raise UnwritableText(f"{at} holds a character that no workbook can carry")
    if units(text) > MOST_UNITS:
        raise UnwritableText(f"{at} holds more text than a cell can")


def _number_cells(style: int, letter: str, numbers: NumberReader, values: Sequence[Any]) -> list[str]:
    opening = f'" s="{style}"><v>'
    if not all(map(math.isfinite, filter(None, values))):
        return [
            _number_cell(style, f"{letter}{number}", value or 0) for number, value in zip(numbers, values, strict=True)
        ]
    return [
        "" if value is None else f'<c r="{letter}{number}{opening}{_digits(value)}</v></c>'
        for number, value in zip(numbers, values, strict=True)
    ]


def _digits(number: float) -> str:
    return str(number).removesuffix(".0")


def _number_cell(style: int, at: str, number: float) -> str:
    if not math.isfinite(number):
        raise ValueError(f"{at} is a cell of numbers and was given {number}")
    return f'<c r="{at}" s="{style}"><v>{_digits(number)}</v></c>'


def _heat_cells(
    steps: Sequence[int], top: float, letter: str, numbers: NumberReader, values: Sequence[Any]
) -> list[str]:
    return [
        ""
        if value is None
        else _number_cell(steps[math.ceil(value / top * (len(steps) - 1))], f"{letter}{number}", value)
        for number, value in zip(numbers, values, strict=True)
    ]
