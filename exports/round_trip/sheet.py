"""Writing the workbook of an editable list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, Final

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from consultation.errors import NotAllowed
from consultation.jobs.watching import UNWATCHED, Watch
from consultation.lists import ListName
from exports.files.reader.table import MOST_BYTES, MOST_CELLS, MOST_CHARACTERS, MOST_ROWS
from exports.fill_in.input_columns import heading_needed_of_officers
from exports.fill_in.sheet_mark import list_mark_of
from exports.fill_in.sheet_to_fill import FilledRow, SheetToFill, make_workbook, save
from exports.round_trip.editable_list import TAKE_BACK, TAKE_BACK_COLUMN, CurrentRow, EditableList, editable_names
from exports.round_trip.row_mark import row_mark
from indicators.marking import N_

MOST_EDITED: Final = MOST_ROWS  # rows of one list: more cannot be sent back in one file
MOST_WHILE_WAITING: Final = 2_000  # rows that are written while somebody waits for a page
TOO_MANY: Final = N_(
    "These are %(number)d rows, and one file can bring back %(most)d. Filter the list first, and take it in parts."
)
TOO_MUCH: Final = N_("There is more in these rows than one file can bring back. Filter the list first.")
_FIRST: Final = N_(
    "On the sheet “%(rows)s”, change what you like in the rows that are yours to change. Others are left alone."
)
_NEEDED: Final = N_("Below the last row you can add new ones. A heading with * must have an answer.")
_NEEDED_OF_OFFICERS: Final = N_(
    "Below the last row you can add new ones. In what the secretariat adds or changes, “%(needed)s” alone must have an "
    "answer; a heading with * must have one where an author sends it."
)
_OF_ROWS: Final = (
    N_("A row that is deleted here stays where it is. To withdraw one for good, choose “%(word)s” for it."),
)
_ALWAYS: Final = (
    N_("Whoever holds a heading for a moment, or opens its note, reads what is meant and how long a text can be."),
    N_("Rows can be sorted with all their columns. The headings and the hidden first column must stay."),
    N_("Save as .xlsx or as CSV and upload the file where you got it: up to %(size)d MB and %(most)d rows."),
    N_("Before anything changes you are shown every cell, before and after, and what others have changed meanwhile."),
)


def require_not_too_many(number: int) -> None:
    """Raise NotAllowed for a number of rows that one file cannot bring back."""
    if number > MOST_EDITED:
        raise NotAllowed(_(TOO_MANY, most=MOST_EDITED, number=number))


def write_list(
    target: BinaryIO, editable: EditableList, rows: Sequence[CurrentRow], *, watch: Watch = UNWATCHED
) -> None:
    """Write the list with these rows; NotAllowed where they are too many, or too much, to come back in one file."""
    require_not_too_many(len(rows))
    watch.expect(len(rows))
    workbook, _sheet = list_workbook(editable, [_filled(row, editable) for row in rows], watch)
    save(workbook, target)


def list_workbook(
    editable: EditableList, rows: Sequence[FilledRow], watch: Watch = UNWATCHED
) -> tuple[Workbook, Worksheet]:
    """Return the workbook, not written yet, and its sheet of rows."""
    is_too_long = sum(map(_length, rows)) > MOST_CHARACTERS
    if is_too_long or sum(map(_size, rows)) + len(editable.columns) + 1 > MOST_CELLS:
        raise NotAllowed(TOO_MUCH)
    context = editable.context
    wanted = SheetToFill(
        title=context.tongue.say(context.consultation.title),
        instructions=list(_instructions(editable)),
        rows_title=context.tongue.say(editable.title),
        columns=editable.columns,
        mark=list_mark_of(context.consultation.kind, context.tongue.code, editable.name, context.consultation.slug),
        tongue=context.tongue,
    )
    return make_workbook(wanted, _watched(rows, watch))


def _watched(rows: Iterable[FilledRow], watch: Watch) -> Iterator[FilledRow]:
    for row in rows:
        yield row
        watch.passed(1)


def _instructions(editable: EditableList) -> Iterator[str]:
    say = editable.context.tongue.say
    word = say(TAKE_BACK)
    values = {"rows": say(editable.title), "word": word, "size": MOST_BYTES // 2**20, "most": MOST_ROWS}
    yield say(_FIRST) % values
    if any(one.name == TAKE_BACK_COLUMN.name for one in editable.columns):
        yield _needed(editable)
        yield from (say(text) % values for text in _OF_ROWS)
    yield from (say(text) % values for text in _ALWAYS)


def _needed(editable: EditableList) -> str:
    """Return which headings must have an answer; an officer's list of proposals takes less than an author's."""
    say = editable.context.tongue.say
    if editable.name is ListName.PROPOSALS and editable.context.uploader.is_officer:
        return say(_NEEDED_OF_OFFICERS) % {"needed": heading_needed_of_officers(editable.columns)}
    return say(_NEEDED)


def _filled(row: CurrentRow, editable: EditableList) -> FilledRow:
    return FilledRow(row_mark(row.reference, editable_names(editable.columns), row.cells), row.cells)


def _size(row: FilledRow) -> int:
    return sum(bool(text) for text in row.cells.values()) + 1


def _length(row: FilledRow) -> int:
    return len(row.mark) + sum(map(len, row.cells.values()))
