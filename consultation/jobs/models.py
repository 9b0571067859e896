"""Work that takes longer than somebody would wait for an answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from consultation.database import Base, one_of


class JobState(StrEnum):
    """What has become of a job."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED: Final = (JobState.WAITING, JobState.RUNNING)


class Job(Base):
    """One piece of work: what was asked for when, how far it is, and what came of it.

    `token` is its address and the one-time key of the form that asked for it, so that one form is one job. `kind` names
    the work, `title` says (marked) what is made, and `asked` has what it needs as JSON, "" when it has ended.
    `attempts` counts how often it was begun: who works at one of an earlier number has lost it. `done` and `total` are
    rows. `origin` is where it was asked for and `goal` where a finished one leads, as JSON: an endpoint and its values;
    `sentence` says why it failed.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("(state IN ('waiting', 'running')) = (ended_at IS NULL)", name="ended"),
        CheckConstraint("(state = 'finished') = (goal IS NOT NULL)", name="finished_with_goal"),
        CheckConstraint("(state = 'failed') = (sentence IS NOT NULL)", name="failed_with_sentence"),
        Index("ix_jobs_state_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    title: Mapped[str]
    origin: Mapped[str]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    officers_only: Mapped[bool]
    asked: Mapped[str]
    state: Mapped[JobState] = mapped_column(one_of(JobState, "state"), default=JobState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    beat_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    sentence: Mapped[str | None]
    goal: Mapped[str | None]

    @property
    def is_unfinished(self) -> bool:
        """Whether something may still come of it."""
        return self.state in UNFINISHED

    def time_left(self, now: datetime) -> timedelta | None:
        """Return how long it will still take at the speed it had so far, None while that cannot be known."""
        if self.started_at is None or not 0 < self.done <= self.total:
            return None
        return (now - self.started_at) * (self.total - self.done) / self.done
