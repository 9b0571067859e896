"""Erasing what contributions said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consultation.database import scrub_when_committed
from consultation.erasure.contributions import Cause, Contributions
from consultation.erasure.stores import stores


def erase(session: Session, contributions: Contributions, *, because: Cause, now: datetime) -> None:
    """Erase from every store of text what contributions said, as far as the cause asks for it; twice is once.

    Nothing of it is in the database, its free pages or its log once the transaction is committed.
    """
    if not contributions.items:
        return
    for store in stores():
        store.erase(session, contributions, because, now)
    session.flush()
    scrub_when_committed(session)
