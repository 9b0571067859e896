"""Reading kept files and rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.keeping.blocks import unpacked
from consultation.keeping.models import KeptFile, KeptPiece, KeptRows
from consultation.lists import ListName


def find_kept(session: Session, consultation_id: int, sha256: str) -> KeptFile | None:
    """Return the file of a consultation with this hash, whether its content is still there or not."""
    same = (KeptFile.consultation_id == consultation_id, KeptFile.sha256 == sha256)
    return session.scalars(select(KeptFile).where(*same)).one_or_none()


def piece_numbers(session: Session, file_id: int) -> Sequence[int]:
    """Return the numbers of the pieces of a kept file, in their order; none where they are gone."""
    of_file = KeptPiece.file_id == file_id
    return session.scalars(select(KeptPiece.number).where(of_file).order_by(KeptPiece.number)).all()


def find_piece(session: Session, file_id: int, number: int) -> bytes | None:
    """Return the bytes of one piece of a kept file."""
    return session.scalars(
        select(KeptPiece.content).where(KeptPiece.file_id == file_id, KeptPiece.number == number)
    ).one_or_none()


def rows_of(session: Session, file_id: int, of: ListName) -> Iterator[dict[str, object]]:
    """Yield the rows a kept file was made from, in the order of their references."""
    firsts = session.scalars(
        select(KeptRows.first).where(KeptRows.file_id == file_id, KeptRows.of == of).order_by(KeptRows.first)
    ).all()
    for first in firsts:
        block = select(KeptRows.content).where(KeptRows.file_id == file_id, KeptRows.of == of, KeptRows.first == first)
        yield from unpacked(session.scalars(block).one())
