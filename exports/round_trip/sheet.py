"""Writing the workbook of an editable list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from consultation.errors import NotAllowed
from consultation.lists import ListName
from exports.files.reader.table import MOST_BYTES, MOST_CELLS, MOST_ROWS
from exports.fill_in.input_columns import heading_needed_of_officers
from exports.fill_in.sheet_mark import list_mark_of
from exports.fill_in.sheet_to_fill import FilledRow, SheetToFill, make_workbook, save
from exports.round_trip.editable_list import TAKE_BACK, TAKE_BACK_COLUMN, CurrentRow, EditableList, editable_names
from exports.round_trip.row_mark import row_mark
from indicators.marking import N_

MOST_EDITED: Final = 10_000  # rows of one list
MOST_WHILE_WAITING: Final = 2_000  # rows that are written while somebody waits for a page
TOO_MANY: Final = N_("These are more rows than can be taken away in one file (%(most)d). Filter the list first.")
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


def write_list(
    target: BinaryIO, editable: EditableList, rows: Sequence[CurrentRow], *, most: int = MOST_EDITED
) -> None:
    """Write the list with these rows; NotAllowed where they are too many to come back in one file."""
    if len(rows) > most:
        raise NotAllowed(TOO_MANY % {"most": most})
    workbook, _sheet = list_workbook(editable, [_filled(row, editable) for row in rows])
    save(workbook, target)


def list_workbook(editable: EditableList, rows: Sequence[FilledRow]) -> tuple[Workbook, Worksheet]:
    """Return the workbook, not written yet, and its sheet of rows."""
    if sum(map(_size, rows)) > MOST_CELLS:
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
    return make_workbook(wanted, rows)


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
