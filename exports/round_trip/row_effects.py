"""What rows would do: every cell that would change, before and after, and whatever stands in the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consultation.jobs.watching import UNWATCHED, Watch
from exports.files.writer.sheet_data import MOST_UNITS, units
from exports.fill_in.import_plan import meant
from exports.round_trip.editable_list import Current, EditableList, RowReading
from exports.round_trip.marks import digest_of
from exports.round_trip.rows import CellChange, Fate, RowIn, RowOut
from indicators.marking import N_

GONE: Final = N_("It is not there any more, or not for you to see. It may have been taken back.")
TOO_LONG_HERE: Final = N_(
    "This text is longer than a cell, so that only a part of it could be read. Change it on the site."
)
EITHER: Final = N_("Take the row back or change it, not both. Empty the cell, or put back what was changed.")


def compare(session: Session, listed: EditableList, rows: Sequence[RowIn], watch: Watch = UNWATCHED) -> list[RowOut]:
    """Return what each row would do; nothing is changed. To be called in a request's or command's app context."""
    watch.expect(len(rows))
    asked = [row.reference for row in rows if row.reference and _asks_something(row)]
    current = listed.called(session, list(dict.fromkeys(asked)))
    compared = []
    for row in rows:
        compared.append(_compared(row, listed, current) if row.reference else _new(row, listed))
        watch.passed(1)
    return _settled(session, listed, compared)


def _new(row: RowIn, listed: EditableList) -> RowOut:
    answer = listed.read(_values(row.cells, listed), None) if not row.problems else RowReading({}, {}, row.problems)
    title = row.cells.get("title", "")
    if answer.problems:
        return RowOut(row, Fate.FAULTY, title, problems=answer.problems)
    cells = [CellChange(name, "", text) for name, text in answer.cells.items() if text]
    return RowOut(row, Fate.NEW, title, cells, said=answer.said)


def _compared(row: RowIn, listed: EditableList, known: Mapping[str, Current]) -> RowOut:
    if not _asks_something(row):
        return RowOut(row, Fate.UNTOUCHED)
    current = known.get(row.reference)
    if current is None:
        return RowOut(row, Fate.IGNORED, reason=_(GONE))
    if current.refusal:
        return RowOut(row, Fate.IGNORED, current.title, reason=current.refusal)
    problems = [*row.problems, *_hindrances(row, current)]
    if problems:
        return _out(row, current, Fate.FAULTY, problems=problems)
    return _taken_back(row, listed, current) if row.is_taken_back else _changed(row, listed, current)


def _asks_something(row: RowIn) -> bool:
    return bool(row.cells or row.is_taken_back or row.problems)


def _hindrances(row: RowIn, current: Current) -> Iterator[tuple[str, str]]:
    if row.is_taken_back and row.cells:
        yield "take_back", _(EITHER)
    yield from ((name, _(TOO_LONG_HERE)) for name in row.cells if units(current.plain.get(name, "")) > MOST_UNITS)


def _taken_back(row: RowIn, listed: EditableList, current: Current) -> RowOut:
    names = [one.name for one in listed.asked if not one.is_locked]
    gone = [
        CellChange(name, text, "", _is_meanwhile(row, name, text))
        for name in names
        if (text := current.cells.get(name))
    ]
    is_conflict = any(cell.is_changed_meanwhile for cell in gone)
    return _out(row, current, Fate.CONFLICTING if is_conflict else Fate.WITHDRAWN, cells=gone)


def _changed(row: RowIn, listed: EditableList, current: Current) -> RowOut:
    answer = listed.read({**current.plain, **_values(row.cells, listed)}, current)
    if answer.problems:
        return _out(row, current, Fate.FAULTY, problems=answer.problems)
    cells = list(_changes(row, answer, current))
    if all(cell.before == cell.after for cell in cells):
        return RowOut(row, Fate.UNTOUCHED)
    is_conflict = any(cell.is_changed_meanwhile for cell in cells)
    return _out(row, current, Fate.CONFLICTING if is_conflict else Fate.CHANGED, cells=cells, said=answer.said)


def _out(row: RowIn, current: Current, fate: Fate, **found: Any) -> RowOut:
    return RowOut(row, fate, current.title, item_id=current.item_id, version=current.version, **found)


def _changes(row: RowIn, answer: RowReading, current: Current) -> Iterator[CellChange]:
    """Yield the cells that would say something else than now, and those that others have changed meanwhile."""
    for name, after in answer.cells.items():
        before = current.cells.get(name, "")
        is_meanwhile = _is_meanwhile(row, name, before)
        if before != after or is_meanwhile:
            yield CellChange(name, before, after, is_meanwhile)


def _is_meanwhile(row: RowIn, name: str, now: str) -> bool:
    """Whether others have changed a cell since the list was taken away."""
    return name in row.digests and digest_of(now) != row.digests[name]


def _settled(session: Session, listed: EditableList, rows: list[RowOut]) -> list[RowOut]:
    settled = listed.settled(session, [row for row in rows if row.is_acceptable])
    by_number = {row.number: row for row in settled}
    return [by_number.get(row.number, row) for row in rows]


def _values(cells: Mapping[str, str], listed: EditableList) -> dict[str, str]:
    return {name: meant(listed.words.get(name), text) for name, text in cells.items()}
