"""Kept files: their bytes in pieces, and the rows they were made from."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from consultation.database import Base, one_of
from consultation.lists import ListName


class Reason(StrEnum):
    """Why a file is no longer kept."""

    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"
    LESS_SHOWN = "less_shown"
    EXPIRED = "expired"
    ROOM = "room"
    TOLD_TIMES = "told_times"
    CHANGED = "changed"


class KeptFile(Base):
    """A file that was handed out; who asks for the same again is handed this one.

    `is_public` is what holds nothing that is not public; only what is `of_secretariat` may hold what was hidden. When
    its content is `gone`, the row stays to say so.
    """

    __tablename__ = "kept_files"
    __table_args__ = (
        UniqueConstraint("consultation_id", "sha256"),
        CheckConstraint("(gone_at IS NULL) = (gone_because IS NULL)", name="gone_for_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    is_public: Mapped[bool]
    of_secretariat: Mapped[bool] = mapped_column(default=False, server_default=false())
    sha256: Mapped[str]
    size: Mapped[int]
    kept_until: Mapped[datetime]
    gone_at: Mapped[datetime | None]
    gone_because: Mapped[Reason | None] = mapped_column(one_of(Reason, "gone_because"))


class KeptPiece(Base):
    """Some of the bytes of a kept file."""

    __tablename__ = "kept_pieces"

    file_id: Mapped[int] = mapped_column(ForeignKey("kept_files.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class KeptRows(Base):
    """Some of the rows that a kept file was made from: see `blocks`."""

    __tablename__ = "kept_rows"
    __table_args__ = (
        CheckConstraint("\"of\" IN ('proposals', 'comments')", name="of"),
        Index("ix_kept_rows_of", "of", "first", "last"),
    )

    file_id: Mapped[int] = mapped_column(ForeignKey("kept_files.id", ondelete="CASCADE"), primary_key=True)
    of: Mapped[ListName] = mapped_column(one_of(ListName, "of", is_guarded=False), primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
    content: Mapped[bytes]
