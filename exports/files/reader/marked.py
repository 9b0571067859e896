"""A sheet of ours among rows: where its mark stands, also where columns were put before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from exports.files.reader.table import Record

IsMark = Callable[[str], bool]
"""Tells whether a text marks a sheet of ours."""

_SEARCHED: Final = 10  # records among which the one with our mark is
MOST_BEFORE: Final = 3  # columns that a program or a person has put before the one with the mark


def marks_nothing(_text: str) -> bool:
    """Find no mark in any text."""
    return False


def place_of_mark(record: Record, is_mark: IsMark) -> int | None:
    """Return the place of the cell that marks a sheet of ours, None where there is none."""
    return next((place for place, cell in enumerate(record.cells[: MOST_BEFORE + 1]) if is_mark(cell)), None)


def marked_rows(records: Sequence[Record], is_mark: IsMark) -> tuple[Record, Sequence[Record]] | None:
    """Return the headings and the rows of a sheet of ours, its mark first; None where there is none among the rows.

    Columns before the mark are put to the end; one without a heading that counts the rows is left out, since libraries
    of frames write it of themselves.
    """
    for place, record in enumerate(records[:_SEARCHED]):
        before = place_of_mark(record, is_mark)
        if before is not None:
            return _with_mark_first(record, records[place + 1 :], before)
    return None


def _with_mark_first(headings: Record, below: Sequence[Record], before: int) -> tuple[Record, Sequence[Record]]:
    if not before:
        return headings, below
    kept = [place for place in range(before) if not _only_counts(headings, below, place)]
    width = max(len(record.cells) for record in (headings, *below))
    return _moved(headings, before, kept, width), [_moved(record, before, kept, width) for record in below]


def _only_counts(headings: Record, below: Sequence[Record], place: int) -> bool:
    """Whether a column has no heading and numbers alone."""
    cells = [record.cells[place].strip() for record in below if place < len(record.cells)]
    return not headings.cells[place].strip() and all(not cell or cell.isdecimal() for cell in cells)


def _moved(record: Record, before: int, kept: Sequence[int], width: int) -> Record:
    if not kept:
        return replace(record, cells=record.cells[before:], errors=_numbers_after(record, before))
    cells = [*record.cells, *[""] * (width - len(record.cells))]
    return replace(
        record, cells=[*cells[before:], *(cells[place] for place in kept)], errors=_numbers_after(record, before)
    )


def _numbers_after(record: Record, before: int) -> frozenset[int]:
    return frozenset(number - before for number in record.errors if number > before)
