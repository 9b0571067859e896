"""Finding what each returned row would do: cells before and after, conflicts and problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consultation.jobs.watching import UNWATCHED, Watch
from exports.files.reader.workbooks.xlsx_shared import without_escapes
from exports.files.writer.sheet_data import MOST_UNITS, units
from exports.fill_in.import_plan import in_words_of_form
from exports.round_trip.editable_list import CurrentRow, EditableList, RowReading
from exports.round_trip.row_mark import digest_of
from exports.round_trip.rows import CellChange, Fate, ReturnedRow, RowEffect
from indicators.marking import N_
from indicators.text import normalise_text

NOT_THERE: Final = N_("It is not there any more, or not for you to see. It may have been taken back.")
TOO_LONG_HERE: Final = N_(
    "This text is longer than a cell, so that only a part of it could be read. Change it on the site."
)
LETTERS_LOST: Final = N_(
    "Letters have become question marks here, and that is the whole change. Save the file as .xlsx or “CSV UTF-8”."
)
EITHER: Final = N_("Take the row back or change it, not both. Empty the cell, or put back what was changed.")


def row_effects(
    session: Session, editable: EditableList, rows: Sequence[ReturnedRow], watch: Watch = UNWATCHED
) -> list[RowEffect]:
    """Return what each row would do; nothing is changed. To be called in a request's or command's app context."""
    watch.expect(len(rows))
    asked = [row.reference for row in rows if row.reference and _asks_something(row)]
    current = editable.find_rows(session, list(dict.fromkeys(asked)))
    compared = []
    for row in rows:
        compared.append(_compared(row, editable, current) if row.reference else _new(row, editable))
        watch.passed(1)
    return _settled(session, editable, compared)


def _new(row: ReturnedRow, editable: EditableList) -> RowEffect:
    answer = (
        editable.read_row(_values(row.cells, editable), None) if not row.problems else RowReading({}, {}, row.problems)
    )
    title = row.cells.get("title", "")
    if answer.problems:
        return RowEffect(row, Fate.FAULTY, title, problems=answer.problems)
    cells = [CellChange(name, "", text) for name, text in answer.cells.items() if text]
    return RowEffect(row, Fate.NEW, title, cells, said=answer.said)


def _compared(row: ReturnedRow, editable: EditableList, known: Mapping[str, CurrentRow]) -> RowEffect:
    if not _asks_something(row):
        return RowEffect(row, Fate.UNTOUCHED)
    current = known.get(row.reference)
    if current is None:
        return RowEffect(row, Fate.IGNORED, reason=_(NOT_THERE))
    if current.refusal:
        return RowEffect(row, Fate.IGNORED, current.title, reason=current.refusal)
    row = replace(row, cells=_changed_by_people(row, current))
    if not _asks_something(row):
        return RowEffect(row, Fate.UNTOUCHED)
    problems = [*row.problems, *_hindrances(row, current)]
    if problems:
        return _out(row, current, Fate.FAULTY, problems=problems)
    return _taken_back(row, editable, current) if row.is_taken_back else _changed(row, editable, current)


def _asks_something(row: ReturnedRow) -> bool:
    return bool(row.cells or row.is_taken_back or row.problems)


def _hindrances(row: ReturnedRow, current: CurrentRow) -> Iterator[tuple[str, str]]:
    if row.is_taken_back and row.cells:
        yield "take_back", _(EITHER)
    spoilt = (name for name, text in row.cells.items() if _is_spoilt(current.cells.get(name, ""), text))
    yield from ((name, _(LETTERS_LOST)) for name in spoilt)
    yield from ((name, _(TOO_LONG_HERE)) for name in row.cells if units(current.plain.get(name, "")) > MOST_UNITS)


def _changed_by_people(row: ReturnedRow, current: CurrentRow) -> dict[str, str]:
    """Return the cells without those that a program alone has changed, which took for an escape what looks like one."""
    return {name: text for name, text in row.cells.items() if not _is_unescaped(current.cells.get(name, ""), text)}


def _is_unescaped(before: str, after: str) -> bool:
    """Whether both are the same once everything that looks like an escape is read as one: programs do it to some."""
    return _without_any_escape(before) == _without_any_escape(after)


def _without_any_escape(text: str) -> str:
    return normalise_text(without_escapes(text.replace("x005F_", ""))).strip()  # openpyxl takes this out, no more


def _is_spoilt(before: str, after: str) -> bool:
    """Whether nothing was changed but that letters became question marks, as in an encoding that lacks them."""
    pairs = list(zip(before.strip(), after.strip(), strict=False))
    is_as_long = len(before.strip()) == len(after.strip())
    changed = [(one, other) for one, other in pairs if one != other]
    return is_as_long and bool(changed) and all(other == "?" and not one.isascii() for one, other in changed)


def _taken_back(row: ReturnedRow, editable: EditableList, current: CurrentRow) -> RowEffect:
    names = [one.name for one in editable.columns if not one.is_locked]
    gone = [
        CellChange(name, text, "", _is_meanwhile(row, name, text))
        for name in names
        if (text := current.cells.get(name))
    ]
    is_conflict = any(cell.is_changed_meanwhile for cell in gone)
    return _out(row, current, Fate.CONFLICTING if is_conflict else Fate.WITHDRAWN, cells=gone)


def _changed(row: ReturnedRow, editable: EditableList, current: CurrentRow) -> RowEffect:
    answer = editable.read_row({**current.plain, **_values(row.cells, editable)}, current)
    if answer.problems:
        return _out(row, current, Fate.FAULTY, problems=answer.problems)
    cells = list(_changes(row, answer, current))
    if all(cell.before == cell.after for cell in cells):
        return RowEffect(row, Fate.UNTOUCHED)
    is_conflict = any(cell.is_changed_meanwhile for cell in cells)
    return _out(row, current, Fate.CONFLICTING if is_conflict else Fate.CHANGED, cells=cells, said=answer.said)


def _out(row: ReturnedRow, current: CurrentRow, fate: Fate, **found: Any) -> RowEffect:
    return RowEffect(row, fate, current.title, item_id=current.item_id, version=current.version, **found)


def _changes(row: ReturnedRow, answer: RowReading, current: CurrentRow) -> Iterator[CellChange]:
    """Yield the cells that would say something else than now, and those that others have changed meanwhile."""
    for name, after in answer.cells.items():
        before = current.cells.get(name, "")
        is_meanwhile = _is_meanwhile(row, name, before)
        if before != after or is_meanwhile:
            yield CellChange(name, before, after, is_meanwhile)


def _is_meanwhile(row: ReturnedRow, name: str, now: str) -> bool:
    """Whether others have changed a cell since the list was taken away."""
    return name in row.digests and digest_of(now) != row.digests[name]


def _settled(session: Session, editable: EditableList, rows: list[RowEffect]) -> list[RowEffect]:
    settled = editable.checked_together(session, [row for row in rows if row.is_acceptable])
    by_number = {row.number: row for row in settled}
    return [by_number.get(row.number, row) for row in rows]


def _values(cells: Mapping[str, str], editable: EditableList) -> dict[str, str]:
    return {name: in_words_of_form(editable.words.get(name), text) for name, text in cells.items()}
