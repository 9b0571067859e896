"""The jobs of uploads: previewing and accepting large files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from consultation.database import begin_writing, make_sessions
from consultation.errors import EditedMeanwhile, NotFound, Refusal
from consultation.jobs.models import Job
from consultation.jobs.operations import JobAddress, ask_for
from consultation.jobs.progress import Progress, Site
from consultation.people.models import Attribution
from consultation.people.speaker import NOBODY, Speaker
from consultation.people.tokens import token_of
from consultation.process.models import Consultation
from consultation.uploads.models import PieceName, Upload
from consultation.uploads.operations import delete_piece, hold_open
from consultation.uploads.queries import content_of, find_piece, find_upload
from consultation.web.identity import new_token
from consultation.web.transactions import NETWORK, count_for
from exports.files.reader.table import ReadingChoice, UnreadableFile
from exports.fill_in.import_plan import ImportRefused, problem_in_words
from exports.fill_in.sent_table import SentTable
from exports.round_trip.editable_list import Acceptance
from exports.round_trip.previewing import list_named_by
from exports.round_trip.rows import Fate
from exports.uploads.accepting import ROWS_GONE, accept, are_there, chosen_rows
from exports.uploads.sandbox import MOST_SECONDS
from exports.uploads.upload_preview import (
    DISCARDED,
    keep_upload_preview,
    list_context_of,
    matching_of,
    preview_table,
    read_file,
    read_upload_preview,
)
from indicators.marking import N_

LOOK_AT: Final = "look_at_upload"
ACCEPT: Final = "accept_upload"
LOOKED_AT: Final = N_("What the file would change")
ACCEPTED: Final = N_("Accepting what the file changes")


def ask_for_preview(
    session: Session,
    upload: Upload,
    consultation: Consultation,
    *,
    choice: ReadingChoice | None = None,
    token: str,
    now: datetime,
) -> Job:
    """Ask a worker for the preview of an upload; where a choice is given its file is read anew."""
    asked = {"choice": vars(choice)} if choice else {}
    return _ask(session, LOOK_AT, LOOKED_AT, upload, consultation, asked=asked, token=token, now=now)


def ask_to_accept(
    session: Session,
    upload: Upload,
    consultation: Consultation,
    *,
    fates: Sequence[Fate],
    numbers: Sequence[int],
    speaker: Speaker | None,
    token: str,
    now: datetime,
) -> Job:
    """Let rows of an upload be accepted by a worker."""
    said = asdict(speaker.as_shown()) if speaker else None
    asked = {"fates": list(fates), "numbers": list(numbers), "speaker": said, NETWORK: session.info.get(NETWORK, "")}
    return _ask(session, ACCEPT, ACCEPTED, upload, consultation, asked=asked, token=token, now=now)


def _ask(
    session: Session,
    kind: str,
    title: str,
    upload: Upload,
    consultation: Consultation,
    *,
    asked: Mapping[str, Any],
    token: str,
    now: datetime,
) -> Job:
    job = ask_for(
        session,
        kind,
        {"upload": upload.token, **asked},
        title=title,
        origin=JobAddress("uploads.index", {"slug": consultation.slug}),
        token=token_of(token, json.dumps([kind, upload.token, asked])),
        consultation_id=consultation.id,
        officers_only=False,
        now=now,
    )
    upload.job = job.token
    session.flush()
    return job


def preview_later(engine: Engine, asked: Mapping[str, Any], progress: Progress, *, site: Site) -> None:
    """Preview an upload, and keep that."""
    with site.context():
        with make_sessions(engine)() as reading, _file_deleted_when_refused(engine, asked):
            upload = _open_upload(reading, asked)
            with _as_refusals():
                table = _table_of(reading, upload, asked.get("choice"))
                editable = list_named_by(table, list_context_of(reading, upload, site.framework, site.clock()))
                matching = matching_of(reading, upload, table)
                found = preview_table(reading, table, editable, matching, progress) if matching else None
        with progress.finishing() as (session, end):
            upload = _open_upload(session, asked)
            hold_open(session, upload)
            keep_upload_preview(session, upload, table, editable, found)
            end(JobAddress("uploads.show", {"token": upload.token}))


def accept_later(engine: Engine, asked: Mapping[str, Any], progress: Progress, *, site: Site) -> None:
    """Accept rows of an upload."""
    said = asked["speaker"]
    speaker = Speaker(**said | {"attribution": Attribution(said["attribution"])}) if said else NOBODY
    with site.context(), progress.finishing() as (session, end):
        count_for(session, asked[NETWORK])
        upload = _open_upload(session, asked)
        upload.job = ""
        _table, found, editable = read_upload_preview(session, upload, site.framework, site.clock())
        if not are_there(found.rows, map(str, asked["numbers"])):
            raise EditedMeanwhile(ROWS_GONE)
        rows = chosen_rows(found.rows, fates=map(Fate, asked["fates"]), numbers=asked["numbers"])
        accept(session, upload, editable, Acceptance(editable.context, new_token, speaker), rows)
        end(JobAddress("uploads.show", {"token": upload.token}))


def _open_upload(session: Session, asked: Mapping[str, Any]) -> Upload:
    upload = find_upload(session, asked["upload"])
    if upload is None:
        raise NotFound(_(DISCARDED))
    return upload


def _table_of(session: Session, upload: Upload, choice: Mapping[str, Any] | None) -> SentTable:
    """Return the rows of an upload, from its file where they were not read yet or are to be read in another way."""
    content = content_of(session, upload, PieceName.TABLE)
    if content is not None and choice is None:
        return SentTable.from_json(content)
    file = find_piece(session, upload, PieceName.FILE)
    if file is None:
        raise NotFound(_(DISCARDED))
    return read_file(file, upload.file_name, seconds=MOST_SECONDS, choice=ReadingChoice(**choice or {}))


@contextmanager
def _as_refusals() -> Iterator[None]:
    """Let what is wrong with a file as a whole be told as why nothing came of the work."""
    try:
        yield
    except UnreadableFile as problem:
        raise Refusal(problem_in_words(problem)) from problem
    except ImportRefused as problem:
        raise Refusal(str(problem)) from problem


@contextmanager
def _file_deleted_when_refused(engine: Engine, asked: Mapping[str, Any]) -> Iterator[None]:
    """Keep nothing of a file that cannot be used."""
    try:
        yield
    except Refusal:
        with make_sessions(engine).begin() as session:
            begin_writing(session)
            is_read = "choice" in asked  # so that it can be read in a third way
            if not is_read and (upload := find_upload(session, asked["upload"])) is not None:
                delete_piece(session, upload, PieceName.FILE)
        raise


WORKS: Final = {LOOK_AT: preview_later, ACCEPT: accept_later}
