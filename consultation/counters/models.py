"""Numbers given out once each: references and the order of publication."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from consultation.database import Base


class Counter(Base):
    """The last number given out under a name."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
