"""Partners of a consultation, and what it shares with them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consultation.database import Base


class Share(StrEnum):
    """What a consultation can share with a partner besides what is public: nothing that somebody was told is not."""

    SUMMARIES = "summaries"


class Partner(Base):
    """An institution that is handed workbooks of its own, such as one that drafts from them."""

    __tablename__ = "partners"
    __table_args__ = (UniqueConstraint("consultation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    name: Mapped[str]
    shares: Mapped[list[str]]
    changed_at: Mapped[datetime]
