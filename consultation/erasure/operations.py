"""Erasing what contributions said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from consultation.database import scrub_when_committed
from consultation.erasure.contributions import Cause, Contributions
from consultation.erasure.stores import stores
from consultation.erasure.tombstones import leave_tombstones
from consultation.lists import CONTRIBUTED, ListName
from consultation.process.models import Consultation

_TOGETHER: Final = "erased together"  # key of Session.info

Collected = dict[tuple[int, ListName, Cause, datetime], dict[int, str | None]]


def erase(session: Session, contributions: Contributions, *, because: Cause, now: datetime) -> None:
    """Erase from every store of text what contributions said, as far as the cause asks for it; twice is once.

    Once the transaction is committed, nothing of it is in the database or its log; PostgreSQL overwrites it on its
    pages when it next vacuums. A tombstone stays, so that no restored backup brings it back.
    """
    if not contributions.items:
        return
    collected: Collected | None = session.info.get(_TOGETHER)
    if collected is not None and because is not Cause.DELETED:  # what follows counts on rows that are gone
        collected[contributions.consultation_id, contributions.of, because, now].update(contributions.items)
        return
    leave_tombstones(session, contributions, because=because, now=now)
    _count_removal(session, contributions, because)
    for store in stores():
        store.erase(session, contributions, because, now)
    session.flush()
    scrub_when_committed(session)


def _count_removal(session: Session, contributions: Contributions, because: Cause) -> None:
    """Count it before any store is looked through, and hold the count until it is committed.

    So whoever keeps a file or a list of what they read before has done it by then, and the stores find it; or they wait
    for us, see the count, and keep nothing. In another order what is kept in between would stay.
    """
    if because is Cause.PAST_UNDO or contributions.of not in CONTRIBUTED or not contributions.references:
        return
    ours = Consultation.id == contributions.consultation_id
    session.execute(update(Consultation).where(ours).values(removals=Consultation.removals + 1))


@contextmanager
def erasing_together(session: Session) -> Iterator[None]:
    """Erase at the end, as one for each cause, what is erased within: each store is looked through once for all.

    Whole rows are deleted at once.
    """
    collected: Collected = defaultdict(dict)
    session.info[_TOGETHER] = collected
    try:
        yield
    finally:
        del session.info[_TOGETHER]
    for (consultation_id, of, because, now), items in collected.items():
        erase(session, Contributions(consultation_id, of, items), because=because, now=now)
