"""Previewing an upload: reading its file, finding what it would change, and keeping that."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consultation.errors import NotAllowed, NotFound
from consultation.jobs.watching import UNWATCHED, Watch
from consultation.keeping.operations import hold_removals
from consultation.people.queries import get_participant
from consultation.process.queries import get_consultation_of_id
from consultation.uploads.models import PieceName, Upload
from consultation.uploads.operations import keep_preview, keep_table
from consultation.uploads.queries import content_of, find_known_table
from exports.files.reader.table import AS_FOUND, ReadingChoice
from exports.fill_in.import_plan import ImportRefused
from exports.fill_in.sent_table import SentTable
from exports.round_trip.editable_list import EditableList, ListContext
from exports.round_trip.previewing import list_named_by, preview
from exports.round_trip.rows import ACCEPTABLE, Preview, Uploader
from exports.uploads.references import deleted_among, withdrawn_among
from exports.uploads.sandbox import read_table_apart
from indicators.framework import Framework
from indicators.marking import N_

SMALL_FILE: Final = 300_000  # bytes that are read while somebody waits
SMALL_TABLE: Final = 500  # rows that are looked at, or accepted, while somebody waits
FEW_CHARACTERS: Final = 300_000  # of all of them
SECONDS_AT_ONCE: Final = 10
MOST_OF_A_PARTICIPANT: Final = 200  # new or changed rows
TOO_MANY: Final = N_("You can add or change up to %(most)d rows at a time, and the file has %(number)d. Divide it.")
DISCARDED: Final = N_("The upload was discarded meanwhile.")


Matching = tuple[Mapping[str, str], Mapping[str, str]]
"""The headings, and what is the same in every row, by our fields."""


def read_file(content: bytes, file_name: str, *, seconds: int, choice: ReadingChoice = AS_FOUND) -> SentTable:
    """Read an uploaded file apart; UnreadableFile as by `read_table_apart`."""
    with NamedTemporaryFile(suffix=Path(file_name).suffix[:10]) as file:
        file.write(content)
        file.flush()
        return read_table_apart(Path(file.name), choice=choice, seconds=seconds)


def is_small(table: SentTable) -> bool:
    """Whether a table can be previewed while somebody waits: by its rows and by how much stands in them."""
    if len(table.rows) > SMALL_TABLE:
        return False
    return sum(len(cell) for row in table.rows for cell in row.cells.values()) <= FEW_CHARACTERS


def headings_hash(table: SentTable) -> str:
    """Return the hash of the headings, by which a table with the same ones is recognised."""
    return hashlib.sha256("\n".join(table.headings).encode("utf-8", "replace")).hexdigest()


def list_context_of(session: Session, upload: Upload, framework: Framework, now: datetime) -> ListContext:
    """Return the context of the list that an upload is for: its consultation, and who sent it."""
    return ListContext(
        get_consultation_of_id(session, upload.consultation_id), framework, uploader_of(session, upload), now
    )


def uploader_of(session: Session, upload: Upload) -> Uploader:
    """Return the uploader of an upload; NotAllowed where they are no officer any more."""
    is_command = upload.participant_id is None
    if upload.of_secretariat and not is_command and not get_participant(session, upload.participant_id or 0).is_officer:
        raise NotAllowed(_("Whoever sent this is not of the secretariat any more, so nothing of it is taken."))
    return Uploader(upload.participant_id, is_officer=upload.of_secretariat)


def matching_of(session: Session, upload: Upload, table: SentTable) -> Matching | None:
    """Return how the columns of a table of these headings were matched the last time; None for one not known.

    What was remembered before languages were asked for is asked about again.
    """
    if table.mark is not None:
        return {}, {}
    known = find_known_table(session, upload, headings_hash(table))
    return known.matching if known and any("language" in said for said in known.matching) else None


def preview_table(
    session: Session, table: SentTable, editable: EditableList, matching: Matching, watch: Watch = UNWATCHED
) -> Preview:
    """Return what a table would change; ImportRefused where it cannot be used, or asks for more than one may."""
    maps, sets = matching
    found = preview(session, table, editable, maps=maps, sets=sets, watch=watch)
    number = len(found.of(*ACCEPTABLE))
    if not editable.context.uploader.is_officer and number > MOST_OF_A_PARTICIPANT:
        raise ImportRefused([_(TOO_MANY, most=MOST_OF_A_PARTICIPANT, number=number)])
    return found


def keep_upload_preview(
    session: Session, upload: Upload, table: SentTable, editable: EditableList, found: Preview | None
) -> None:
    """Keep the rows of an upload and what they would change; None where its columns have to be matched first.

    Nothing is kept of what was taken back or deleted, before it was sent or while it was looked at.
    """
    hold_removals(session, upload.consultation_id)
    named = {reference for row in table.rows for reference in table.references(row)}
    about = {reference for row in table.rows for reference in table.references(row)[:1]}
    gone = withdrawn_among(session, named) | deleted_among(session, about)
    upload.list_name = editable.name
    keep_table(session, upload, table.without(gone).as_json(), with_file=table.mark is None)
    if found is not None:
        kept = found.without(gone)
        keep_preview(session, upload, kept.as_json(), kept.counts)


def read_upload_preview(
    session: Session, upload: Upload, framework: Framework, now: datetime
) -> tuple[SentTable, Preview, EditableList]:
    """Return the rows of a previewed upload, its preview, and its list."""
    table, content = content_of(session, upload, PieceName.TABLE), content_of(session, upload, PieceName.PREVIEW)
    if table is None or content is None:
        raise NotFound(_(DISCARDED))
    context = list_context_of(session, upload, framework, now)
    read = SentTable.from_json(table)
    try:
        return read, Preview.from_json(content), list_named_by(read, context)
    except ImportRefused as problem:  # what it was read as is not known any more
        raise NotAllowed(str(problem)) from problem
