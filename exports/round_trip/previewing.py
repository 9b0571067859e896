"""Previewing what a table would change: a list, a template or somebody else's table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import BinaryIO, Final

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consultation.jobs.watching import UNWATCHED, Watch
from consultation.lists import ListName
from consultation.web.texts.language import INTERFACE_LANGUAGES
from exports.fill_in.corrections import Blank, write_corrections
from exports.fill_in.filled_template import read_template
from exports.fill_in.import_plan import ImportRefused, Plan, RowProblem, make_plan
from exports.fill_in.sent_table import SentTable
from exports.fill_in.sheet_mark import VERSION
from exports.fill_in.speaker_columns import speaker_words
from exports.fill_in.template import template_workbook
from exports.report.wording.language import tongue_of
from exports.round_trip.editable_list import EditableList, ListContext
from exports.round_trip.registry import list_of
from exports.round_trip.returned_rows import edited_rows, new_rows
from exports.round_trip.row_effects import row_effects
from exports.round_trip.rows import Preview, without_untouched
from exports.round_trip.sheet import list_workbook
from indicators.marking import N_
from indicators.text import apart

ALL_MARKS_LOST: Final = N_(
    "This is a list to edit, but its hidden first column is lost, by which its rows are known. Take a new list and "
    "write into it what you have changed, or undo what removed the column."
)
NO_MATCHING: Mapping[str, str] = {}


def list_named_by(table: SentTable, context: ListContext) -> EditableList:
    """Return the list that a file is one of, in the language it is written in; ImportRefused where it cannot be.

    A template and any other table are new rows of the list of proposals; a list that has lost its mark is none, since
    each of its rows would be added once more.
    """
    mark = table.mark
    if mark is None or not mark.list_name:
        if mark is None and _is_list_without_mark(table, context):
            raise ImportRefused([_(ALL_MARKS_LOST)])
        tongue = tongue_of(mark.language) if mark and mark.language in INTERFACE_LANGUAGES else context.tongue
        return list_of(ListName.PROPOSALS, replace(context, tongue=tongue))
    consultation = context.consultation
    if mark.version != VERSION or mark.language not in INTERFACE_LANGUAGES or mark.list_name not in set(ListName):
        raise ImportRefused([_("The list is of another version of Steppingstone. Take a new one.")])
    if (mark.slug, mark.kind) != (consultation.slug, consultation.kind):
        raise ImportRefused([_("The list is one of another consultation: “%(slug)s”.", slug=apart(mark.slug))])
    return list_of(ListName(mark.list_name), replace(context, tongue=tongue_of(mark.language)))


def _is_list_without_mark(table: SentTable, context: ListContext) -> bool:
    """Whether a table has all columns of a list of ours but the hidden first one."""
    there = set(table.headings)
    return any(
        there.issuperset(one.heading_as_read for one in list_of(name, replace(context, tongue=tongue_of(code))).columns)
        for name in ListName
        for code in INTERFACE_LANGUAGES
    )


def preview(
    session: Session,
    table: SentTable,
    editable: EditableList,
    *,
    maps: Mapping[str, str] = NO_MATCHING,
    sets: Mapping[str, str] = NO_MATCHING,
    watch: Watch = UNWATCHED,
) -> Preview:
    """Return what a table would change; `maps` and `sets` say which column is which where the table does not.

    Raises ImportRefused with every reason why the table as a whole cannot be used. To be called in a request's context.
    """
    if table.mark is not None and table.mark.list_name:
        headings, rows = edited_rows(table, editable)
    else:
        table, plan = _planned(table, editable, maps, sets)
        headings, rows = new_rows(table, plan)
    headings = {one.name: one.heading_as_read for one in editable.columns} | headings
    return without_untouched(headings, row_effects(session, editable, rows, watch))


def write_marked(target: BinaryIO, table: SentTable, found: Preview, editable: EditableList) -> None:
    """Write the rows of a table as they came, with what is wrong in them marked; CannotBeGivenBack as it raises it."""
    ours = {one.heading_as_read for one in editable.columns} - set(table.headings)
    problems = [_of_the_row(one) if one.column in ours else one for one in found.row_problems]
    write_corrections(target, table, problems, blank=_blank(table, editable), tongue=editable.context.tongue)


def _of_the_row(problem: RowProblem) -> RowProblem:
    """Return what is wrong with a column that the table does not have, as something wrong with the row."""
    return RowProblem(problem.row, "", f"{problem.column}: {problem.sentence}")


def _planned(
    table: SentTable, editable: EditableList, maps: Mapping[str, str], sets: Mapping[str, str]
) -> tuple[SentTable, Plan]:
    context = editable.context
    if table.mark is None:
        words = speaker_words(context.framework, context.tongue)
        return table, make_plan(context.consultation.schema, table, maps=maps, sets=sets, words=words)
    return read_template(table, table.mark, context.consultation.schema, context.framework)


def _blank(table: SentTable, editable: EditableList) -> Blank | None:
    context = editable.context
    if table.mark is None:
        return None
    if table.mark.list_name:
        return list_workbook(editable, [])
    return template_workbook(context.consultation, context.framework, context.tongue)
