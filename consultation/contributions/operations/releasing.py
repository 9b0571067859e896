"""Releasing approved contributions at their hour, all of them together."""

from __future__ import annotations

import logging
from datetime import datetime
from random import Random

from sqlalchemy import Engine, exists, or_, select
from sqlalchemy.orm import Session

from consultation.database import CHANCE, HARDLY_ANY, begin_writing, make_sessions
from consultation.discussion.models import Comment
from consultation.discussion.operations.publishing import release_comments
from consultation.errors import where
from consultation.people.models import Status
from consultation.proposals.models import Proposal, Revision
from consultation.proposals.operations.publishing import release_proposals

log = logging.getLogger("steppingstone")


def release_due(engine: Engine, *, now: datetime, chance: Random = CHANCE, patience: int | None = None) -> None:
    """Show what is due, in a transaction of its own; where nothing is, nobody waits for anybody.

    The mail sender does so every second. `patience` is how long to wait for a lock, see `begin_writing`.
    """
    sessions = make_sessions(engine, chance)
    with sessions() as session:
        if not _is_something_due(session, now):
            return
    with sessions.begin() as session:
        begin_writing(session, patience=patience)
        release(session, now=now)


def release_before_writing(engine: Engine, *, now: datetime, chance: Random = CHANCE) -> None:
    """Release what is due before a request writes, should no mail sender run; a failure does not stop the request."""
    try:
        release_due(engine, now=now, chance=chance, patience=HARDLY_ANY)
    except Exception as problem:
        log.error("what is due could not be shown: %s", where(problem))


def release(session: Session, *, now: datetime) -> None:
    """Release what is due: proposals before the comments on them."""
    release_proposals(session, now=now)
    release_comments(session, now=now)


def _is_something_due(session: Session, now: datetime) -> bool:
    appear = (exists().where(kind.appears_at <= now, kind.status == Status.HELD) for kind in (Revision, Comment))
    due = (*appear, exists().where(Proposal.speaks_next_at <= now), exists().where(Comment.settles_at <= now))
    return bool(session.scalar(select(or_(*due))))
