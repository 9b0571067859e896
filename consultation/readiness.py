"""Whether the site can take what people send: looked at beside the requests, so that asking costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread
from time import monotonic
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from consultation import migrating
from consultation.config import Config
from consultation.web.security.rate_limits import Limit, count_attempt

LOOKS_EVERY: Final = 4.0  # seconds
OLDEST: Final = 10.0  # seconds
GOES_ON_FOR: Final = 60.0  # seconds after somebody has asked
FOR_THE_FIRST: Final = 5.0  # seconds that one waits for the first look
A_PAGE_MORE: Final = 16  # pages of SQLite that a contribution may need
_PROBE: Final = Limit("ready", most=2**31, seconds=60)

Look = Callable[[], "Readiness"]


@dataclass(frozen=True)
class Readiness:
    """What was found: each by itself, in the order in which one needs the other."""

    has_database: bool = False
    has_schema: bool = False
    has_room: bool = False

    @property
    def is_ready(self) -> bool:
        return self.has_database and self.has_schema and self.has_room


class ReadinessWatch:
    """Looks every few seconds, in a thread of its own, as long as somebody asks."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._changed = Condition()
        self._state: Readiness | None = None
        self._seen = self._asked = 0.0
        self._thread: Thread | None = None

    def state(self) -> Readiness:
        """Return what was found at most ten seconds ago; a look that does not end is as good as none."""
        with self._changed:
            self._asked = monotonic()
            if self._thread is None:
                self._state = None
                self._thread = Thread(target=self._go_on, daemon=True)
                self._thread.start()
            self._changed.wait_for(lambda: self._state is not None, FOR_THE_FIRST)
            is_old = monotonic() - self._seen > OLDEST
            return Readiness() if self._state is None or is_old else self._state

    def stop(self) -> None:
        """Look no more until somebody asks again."""
        with self._changed:
            thread, self._asked = self._thread, -GOES_ON_FOR
            self._changed.notify_all()
        if thread is not None:
            thread.join()

    def _go_on(self) -> None:
        while True:
            state = self._look()
            with self._changed:
                self._state, self._seen = state, monotonic()
                self._changed.notify_all()
                if self._asked >= 0:
                    self._changed.wait(LOOKS_EVERY)
                if monotonic() - self._asked > GOES_ON_FOR:
                    self._thread = None
                    return


def look_at(engine: Engine, config: Config) -> Readiness:
    """Return whether the database answers, has our schema and takes a row."""
    try:
        has_schema = migrating.is_current(engine)
    except migrating.DatabaseTooNew:
        has_schema = False
    except SQLAlchemyError:
        return Readiness()
    try:
        return Readiness(True, has_schema, has_schema and _has_room(engine, config))
    except SQLAlchemyError:
        return Readiness(True, has_schema)


def _has_room(engine: Engine, config: Config) -> bool:
    """Write a row that the next look replaces; and where the file has a largest size, look how much is left."""
    count_attempt(engine, _PROBE, "server", config.clock())
    if engine.dialect.name != "sqlite":
        return True
    with engine.connect() as connection:
        most, used, free = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("max_page_count", "page_count", "freelist_count")
        )
    return bool(most - used + free >= A_PAGE_MORE)
