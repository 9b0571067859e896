"""The states of a job: asking for it, claiming, finishing, failing, cancelling, expiring it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from consultation.database import lock_name
from consultation.errors import TooManyAttempts
from consultation.jobs.models import Job, JobState
from consultation.jobs.queries import find_job, is_waiting, number_waiting
from indicators.marking import N_

MOST_ATTEMPTS: Final = 3
MOST_WAITING: Final = 20  # of those that anybody may ask for
KNOWN_FOR: Final = timedelta(days=7)
INTERRUPTED: Final = N_("It was interrupted three times before it was finished. Ask for it again, or for a part of it.")
TOO_MANY: Final = N_("So much is being made already that yours would wait for long. Please try again in some minutes.")


@dataclass(frozen=True)
class Claim:
    """A job that somebody works at, and the number of the attempt: only the last attempt may change the job."""

    job_id: int
    attempt: int
    kind: str
    asked: Mapping[str, Any]


@dataclass(frozen=True)
class JobAddress:
    """A page or a file of the site: an endpoint and the values of its address."""

    endpoint: str
    values: Mapping[str, str]

    def as_json(self) -> str:
        """Return it as it is stored."""
        return json.dumps([self.endpoint, self.values])

    @classmethod
    def from_json(cls, text: str) -> JobAddress:
        """Read what was stored."""
        return cls(*json.loads(text))


def ask_for(
    session: Session,
    kind: str,
    asked: Mapping[str, Any],
    *,
    title: str,
    origin: JobAddress,
    token: str,
    consultation_id: int,
    officers_only: bool,
    now: datetime,
) -> Job:
    """Let a piece of work be done; the same form sent again is the same job.

    `token` comes of the form's one-time key and of what it asks for.

    Raises TooManyAttempts where many of those wait that anybody may ask for.
    """
    lock_name(session, token)
    earlier = find_job(session, token)
    if earlier is not None:
        return earlier
    if not officers_only and number_waiting(session) >= MOST_WAITING:
        raise TooManyAttempts(TOO_MANY, retry_after=60)
    job = Job(
        token=token,
        kind=kind,
        title=title,
        origin=origin.as_json(),
        asked=json.dumps(asked),
        consultation_id=consultation_id,
        officers_only=officers_only,
        created_at=now,
    )
    session.add(job)
    session.flush()
    return job


def claim_next(session: Session, *, now: datetime) -> Claim | None:
    """Take the job that comes next, so that nobody else does; one that was begun too often fails instead."""
    next_one = select(Job).where(is_waiting(now)).order_by(Job.id).limit(1).with_for_update(skip_locked=True)
    while (job := session.scalars(next_one).first()) is not None:
        if job.attempts < MOST_ATTEMPTS:
            job.state, job.attempts, job.done, job.total = JobState.RUNNING, job.attempts + 1, 0, 0
            job.started_at = job.beat_at = now
            session.flush()
            return Claim(job.id, job.attempts, job.kind, json.loads(job.asked))
        _end(job, JobState.FAILED, now=now)
        job.sentence = INTERRUPTED
        session.flush()
    return None


def beat(session: Session, claim: Claim, *, done: int, total: int, now: datetime) -> bool:
    """Write the progress of a job; return whether it is still ours: it may have been cancelled."""
    return _changed(session, claim, done=done, total=total, beat_at=now)


def finish(session: Session, claim: Claim, goal: JobAddress, *, done: int, now: datetime) -> bool:
    """End a job with the address of its result; return whether it is still ours."""
    ended = {
        "state": JobState.FINISHED,
        "goal": goal.as_json(),
        "asked": "",
        "ended_at": now,
        "done": done,
        "total": done,
    }
    return _changed(session, claim, **ended)


def fail(session: Session, claim: Claim, sentence: str, *, now: datetime) -> bool:
    """End a job with the reason why it failed; return whether it was still ours."""
    return _changed(session, claim, state=JobState.FAILED, sentence=sentence, asked="", ended_at=now)


def give_back(session: Session, claim: Claim) -> bool:
    """Put a job back into the queue because its worker was told to end; that counts as no attempt."""
    return _changed(session, claim, state=JobState.WAITING, attempts=claim.attempt - 1, done=0, total=0, beat_at=None)


def cancel(session: Session, job: Job, *, now: datetime) -> bool:
    """End a job that nobody wants any more; return whether there was still something to end."""
    session.refresh(job, with_for_update=True)
    if not job.is_unfinished:
        return False
    _end(job, JobState.CANCELLED, now=now)
    session.flush()
    return True


def expire_jobs(session: Session, *, now: datetime) -> None:
    """Delete the jobs that ended some time ago; what they made is kept or not for reasons of its own."""
    session.execute(delete(Job).where(Job.ended_at < now - KNOWN_FOR))


def _end(job: Job, state: JobState, *, now: datetime) -> None:
    job.state, job.asked, job.ended_at = state, "", now


def _changed(session: Session, claim: Claim, **values: Any) -> bool:
    """Change the job unless somebody else has ended it or works at it by now."""
    ours = (Job.id == claim.job_id, Job.state == JobState.RUNNING, Job.attempts == claim.attempt)
    result = session.execute(update(Job).where(*ours).values(**values))
    return isinstance(result, CursorResult) and result.rowcount == 1
