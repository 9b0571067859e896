"""Restorations that an officer has to accept before the site publishes anything."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from consultation.database import Base


class Restoration(Base):
    """A backup that was restored although it may bring back what people have taken away since it was made.

    `contributions` is how many were shown or waited to be in it, `unread_lines` how many lines of the log of tombstones
    could not be read; where no log was at hand there are none.
    """

    __tablename__ = "restorations"

    id: Mapped[int] = mapped_column(primary_key=True)
    restored_at: Mapped[datetime]
    made_at: Mapped[datetime]
    contributions: Mapped[int]
    unread_lines: Mapped[int]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id"))
