"""How much arrives within an hour, from one participant and from one network: beyond that it is held, never refused.

It is counted in the transaction of the contribution, so that what was rolled back does not count; taking back and
undoing give no numbers back. Why so: docs/decisions/0030.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from consultation.database import lock_name
from consultation.people.models import Participant
from consultation.web.limits import RateCount
from consultation.web.transactions import NETWORK
from indicators.marking import N_

MOST_OF_ONE: Final = 20
MOST_OF_A_NETWORK: Final = 120
WITHIN: Final = timedelta(hours=1)
A_MINUTE: Final = timedelta(minutes=1)
ONE, ALL = "sent by one", "sent from a network"
TOO_MUCH: Final = N_(
    "Much was sent by one person or from one network within an hour, so the secretariat looks at this before it is "
    "published."
)


def is_too_much(session: Session, author: Participant, *, now: datetime) -> bool:
    """Count a contribution of the author, and return whether it is to be held; what officers send is not counted."""
    if author.is_officer:
        return False
    subjects = _subjects(session, author.id)
    hold_count(session, author)
    minute = now.astimezone(UTC).replace(second=0, microsecond=0)
    _count_one(session, subjects, minute)
    recent = (
        select(RateCount.scope, func.sum(RateCount.count))
        .where(RateCount.window >= minute - WITHIN, RateCount.scope.in_(subjects))
        .where(RateCount.subject.in_(subjects.values()))
        .group_by(RateCount.scope)
    )
    counts = {scope: int(count) for scope, count in session.execute(recent)}
    return counts[ONE] > MOST_OF_ONE or counts.get(ALL, 0) > MOST_OF_A_NETWORK


def hold_count(session: Session, author: Participant) -> None:
    """Let nobody else count what comes from here until the transaction ends; before any row is held."""
    for scope, subject in _subjects(session, author.id).items():
        lock_name(session, f"{scope} {subject}")


def _subjects(session: Session, author_id: int) -> dict[str, str]:
    """Return whose count it is, by scope; what a command sends comes from no network."""
    network = session.info.get(NETWORK, "")
    return {ONE: f"participant {author_id}"} | ({ALL: network} if network else {})


def _count_one(session: Session, subjects: dict[str, str], minute: datetime) -> None:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = [{"scope": scope, "subject": subject, "window": minute, "count": 1} for scope, subject in subjects.items()]
    session.execute(
        insert(RateCount)
        .values(rows)
        .on_conflict_do_update(
            index_elements=[RateCount.scope, RateCount.subject, RateCount.window],
            set_={"count": RateCount.count + 1},
        )
    )
