"""How much arrives within an hour, from one participant and from one network: beyond that it is held, never refused.

Of a public proposal the text alone can be held, so a new name or organisation in it is sent back to be left out.
It is counted in the transaction of the contribution, so that what was rolled back does not count; taking back and
undoing give no numbers back. No count says who sent something, nor when to the minute. Why so: docs/decisions/0030.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from consultation.database import lock_name
from consultation.people.models import Participant
from consultation.people.tokens import keyed_hash
from consultation.web.security.rate_limits import RateCount
from consultation.web.transactions import NETWORK, SECRET

MOST_OF_ONE: Final = 20
MOST_OF_A_NETWORK: Final = 120
WITHIN: Final = timedelta(hours=1)
STEP: Final = timedelta(minutes=10)
COUNTED_FOR: Final = WITHIN + STEP
"""How long a count is of use: from the beginning of its step on."""
ONE, ALL = "sent by one", "sent from a network"
_OF_THIS_PROCESS: Final = token_hex(32)
"""The secret where nobody is asked for one: nothing that others count follows from it."""


def is_too_much(session: Session, author: Participant, *, now: datetime) -> bool:
    """Count a contribution of the author, and return whether it is to be held; what officers send is not counted."""
    if author.is_officer:
        return False
    subjects = _subjects(session, author.id, now)
    hold_count(session, author)
    step = _step_of(now)
    _count_one(session, subjects, step)
    earlier = _subjects(session, author.id, now - WITHIN)  # on the day before just after midnight
    recent = (
        select(RateCount.scope, func.sum(RateCount.count))
        .where(RateCount.window >= step - WITHIN, RateCount.scope.in_(subjects))
        .where(RateCount.subject.in_({*subjects.values(), *earlier.values()}))
        .group_by(RateCount.scope)
    )
    counts = {scope: int(count) for scope, count in session.execute(recent)}
    return counts[ONE] > MOST_OF_ONE or counts.get(ALL, 0) > MOST_OF_A_NETWORK


def hold_count(session: Session, author: Participant) -> None:
    """Let nobody else count what comes from here until the transaction ends; before any row is held."""
    lock_name(session, f"{ONE} {author.id}")
    if network := session.info.get(NETWORK, ""):
        lock_name(session, f"{ALL} {network}")


def _subjects(session: Session, author_id: int, moment: datetime) -> dict[str, str]:
    """Return whose count it is on a day, by scope, both as keyed hashes; what a command sends comes from no network."""
    secret: str = session.info.get(SECRET, _OF_THIS_PROCESS)
    day = moment.astimezone(UTC).date().isoformat()
    network = session.info.get(NETWORK, "")
    return {ONE: keyed_hash(secret, "who sends", f"{day} {author_id}")[:32]} | ({ALL: network} if network else {})


def _step_of(moment: datetime) -> datetime:
    whole = STEP.total_seconds()
    return datetime.fromtimestamp(moment.timestamp() // whole * whole, UTC)


def _count_one(session: Session, subjects: dict[str, str], step: datetime) -> None:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = [{"scope": scope, "subject": subject, "window": step, "count": 1} for scope, subject in subjects.items()]
    session.execute(
        insert(RateCount)
        .values(rows)
        .on_conflict_do_update(
            index_elements=[RateCount.scope, RateCount.subject, RateCount.window],
            set_={"count": RateCount.count + 1},
        )
    )
