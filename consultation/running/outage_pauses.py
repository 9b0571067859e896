"""Pauses of what works beside the server while the database cannot be used: each longer than the one before."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from consultation import migrating
from consultation.errors import Outage
from consultation.heartbeats import Heartbeat

FIRST: Final = 1.0  # seconds
LONGEST: Final = 60.0  # seconds
BETWEEN_BEATS: Final = 1.0  # seconds, so that who waits is not taken for dead

log = logging.getLogger("steppingstone")


class OutagePauses:
    """Says once that the database cannot be used and once that it can again, and when to look next."""

    def __init__(self, who: str, clock: Callable[[], float] = monotonic) -> None:
        self._who = who
        self._clock = clock
        self._next = 0.0  # seconds that the next pause takes, 0 where all is well
        self._until = 0.0

    @property
    def seconds_left(self) -> float:
        """Return for how long still not to look; 0 when it is time, or there is no outage."""
        return max(0.0, self._until - self._clock())

    def failed(self, problem: Exception) -> None:
        """Begin the next pause."""
        if not self._next:
            log.error("the %s could not use the database: %s", self._who, type(problem).__name__)
        pause = self._next or FIRST
        self._until = self._clock() + pause
        self._next = min(pause * 2, LONGEST)

    def went_well(self) -> None:
        """End the outage, if there was one."""
        if self._next:
            log.warning("the %s can use the database again", self._who)
        self._next = self._until = 0.0


class AnotherSchema(Outage):
    """The database is there, but has not been migrated to the schema of this code."""


def wait_for_database(
    engine: Engine, pauses: OutagePauses, heart: Heartbeat, *, stop: Event, is_needed: Callable[[], bool] = lambda: True
) -> None:
    """Wait until the database is there and has our schema, `stop` is set or nobody needs it; raise
    migrating.DatabaseTooNew for one that this code does not know."""
    while is_needed() and not stop.is_set():
        heart.beat()
        if not pauses.seconds_left:
            try:
                if not migrating.is_current(engine):
                    raise AnotherSchema
            except (SQLAlchemyError, AnotherSchema) as problem:
                pauses.failed(problem)
            else:
                pauses.went_well()
                return
        stop.wait(min(pauses.seconds_left, BETWEEN_BEATS))
