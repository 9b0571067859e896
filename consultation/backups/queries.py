"""Reading whether a restoration waits to be accepted."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from consultation.backups.models import Restoration
from consultation.discussion.models import Comment
from consultation.errors import NotPublished
from consultation.people.models import Status
from consultation.proposals.models import Proposal
from indicators.marking import N_

NOTHING_IS_PUBLISHED: Final = N_(
    "This site was restored from a backup, and nothing of it is shown or handed out until the secretariat has looked "
    "at what may have come back with it."
)
_WAITING: Final = select(Restoration.id).where(Restoration.accepted_at.is_(None)).limit(1)


def is_waiting(connection: Connection | Session) -> bool:
    """Return whether a restoration waits to be accepted, so that nothing is to be published."""
    return connection.scalar(_WAITING) is not None


def require_published(session: Session) -> None:
    """Raise NotPublished while a restoration waits to be accepted."""
    if is_waiting(session):
        raise NotPublished(NOTHING_IS_PUBLISHED)


def waiting_restorations(session: Session, *, for_update: bool = False) -> list[Restoration]:
    """Return the restorations that wait to be accepted, the first one first."""
    waiting = select(Restoration).where(Restoration.accepted_at.is_(None)).order_by(Restoration.id)
    return list(session.scalars(waiting.with_for_update() if for_update else waiting))


def number_of_contributions(session: Session) -> int:
    """Return how many contributions are shown or wait to be."""
    numbers = (
        session.scalar(select(func.count()).where(kind.status.in_([Status.PUBLISHED, Status.HELD])))
        for kind in (Proposal, Comment)
    )
    return sum(number or 0 for number in numbers)
