"""Giving out numbers."""

from __future__ import annotations

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consultation.counters.models import Counter


def next_number(session: Session, name: str) -> int:
    """Return the next number under `name`, from 1 up; the row stays locked until the transaction ends."""
    (number,) = next_numbers(session, name, 1)
    return number


def next_numbers(session: Session, name: str, many: int) -> range:
    """Return as many numbers as are asked for, as `next_number` does."""
    last = _increment(session, name, many)
    if last is None:
        try:
            with session.begin_nested():
                session.execute(insert(Counter).values(name=name, value=0))
        except IntegrityError:
            pass  # somebody else began to count in the same moment
        last = _increment(session, name, many)
    if last is None:
        raise LookupError(name)
    return range(last - many + 1, last + 1)


def _increment(session: Session, name: str, many: int) -> int | None:
    return session.scalar(
        update(Counter).where(Counter.name == name).values(value=Counter.value + many).returning(Counter.value)
    )
