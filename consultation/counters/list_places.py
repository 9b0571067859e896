"""Places in lists: the day, then a number drawn at random, as one number (docs/decisions/0022).

Nothing else can be read from one, so that it may stand in an address.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from consultation.counters.operations import next_numbers
from consultation.database import chance_of

A_DAY: Final = 1_000_000_000
FIRST: Final = date(1970, 1, 1)
BROUGHT_IN: Final = "brought in"  # the counter; what was brought in follows what participants have sent on a day


def draw_place(session: Session, day: date, column: InstrumentedAttribute[int | None]) -> int:
    """Return a place of the day that nothing has in this column, whichever chance has it."""
    while True:
        place = _begin_of(day) + chance_of(session).randrange(A_DAY // 2)
        if not session.scalar(select(exists().where(column == place))):
            return place


def next_places(session: Session, day: date, many: int) -> range:
    """Return as many places of the day as are asked for, one after the other: for what nobody here has sent."""
    numbers = next_numbers(session, BROUGHT_IN, many)
    begin = _begin_of(day) + A_DAY // 2
    return range(begin + numbers.start, begin + numbers.stop)


def _begin_of(day: date) -> int:
    return (day - FIRST).days * A_DAY
