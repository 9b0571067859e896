"""Giving out the numbers of references and places."""

from __future__ import annotations

from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consultation.counters.models import Counter
from consultation.database import chance_of

WINDOW: Final = 100
"""From so many numbers, the lowest that were not given out, one is drawn (docs/decisions/0022)."""


def next_number(session: Session, name: str) -> int:
    """Return the next number under `name`, from 1 up; the row stays locked until the transaction ends."""
    (number,) = next_numbers(session, name, 1)
    return number


def next_numbers(session: Session, name: str, many: int) -> range:
    """Return as many consecutive numbers as are asked for, as `next_number` does."""
    _begin(session, name)
    counter = update(Counter).where(Counter.name == name).values(value=Counter.value + many)
    last: int = session.execute(counter.returning(Counter.value)).scalar_one()
    return range(last - many + 1, last + 1)


def draw_number(session: Session, name: str) -> int:
    """Return one of the hundred lowest numbers under `name` that were not given out, whichever chance has it."""
    last, passed_over = _held(session, name)
    above = range(last + 1, last + 1 + WINDOW - len(passed_over))
    drawn: int = chance_of(session).choice([*passed_over[:WINDOW], *above])
    left = [number for number in (*passed_over, *range(last + 1, drawn)) if number != drawn]
    _keep(session, name, max(last, drawn), left)
    return drawn


def draw_of_hundreds(session: Session, name: str, hundreds: str) -> int:
    """Return what `draw_number` does, from numbers that several names share: each is given whole hundreds of them.

    `hundreds` is the name under which these are counted.
    """
    last, own = _held(session, name)
    while len(own) < WINDOW:
        hundred = next_number(session, hundreds)
        own += range(WINDOW * (hundred - 1) + 1, WINDOW * hundred + 1)
    drawn: int = chance_of(session).choice(own[:WINDOW])
    _keep(session, name, max(last, drawn), [number for number in own if number != drawn])
    return drawn


def give_to_nobody(session: Session, name: str, number: int) -> None:
    """Let a number under `name` be drawn by nobody: it was given out, though the counter may not know."""
    last, passed_over = _held(session, name)
    if number > last or number in passed_over:
        left = [one for one in (*passed_over, *range(last + 1, number)) if one != number]
        _keep(session, name, max(last, number), left)


def give_to_nobody_of_hundreds(session: Session, hundreds: str, own: str, number: int) -> None:
    """Do what `give_to_nobody` does for a number of `draw_of_hundreds`, whichever name beginning with `own` has it."""
    hundred = (number - 1) // WINDOW + 1
    if value_of(session, hundreds) < hundred:
        set_value(session, hundreds, hundred)
    for name in session.scalars(select(Counter.name).where(Counter.name.startswith(own)).order_by(Counter.name)).all():
        last, passed_over = _held(session, name)
        if number in passed_over:
            _keep(session, name, last, [one for one in passed_over if one != number])


def _held(session: Session, name: str) -> tuple[int, list[int]]:
    """Lock the row of a counter and return the highest number given out, and what was passed over below it."""
    _begin(session, name)
    locked = select(Counter.value, Counter.passed_over).where(Counter.name == name).with_for_update()
    last, passed_over = session.execute(locked).one()
    return last, [int(number) for number in passed_over.split()]


def _keep(session: Session, name: str, last: int, passed_over: list[int]) -> None:
    numbers = " ".join(map(str, passed_over))
    session.execute(update(Counter).where(Counter.name == name).values(value=last, passed_over=numbers))


def _begin(session: Session, name: str) -> None:
    if session.scalar(select(Counter.name).where(Counter.name == name)) is None:
        try:
            with session.begin_nested():
                session.execute(insert(Counter).values(name=name, value=0))
        except IntegrityError:
            pass  # somebody else began to count in the same moment


def value_of(session: Session, name: str) -> int:
    """Return the number that stands under a name, 0 where none does."""
    return session.scalar(select(Counter.value).where(Counter.name == name)) or 0


def set_value(session: Session, name: str, value: int) -> None:
    """Let a number stand under a name; for numbers that nobody draws from, while the name is locked."""
    _begin(session, name)
    session.execute(update(Counter).where(Counter.name == name).values(value=value))
