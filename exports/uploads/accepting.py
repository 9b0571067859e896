"""Accepting rows of an upload, and undoing an accepted upload as a whole."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consultation.database import lock_name
from consultation.erasure.operations import erasing_together
from consultation.errors import AlreadyDone, EditedMeanwhile, NotAllowed
from consultation.people.flood_limits import hold_count
from consultation.people.queries import get_participant
from consultation.uploads.models import Made, Upload, UploadEntry, UploadState
from consultation.uploads.operations import accept_upload, hold_open, mark_undone
from consultation.uploads.queries import entries_of, is_followed
from consultation.web.texts.sentences import list_in_words
from exports.round_trip.editable_list import Acceptance, EditableList
from exports.round_trip.rows import Fate, RowEffect
from indicators.marking import N_

NAMED = 5  # references in one sentence


NO_ROW: Final = N_("No row was chosen, so nothing was changed. Choose at least one.")
ROWS_GONE: Final = N_(
    "What some of these rows were about was undone or taken back meanwhile, so nothing was changed now. This is left."
)


def are_there(rows: Iterable[RowEffect], numbers: Iterable[str]) -> bool:
    """Whether the rows of these numbers are there still: what a row is about may have been undone meanwhile."""
    return {number for number in numbers if number.isdecimal()} <= {str(row.number) for row in rows}


def chosen_rows(
    rows: Iterable[RowEffect], *, fates: Iterable[Fate] = (), numbers: Iterable[int] = ()
) -> list[RowEffect]:
    """Return the rows of the fates, and those of the numbers that can be accepted one by one."""
    whole, single = set(fates), set(numbers)
    return [row for row in rows if row.is_acceptable and (row.fate in whole or row.number in single)]


def accept(
    session: Session, upload: Upload, editable: EditableList, writing: Acceptance, rows: Sequence[RowEffect]
) -> dict[str, int]:
    """Apply the chosen rows; return how many were added, changed and withdrawn.

    Nothing is done where one of them is not as it was when that was found (EditedMeanwhile), or was accepted already.
    """
    hold_open(session, upload)
    if not rows:
        raise NotAllowed(_(NO_ROW))
    lock_name(session, f"sent back by {editable.context.uploader.participant_id}")
    if editable.context.uploader.participant_id is not None:
        hold_count(session, get_participant(session, editable.context.uploader.participant_id))
    with _collisions_as_refusals(), erasing_together(session):
        entries = editable.apply(session, writing, _still_acceptable(session, editable, rows))
    made = Counter(entry.made.value for entry in entries)
    counts = {one.value: made[one.value] for one in Made}
    accept_upload(session, upload, entries, counts, now=editable.context.now)
    return counts


def undo(session: Session, upload: Upload, editable: EditableList) -> None:
    """Let everything be as it was before an upload; NotAllowed, with what it is, where something was built on it."""
    session.refresh(upload, with_for_update=True)
    if upload.state is not UploadState.ACCEPTED:
        raise AlreadyDone(_("This was undone already, or was never accepted."))
    entries = entries_of(session, upload)
    _require_undoable(session, upload, editable, entries, hold=True)
    uploader = editable.context.uploader
    with _collisions_as_refusals():
        mark_undone(session, upload, officer_id=uploader.participant_id, now=editable.context.now)
        with erasing_together(session):
            editable.undo(session, entries)
        session.flush()


def why_not_undone(session: Session, upload: Upload, editable: EditableList) -> str:
    """Return why an upload that was accepted cannot be undone by whoever asks, "" where it can; nothing is locked."""
    try:
        _require_undoable(session, upload, editable, entries_of(session, upload), hold=False)
    except NotAllowed as refusal:
        return refusal.sentence
    return ""


def _require_undoable(
    session: Session, upload: Upload, editable: EditableList, entries: Sequence[UploadEntry], *, hold: bool
) -> None:
    counts = json.loads(upload.counts)
    if counts.get(Made.WITHDRAWN):
        raise NotAllowed(_("This cannot be undone: what was taken back in it is deleted for good."))
    if is_followed(session, upload):
        raise NotAllowed(_("A later upload has changed some of this. Undo that one first."))
    built_on = editable.changed_since(session, entries, hold=hold)
    if len(entries) != sum(counts.values()):
        built_on.append(_("something"))
    if built_on:
        names = list_in_words([*built_on[:NAMED], *([_("others")] if len(built_on) > NAMED else [])])
        raise NotAllowed(
            _("This cannot be undone any more: %(names)s changed since, or was discussed or taken back.", names=names)
        )


def _still_acceptable(session: Session, editable: EditableList, rows: Sequence[RowEffect]) -> list[RowEffect]:
    """Return the rows without new ones that are there by now; EditedMeanwhile where a changed one cannot be taken."""
    settled = editable.checked_together(session, rows)
    if any(row.reference and not row.is_acceptable for row in settled):
        raise EditedMeanwhile(_("Something else has taken the place of one of these rows meanwhile."))
    return [row for row in settled if row.is_acceptable]


@contextmanager
def _collisions_as_refusals() -> Iterator[None]:
    """Let it be a refusal where something else has meanwhile what only one can have, such as an id in the source."""
    try:
        yield
    except IntegrityError as collision:
        raise AlreadyDone(_("Something else has taken the place of one of these rows meanwhile.")) from collision
