"""Reading jobs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from consultation.errors import NotFound
from consultation.jobs.models import UNFINISHED, Job, JobState
from consultation.process.models import Consultation

SILENT_FOR: Final = timedelta(seconds=20)  # then nobody works at it any more


def find_job(session: Session, token: str) -> Job | None:
    """Return the job of this token."""
    return session.scalars(select(Job).where(Job.token == token)).one_or_none()


def get_job(session: Session, token: str, *, for_officers: bool) -> tuple[Job, Consultation]:
    """Return a job and its consultation; NotFound where there is none that this person may see."""
    of_token = select(Job, Consultation).join(Consultation, Job.consultation_id == Consultation.id)
    found = session.execute(of_token.where(Job.token == token)).one_or_none()
    if found is None or (found.Job.officers_only and not for_officers):
        raise NotFound(_("There is no such work any more. What was made is kept; what was not can be asked for anew."))
    return found.Job, found.Consultation


def unfinished_jobs(session: Session) -> Sequence[Any]:
    """Return the jobs that wait or run, each with the title of its consultation, those first that come first."""
    of_all = select(Job, Consultation.title).join(Consultation, Job.consultation_id == Consultation.id)
    return session.execute(of_all.where(Job.state.in_(UNFINISHED)).order_by(Job.id)).all()


def number_waiting(session: Session, *, before: Job | None = None) -> int:
    """Return how many jobs wait for somebody to begin them: all, or those whose turn is before another's."""
    waiting = select(func.count()).select_from(Job).where(Job.state == JobState.WAITING)
    return session.scalars(waiting.where(Job.id < before.id) if before else waiting).one()


def oldest_waiting(session: Session) -> datetime | None:
    """Return when the oldest job that nobody has begun was asked for."""
    return session.scalar(select(func.min(Job.created_at)).where(Job.state == JobState.WAITING))


def is_waiting(now: datetime) -> ColumnElement[bool]:
    """Return the condition of a job that somebody should begin: it waits, or who began it is heard of no more."""
    return or_(Job.state == JobState.WAITING, and_(Job.state == JobState.RUNNING, Job.beat_at < now - SILENT_FOR))


def is_something_waiting(session: Session, now: datetime) -> bool:
    """Return whether there is a job to begin."""
    return session.scalars(select(exists().where(is_waiting(now)))).one()
