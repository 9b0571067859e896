"""Reading uploads, and lists that were made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session, aliased, selectinload

from consultation.errors import NotFound
from consultation.process.models import Consultation
from consultation.uploads.models import OPEN, KnownTable, ListFile, PieceName, Upload, UploadEntry, UploadPiece
from consultation.uploads.previews import PackedContent, unpacked
from consultation.web.identity import Identity

A_PAGE: Final = 50
LIST_KEPT_FOR: Final = timedelta(days=1)


def get_upload(session: Session, token: str, viewer: Identity | None) -> tuple[Upload, Consultation]:
    """Return an upload and its consultation with its phases, to whoever sent it; NotFound for others.

    What an officer has accepted is seen by every other one; who is none any more sees none of that. What participants
    send is theirs alone.
    """
    found = session.execute(_with_consultation().where(Upload.token == token)).one_or_none()
    if found is None or not _may_see(found.Upload, viewer):
        raise NotFound(_("There is no such upload any more. What was not accepted is kept for a week: send it again."))
    return found.Upload, found.Consultation


def find_upload(session: Session, token: str) -> Upload | None:
    """Return the upload of this token."""
    return session.scalars(select(Upload).where(Upload.token == token)).one_or_none()


def uploads_seen_by(
    session: Session, consultation_id: int, viewer: Identity, *, before: int | None
) -> Sequence[Upload]:
    """Return a page of uploads and one more, newest first: one's own, and for officers what others have accepted."""
    of_consultation = Upload.consultation_id == consultation_id
    own = Upload.participant_id == viewer.participant_id
    shared = Upload.of_secretariat & Upload.accepted_at.is_not(None)
    seen = own | shared if viewer.is_officer else own & ~Upload.of_secretariat
    found = select(Upload).where(of_consultation, seen).order_by(Upload.id.desc()).limit(A_PAGE + 1)
    return session.scalars(found if before is None else found.where(Upload.id < before)).all()


def accepted_uploads(session: Session) -> Sequence[Any]:
    """Return all that the secretariat has accepted with the short name of its consultation, the newest first."""
    found = select(Upload, Consultation.slug).join(Consultation, Consultation.id == Upload.consultation_id)
    accepted = (Upload.of_secretariat, Upload.accepted_at.is_not(None))
    return session.execute(found.where(*accepted).order_by(Upload.id.desc())).all()


def open_uploads(session: Session, consultation_id: int, *, for_update: bool = False) -> Sequence[Upload]:
    """Return those that nobody has accepted yet; when asked for, locked and without those that somebody has locked."""
    of_consultation = (Upload.consultation_id == consultation_id, Upload.state.in_(OPEN))
    found = select(Upload).where(*of_consultation).order_by(Upload.id)
    return session.scalars(found.with_for_update(skip_locked=True) if for_update else found).all()


def get_list(session: Session, token: str, viewer: Identity, *, now: datetime) -> tuple[ListFile, str]:
    """Return a list that was made, and the short name of its consultation, to whoever asked for it; else NotFound.

    Who is no officer any more is not handed what was made for one.
    """
    found = select(ListFile, Consultation.slug).join(Consultation, Consultation.id == ListFile.consultation_id)
    theirs = found.where(_is_kept(token, now), ListFile.participant_id == viewer.participant_id)
    kept = session.execute(theirs).one_or_none()
    if kept is None or (kept.ListFile.of_secretariat and not viewer.is_officer):
        raise NotFound(_("This list is not kept any more: it is for a day, and for whoever asked. Ask for it again."))
    return kept.ListFile, kept.slug


def has_list(session: Session, token: str, *, now: datetime) -> bool:
    """Tell whether a list that was made is still kept."""
    return session.scalar(select(ListFile.id).where(_is_kept(token, now))) is not None


def _is_kept(token: str, now: datetime) -> ColumnElement[bool]:
    # Its time is looked at here, too: what deletes it may stand still.
    return and_(ListFile.token == token, ListFile.made_at >= now - LIST_KEPT_FOR)


def find_piece(session: Session, upload: Upload, name: PieceName) -> bytes | None:
    """Return what is kept of an upload under a name."""
    kept = select(UploadPiece.content).where(UploadPiece.upload_id == upload.id, UploadPiece.name == name)
    return session.scalars(kept).one_or_none()


def has_piece(session: Session, upload: Upload, name: PieceName) -> bool:
    """Tell whether something is kept of an upload under a name."""
    kept = select(UploadPiece.name).where(UploadPiece.upload_id == upload.id, UploadPiece.name == name)
    return session.scalar(kept) is not None


def content_of(session: Session, upload: Upload, name: PieceName) -> PackedContent | None:
    """Return what is kept of an upload under a name, unpacked."""
    content = find_piece(session, upload, name)
    return unpacked(content) if content is not None else None


def entries_of(session: Session, upload: Upload) -> Sequence[UploadEntry]:
    """Return what an upload made, in the order of its rows."""
    return session.scalars(
        select(UploadEntry).where(UploadEntry.upload_id == upload.id).order_by(UploadEntry.row)
    ).all()


def find_known_table(session: Session, upload: Upload, headings: str) -> KnownTable | None:
    """Return how a table with these headings was matched the last time by whoever sent an upload."""
    return session.get(KnownTable, (upload.consultation_id, upload.kept_for, headings))


def is_followed(session: Session, upload: Upload) -> bool:
    """Whether an upload that was accepted later has changed any of what this one has."""
    others = aliased(UploadEntry)
    same = (others.proposal_id == UploadEntry.proposal_id) | (others.comment_id == UploadEntry.comment_id)
    found = select(UploadEntry.row).join(others, same).join(Upload, Upload.id == others.upload_id)
    is_same_time = (Upload.accepted_at == upload.accepted_at) & (Upload.id > upload.id)
    later = (Upload.accepted_at > upload.accepted_at) | is_same_time
    return session.scalar(found.where(UploadEntry.upload_id == upload.id, later).limit(1)) is not None


def _with_consultation() -> Select[Upload, Consultation]:
    found = select(Upload, Consultation).join(Consultation, Consultation.id == Upload.consultation_id)
    return found.options(selectinload(Consultation.phases))


def _may_see(upload: Upload, viewer: Identity | None) -> bool:
    if viewer is None:
        return False
    if upload.of_secretariat:
        return viewer.is_officer and (upload.participant_id == viewer.participant_id or not upload.is_open)
    return upload.participant_id == viewer.participant_id
