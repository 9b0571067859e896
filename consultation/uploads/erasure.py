"""Erasing contributions from uploads: from open ones the rows about them, from accepted ones what they replaced.

Lists that were made and may hold them are deleted.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from consultation.database import in_parts
from consultation.erasure.contributions import Cause, Contributions
from consultation.erasure.stores import Store
from consultation.lists import CONTRIBUTED, ListName
from consultation.uploads.models import ITEM_COLUMNS, ListFile, PieceName, Upload, UploadEntry
from consultation.uploads.operations import keep_piece
from consultation.uploads.previews import without
from consultation.uploads.queries import find_piece, open_uploads

_STAYS_IN_UPLOADS: Final = (Cause.HIDDEN, Cause.PAST_UNDO)  # whose uploads hold what is hidden may read it
_ENDS_UNDO: Final = (Cause.WITHDRAWN, Cause.PAST_UNDO)


def _erase_from_open(session: Session, contributions: Contributions, because: Cause, now: datetime) -> None:
    """Keep no row about contributions in the uploads that wait to be accepted.

    One that is locked is being accepted, discarded or looked at: each of these leaves nothing of it, and waiting for
    it here could be waiting for somebody who waits for us.
    """
    references = contributions.references
    if because in _STAYS_IN_UPLOADS or not references:
        return
    for upload in open_uploads(session, contributions.consultation_id, for_update=True):
        if contributions.of in CONTRIBUTED or upload.list_name is contributions.of:
            _keep_without(session, upload, references)


def _keep_without(session: Session, upload: Upload, references: Collection[str]) -> None:
    for name in (PieceName.TABLE, PieceName.PREVIEW):
        content = find_piece(session, upload, name)
        left = without(content, references) if content is not None else None
        if left is not None:
            keep_piece(session, upload, name, left)


def _erase_before(session: Session, contributions: Contributions, because: Cause, now: datetime) -> None:
    """Keep nothing of what accepted uploads have replaced: these cannot be undone any more."""
    if because not in _ENDS_UNDO:
        return
    column: Any = ITEM_COLUMNS[contributions.of]
    for some in in_parts(list(contributions.items)):
        session.execute(update(UploadEntry).where(column.in_(some), UploadEntry.before != "").values(before=""))


def _delete_lists(session: Session, contributions: Contributions, because: Cause, now: datetime) -> None:
    """Delete every list that was made of the consultation and may name them: of comments none but theirs does."""
    if because is Cause.PAST_UNDO or not contributions.references:
        return
    lists = delete(ListFile).where(ListFile.consultation_id == contributions.consultation_id)
    is_proposals = contributions.of is ListName.PROPOSALS
    session.execute(lists if is_proposals else lists.where(ListFile.list_name == contributions.of))


STORES: Final = [
    Store(frozenset({"upload_pieces.content"}), _erase_from_open),
    Store(frozenset({"upload_entries.before"}), _erase_before),
    Store(frozenset({"list_files.content"}), _delete_lists),
]
