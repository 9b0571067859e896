"""Reading the rows of a returned list: new ones, and the changed cells of others, known by their row marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from flask_babel import gettext as _

from consultation.web.texts.sentences import list_in_words
from exports.files.reader.table import TableRow
from exports.fill_in.import_plan import ImportRefused, Plan, problem_in_words
from exports.fill_in.sent_table import SentTable
from exports.round_trip.editable_list import OF_THE_SECRETARIAT, TAKE_BACK, EditableList, editable_names
from exports.round_trip.row_mark import RowMark, digest_of, find_row_mark
from exports.round_trip.rows import ReturnedRow
from indicators.folding import fold
from indicators.marking import N_
from indicators.text import apart

TWICE: Final = N_("%(reference)s stands in more than one row. Leave one of them.")
MARK_LOST: Final = N_(
    "The hidden mark of this row is lost, so that it cannot be told what was changed. Take a new file."
)
MARK_OF_ANOTHER: Final = N_(
    "The row says %(reference)s, but its hidden mark is that of %(other)s. Were rows sorted without their first column?"
)
COLUMNS_LOST: Final = N_("The list has lost these columns: %(names)s. Take a new one, or put them back.")
OF_A_PARTICIPANT: Final = N_(
    "The list is one that a participant has taken: it lacks %(names)s. Take one as the secretariat, and put the "
    "changes there."
)
LANGUAGE_OF_ROW: Final = N_("Write in which language the row is written, such as en or Français.")
ONLY_READ: Final = N_("This is only to be read here. Put back what stood there, or empty the cell.")
TAKE_BACK_OR_NOTHING: Final = N_("Write “take back” or leave the cell empty.")


def edited_rows(table: SentTable, editable: EditableList) -> tuple[dict[str, str], list[ReturnedRow]]:
    """Return the headings by our names for the columns, and the rows of a list that was edited.

    Raises ImportRefused for columns that were lost, and for ones with something in them that the list did not have.
    """
    headings = {one.name: one.heading_as_read for one in editable.columns}
    _require_columns(table, headings)
    rows = [_row(row, headings, editable, table.headings[0]) for row in table.rows]
    often = Counter(row.reference for row in rows if row.reference)
    return headings, [_once(row) if often[row.reference] > 1 else row for row in rows]


def new_rows(table: SentTable, plan: Plan) -> tuple[dict[str, str], list[ReturnedRow]]:
    """Return the headings by our names, and the rows of a table of which all are new."""
    headings = dict(plan.mapping)
    left_out = set(table.headings) - set(headings.values())
    return headings, [_new_row(_without(row, left_out), plan.values(row), headings) for row in table.rows]


def _new_row(row: TableRow, values: Mapping[str, str], headings: Mapping[str, str]) -> ReturnedRow:
    return ReturnedRow(row.number, values, problems=[*_problems(row, headings), *_silent(values)])


def _silent(values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return that a row does not say its language, and that it cannot be told from the others."""
    return [] if values.get("language", "").strip() else [("language", str(_(LANGUAGE_OF_ROW)))]


def _without(row: TableRow, left_out: Collection[str]) -> TableRow:
    """Return a row without what is wrong in columns that are not read."""
    return replace(row, problems=tuple(one for one in row.problems if one.column not in left_out))


def _require_columns(table: SentTable, headings: Mapping[str, str]) -> None:
    problems = [problem_in_words(problem) for problem in table.problems]
    if lost := [name for name, heading in headings.items() if heading not in table.headings]:
        names = list_in_words(f"“{apart(headings[name])}”" for name in lost)
        problems.append(_(OF_A_PARTICIPANT if {*lost} == {*OF_THE_SECRETARIAT} else COLUMNS_LOST, names=names))
    known = {table.headings[0], *headings.values()}
    others = [one for one in table.headings if one not in known and any(row.cells[one].strip() for row in table.rows)]
    if others and not lost:
        names = list_in_words(f"“{apart(one)}”" for one in others)
        problems.append(_("The list does not have these columns: %(names)s. Empty them.", names=names))
    if problems:
        raise ImportRefused(problems)


def _row(row: TableRow, headings: Mapping[str, str], editable: EditableList, first: str) -> ReturnedRow:
    cells = {name: row.cells[heading] for name, heading in headings.items() if name != "mine"}
    names = editable_names(editable.columns)
    problems = _problems(row, headings)
    is_taken_back, wrong = _taken_back(cells.pop("take_back", ""), editable)
    mark = find_row_mark(row.cells[first], names)
    if mark is None:
        is_lost = row.cells[first].strip() or cells["reference"].strip() or is_taken_back
        lost = [("", str(_(MARK_LOST)))] if is_lost else []
        said = {name: text for name, text in cells.items() if text.strip()}
        return ReturnedRow(row.number, said, problems=[*problems, *wrong, *lost])
    digests = dict(zip(names, mark.digests, strict=True))
    changed = {name: text for name, text in cells.items() if digest_of(text) != digests[name]}
    wrong += _only_read(changed, mark, editable)
    return ReturnedRow(row.number, changed, mark.reference, digests, is_taken_back, [*problems, *wrong])


def _problems(row: TableRow, headings: Mapping[str, str]) -> list[tuple[str, str]]:
    names = {heading: name for name, heading in headings.items()}
    return [(names.get(one.column or "", one.column or ""), problem_in_words(one)) for one in row.problems]


def _taken_back(word: str, editable: EditableList) -> tuple[bool, list[tuple[str, str]]]:
    if not word.strip():
        return False, []
    if fold(word) in {fold(TAKE_BACK), fold(editable.context.tongue.say(TAKE_BACK))}:
        return True, []
    return False, [("take_back", str(_(TAKE_BACK_OR_NOTHING)))]


def _only_read(changed: dict[str, str], mark: RowMark, editable: EditableList) -> list[tuple[str, str]]:
    """Return what is wrong with changes of what is only read; an empty cell of it says nothing."""
    locked = [one.name for one in editable.columns if one.is_locked and one.name in changed]
    said = {name: text for name in locked if (text := changed.pop(name).strip())}
    if "reference" in said:
        sentence = _(MARK_OF_ANOTHER, reference=apart(said["reference"]), other=mark.reference)
        return [("reference", sentence)]
    return [(name, str(_(ONLY_READ))) for name in said]


def _once(row: ReturnedRow) -> ReturnedRow:
    """Return a row that stands there more than once; one in which nothing was changed may."""
    if not row.cells and not row.is_taken_back:
        return row
    return replace(row, problems=[*row.problems, ("", _(TWICE, reference=row.reference))])
