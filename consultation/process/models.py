"""Consultations, and the phases that say what may be done when."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consultation.database import Base, one_of
from consultation.people.models import Attribution
from consultation.process.schedule import Schedule, Span
from indicators.fields import SCHEMAS, Kind, Schema

ANSWER_WITHIN: Final = timedelta(days=7)
"""How long something can be changed and sent again once the secretariat has decided, also after its phase."""


class Action(StrEnum):
    """What a phase can allow."""

    PROPOSE = "propose"
    COMMENT = "comment"


HOUR_OF_APPEARANCE: Final = time(18)
"""By the clock of the consultation's zone."""


class Consultation(Base):
    """One question to the public, with its mandate.

    Where `is_protected`, nothing is preselected to be shown, and what comes from people without a proven address
    is looked at by the secretariat before it is public; what is approved appears once a day, all of it together.
    `removals` counts how often words of contributions were erased from kept files.
    """

    __tablename__ = "consultations"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[Kind] = mapped_column(one_of(Kind, "kind"))
    title: Mapped[str]
    mandate: Mapped[int]  # paragraph of the Progress Declaration
    reference_prefix: Mapped[str] = mapped_column(unique=True)
    zone: Mapped[str]  # a name of the IANA time zone database
    is_protected: Mapped[bool]
    removals: Mapped[int] = mapped_column(default=0, server_default="0")
    phases: Mapped[list[Phase]] = relationship(
        lazy="raise", order_by="Phase.opens_at, Phase.id", back_populates="consultation"
    )

    @property
    def schema(self) -> Schema:
        return SCHEMAS[self.kind]

    @property
    def hour_of_appearance(self) -> time | None:
        """When in the day what is approved appears; None where it does at once."""
        return HOUR_OF_APPEARANCE if self.is_protected else None

    @property
    def default_attribution(self) -> Attribution:
        return Attribution.NOTHING if self.is_protected else Attribution.GROUP

    def permits(self, action: Action, now: datetime) -> bool:
        """Whether a phase allows `action` at `now`."""
        return any(phase.permits(action, now) for phase in self.phases)

    def takes_answer(self, action: Action, now: datetime, *, since: datetime | None) -> bool:
        """Whether `action` is permitted, or is the answer to what an author was told, at `since`, not long ago."""
        return self.permits(action, now) or (since is not None and now < since + ANSWER_WITHIN)

    def ended(self, action: Action, now: datetime) -> datetime | None:
        """When the last phase that allowed `action` ended, None when none has yet."""
        return max((phase.closes_at for phase in self._allowing(action) if phase.closes_at <= now), default=None)

    def next_opening(self, action: Action, now: datetime) -> datetime | None:
        """When the next phase that allows `action` begins, None when none will."""
        return min((phase.opens_at for phase in self._allowing(action) if phase.opens_at > now), default=None)

    @property
    def schedule(self) -> Schedule:
        """The zone and the phases, to be shown and changed together."""
        spans = (Span(phase.opens_at, phase.closes_at, tuple(phase.allows)) for phase in self.phases)
        return Schedule(self.zone, tuple(spans))

    def _allowing(self, action: Action) -> list[Phase]:
        return [phase for phase in self.phases if action in phase.allows]


class Phase(Base):
    """A span of time, from `opens_at` up to but without `closes_at`, and the actions it allows."""

    __tablename__ = "phases"
    __table_args__ = (CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"), index=True)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    allows: Mapped[list[str]]
    consultation: Mapped[Consultation] = relationship(lazy="raise", back_populates="phases")

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at

    def permits(self, action: Action, now: datetime) -> bool:
        return self.is_open(now) and action in self.allows
