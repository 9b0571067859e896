"""Keeping files for a while, and letting go of what must not be kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO, Final

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from consultation.keeping.blocks import Block
from consultation.keeping.models import KeptFile, KeptPiece, KeptRows, Reason
from consultation.keeping.queries import find_kept
from consultation.process.models import Consultation

PIECE: Final = 1_000_000  # bytes
MOST_KEPT: Final = 2_000_000_000  # bytes of one consultation


def keep_file(
    session: Session,
    consultation_id: int,
    *,
    file: BinaryIO,
    size: int,
    sha256: str,
    is_public: bool,
    of_secretariat: bool,
    blocks: Iterable[Block],
    removals: int,
    until: datetime,
    now: datetime,
    most: int = MOST_KEPT,
) -> KeptFile | None:
    """Keep a file with the rows it was made from until a moment; the same one is kept once, and then longer.

    `removals` is what the consultation had when its rows were read: None is returned, and nothing kept, when something
    was taken back since, because it may be in the file. So many bytes are kept of a consultation at `most`.
    """
    if hold_removals(session, consultation_id) != removals:
        return None
    kept = find_kept(session, consultation_id, sha256)
    if kept is not None and kept.gone_at is None:
        kept.kept_until = max(kept.kept_until, until)
        return kept
    if kept is None:
        kept = KeptFile(consultation_id=consultation_id, sha256=sha256)
        session.add(kept)
    kept.is_public, kept.of_secretariat, kept.size, kept.kept_until = is_public, of_secretariat, size, until
    kept.gone_at = kept.gone_because = None
    session.flush()
    _let_go_of_rows(session, kept)
    _make_room(session, kept, most=most, now=now)
    _write_pieces(session, kept, file)
    for block in blocks:
        session.execute(insert(KeptRows).values(file_id=kept.id, **vars(block)))
    return kept


def hold_removals(session: Session, consultation_id: int) -> int:
    """Return how often something was taken back in a consultation; until the transaction ends nobody else does so."""
    locked = select(Consultation.removals).where(Consultation.id == consultation_id).with_for_update(key_share=True)
    return session.scalars(locked).one()


def let_go_of_expired(session: Session, *, now: datetime) -> None:
    """Let go of the files whose time is over, and of their rows."""
    for kept in session.scalars(select(KeptFile).where(KeptFile.kept_until <= now)).all():
        _let_go_of_rows(session, kept)
        if kept.gone_at is None:
            let_go_of_content(session, kept, because=Reason.EXPIRED, now=now)


def let_go_of_content(session: Session, kept: KeptFile, *, because: Reason, now: datetime) -> None:
    """Keep the bytes of a file no longer, and say from when on and why."""
    session.execute(delete(KeptPiece).where(KeptPiece.file_id == kept.id))
    if kept.gone_at is None:
        kept.gone_at, kept.gone_because = now, because
    session.flush()


def _write_pieces(session: Session, kept: KeptFile, file: BinaryIO) -> None:
    file.seek(0)
    number = 0
    while content := file.read(PIECE):
        session.execute(insert(KeptPiece).values(file_id=kept.id, number=number, content=content))
        number += 1
    file.seek(0)


def _make_room(session: Session, kept: KeptFile, *, most: int, now: datetime) -> None:
    """Let the oldest files of the consultation go until there is room for one more."""
    there = (KeptFile.consultation_id == kept.consultation_id, KeptFile.gone_at.is_(None))
    others = session.scalars(select(KeptFile).where(*there, KeptFile.id != kept.id).order_by(KeptFile.id)).all()
    total = sum(other.size for other in others)
    for other in others:
        if total + kept.size <= most:
            return
        total -= other.size
        _let_go_of_rows(session, other)
        let_go_of_content(session, other, because=Reason.ROOM, now=now)


def _let_go_of_rows(session: Session, kept: KeptFile) -> None:
    session.execute(delete(KeptRows).where(KeptRows.file_id == kept.id))
