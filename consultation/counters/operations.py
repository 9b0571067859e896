"""Giving out numbers."""

from __future__ import annotations

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consultation.counters.models import Counter


def next_number(session: Session, name: str) -> int:
    """Return the next number under `name`, from 1 up; the row stays locked until the transaction ends."""
    number = _increment(session, name)
    if number is None:
        try:
            with session.begin_nested():
                session.execute(insert(Counter).values(name=name, value=0))
        except IntegrityError:
            pass  # somebody else began to count in the same moment
        number = _increment(session, name)
    if number is None:
        raise LookupError(name)
    return number


def _increment(session: Session, name: str) -> int | None:
    return session.scalar(
        update(Counter).where(Counter.name == name).values(value=Counter.value + 1).returning(Counter.value)
    )
