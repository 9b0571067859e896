"""The states of an upload: receiving, keeping its pieces, accepting, undoing, discarding, expiring; keeping lists."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from consultation.database import lock_name, scrub_when_committed
from consultation.errors import AlreadyDone, NotFound
from consultation.lists import ListName
from consultation.uploads.models import (
    ITEM_COLUMNS,
    OPEN,
    KnownTable,
    ListFile,
    Made,
    PieceName,
    Upload,
    UploadEntry,
    UploadPiece,
    UploadState,
)
from consultation.uploads.previews import PackedContent, packed
from consultation.uploads.queries import LIST_KEPT_FOR, find_upload

KEPT_FOR: Final = timedelta(days=7)  # until it is accepted


@dataclass(frozen=True)
class NewEntry:
    """What a row made of a proposal, a comment or a summary; see UploadEntry."""

    row: int
    made: Made
    of: ListName
    item_id: int
    mark: str
    before: Mapping[str, Any]


def receive_upload(
    session: Session,
    *,
    consultation_id: int,
    list_name: ListName,
    participant_id: int | None,
    of_secretariat: bool,
    file_name: str,
    sha256: str,
    token: str,
    now: datetime,
) -> Upload:
    """Return a new upload that waits to be read; the same form sent again is the same upload."""
    lock_name(session, token)
    earlier = find_upload(session, token)
    if earlier is not None:
        return earlier
    upload = Upload(
        token=token,
        consultation_id=consultation_id,
        list_name=list_name,
        participant_id=participant_id,
        of_secretariat=of_secretariat,
        file_name=file_name,
        sha256=sha256,
        state=UploadState.WAITING,
        uploaded_at=now,
    )
    session.add(upload)
    session.flush()
    return upload


def keep_piece(session: Session, upload: Upload, name: PieceName, content: bytes) -> None:
    """Keep this of an upload, in place of what was kept under the name."""
    delete_piece(session, upload, name)
    session.execute(insert(UploadPiece).values(upload_id=upload.id, name=name, content=content))


def delete_piece(session: Session, upload: Upload, name: PieceName) -> None:
    """Delete this piece of an upload."""
    session.execute(delete(UploadPiece).where(UploadPiece.upload_id == upload.id, UploadPiece.name == name))
    scrub_when_committed(session)


def hold_open(session: Session, upload: Upload) -> None:
    """Lock an upload that is to be changed; AlreadyDone where it was accepted meanwhile, NotFound where discarded."""
    anew = select(Upload).where(Upload.id == upload.id).with_for_update()
    held = session.scalars(anew.execution_options(populate_existing=True)).one_or_none()
    if held is None:
        raise NotFound(_("The upload was discarded meanwhile."))
    if not held.is_open:
        raise AlreadyDone(_("This upload was accepted already."))


def keep_table(session: Session, upload: Upload, content: PackedContent, *, with_file: bool = False) -> None:
    """Keep the rows of an upload as they were read; its file stays with them where it may have to be read anew."""
    keep_piece(session, upload, PieceName.TABLE, packed(content))
    if not with_file:
        delete_piece(session, upload, PieceName.FILE)
    upload.state, upload.job = UploadState.READ, ""
    session.flush()


def keep_preview(session: Session, upload: Upload, content: PackedContent, counts: Mapping[str, int]) -> None:
    """Keep what an upload would change, so that it can be looked at."""
    keep_piece(session, upload, PieceName.PREVIEW, packed(content))
    upload.counts = json.dumps(counts)
    upload.state, upload.job = UploadState.READY, ""
    session.flush()


def accept_upload(
    session: Session, upload: Upload, entries: Sequence[NewEntry], counts: Mapping[str, int], *, now: datetime
) -> None:
    """Write down what an upload made; of what it said nothing is kept beside that."""
    upload.state, upload.accepted_at, upload.counts, upload.job = UploadState.ACCEPTED, now, json.dumps(counts), ""
    session.flush()
    session.execute(delete(UploadPiece).where(UploadPiece.upload_id == upload.id))
    if entries:
        session.execute(insert(UploadEntry), [_values(upload, entry) for entry in entries])
    scrub_when_committed(session)


def mark_undone(session: Session, upload: Upload, *, officer_id: int | None, now: datetime) -> None:
    """Write down that nothing of an upload is left."""
    session.execute(delete(UploadEntry).where(UploadEntry.upload_id == upload.id))
    upload.state, upload.undone_at, upload.undone_by_id = UploadState.UNDONE, now, officer_id
    session.flush()


def discard_upload(session: Session, upload: Upload) -> None:
    """Discard an upload that was not accepted, with its pieces."""
    hold_open(session, upload)
    session.execute(delete(Upload).where(Upload.id == upload.id))
    scrub_when_committed(session)


def expire_uploads(session: Session, *, now: datetime) -> None:
    """Delete the uploads that nobody has accepted in time, with their pieces, and the lists that were made before."""
    session.execute(delete(Upload).where(Upload.state.in_(OPEN), Upload.uploaded_at < now - KEPT_FOR))
    session.execute(delete(ListFile).where(ListFile.made_at < now - LIST_KEPT_FOR))
    scrub_when_committed(session)


def keep_list(
    session: Session,
    *,
    consultation_id: int,
    list_name: ListName,
    participant_id: int,
    of_secretariat: bool,
    content: bytes,
    token: str,
    now: datetime,
) -> ListFile:
    """Keep a list that was made for somebody, in place of the one of this name that was made for them before."""
    same = (ListFile.consultation_id == consultation_id, ListFile.list_name == list_name)
    session.execute(delete(ListFile).where(*same, ListFile.participant_id == participant_id))
    kept = ListFile(
        token=token,
        consultation_id=consultation_id,
        list_name=list_name,
        participant_id=participant_id,
        of_secretariat=of_secretariat,
        content=content,
        made_at=now,
    )
    session.add(kept)
    session.flush()
    scrub_when_committed(session)
    return kept


def remember_matching(
    session: Session,
    consultation_id: int,
    headings: str,
    *,
    kept_for: str,
    mapping: Mapping[str, str],
    settings: Mapping[str, str],
    now: datetime,
) -> None:
    """Remember for somebody how the columns of a table with these headings are matched."""
    lock_name(session, f"matching {consultation_id} {kept_for} {headings}")
    said = {"mapping": json.dumps(mapping), "settings": json.dumps(settings), "saved_at": now}
    session.merge(KnownTable(consultation_id=consultation_id, kept_for=kept_for, headings=headings, **said))
    session.flush()


def _values(upload: Upload, entry: NewEntry) -> dict[str, Any]:
    items = {column.key: entry.item_id if of is entry.of else None for of, column in ITEM_COLUMNS.items()}
    before = json.dumps(entry.before) if entry.before else ""
    return {"upload_id": upload.id, "row": entry.row, "made": entry.made, "mark": entry.mark, "before": before, **items}
