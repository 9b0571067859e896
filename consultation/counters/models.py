"""Counters, whose numbers are given out once each."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from consultation.database import Base


class Counter(Base):
    """The highest number given out under a name; `passed_over` are those below it that were not, parted by spaces."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
    passed_over: Mapped[str] = mapped_column(default="", server_default="")
