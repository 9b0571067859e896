"""Tombstones: that something was taken away of a contribution, and nothing of what it said."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from consultation.database import Base, one_of
from consultation.erasure.contributions import Cause
from consultation.erasure.withdrawn_log import TakenAway
from consultation.lists import ListName

_WAITS = text("NOT is_logged")


class Tombstone(Base):
    """One tombstone, as `TakenAway` says. `is_logged` once it is known to stand in the log."""

    __tablename__ = "tombstones"
    __table_args__ = (
        CheckConstraint("\"of\" IN ('proposals', 'comments')", name="of"),
        Index("ix_tombstones_to_log", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    of: Mapped[ListName] = mapped_column(one_of(ListName, "of", is_guarded=False))
    cause: Mapped[Cause] = mapped_column(one_of(Cause, "cause"))
    reference: Mapped[str | None]
    mark: Mapped[str]
    shows: Mapped[str]
    day: Mapped[date]
    is_logged: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def as_taken_away(self) -> TakenAway:
        """What stands in the log of it."""
        said = {name: getattr(self, name) for name in ("token", "of", "cause", "reference", "mark", "shows", "day")}
        return TakenAway(**said)
