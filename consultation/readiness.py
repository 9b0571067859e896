"""Readiness: whether the site can take what people send, checked in a thread beside the requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Condition, Thread
from time import monotonic
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from consultation import migrating
from consultation.config import Config
from consultation.web.security.rate_limits import Limit, count_attempt

LOOKS_EVERY: Final = 4.0  # seconds
GOES_ON_FOR: Final = 60.0  # seconds after somebody has asked
PATIENCE: Final = 2.0  # seconds, after which a look that has not ended counts as a database that is not reached
STEP_OF_WAITING: Final = timedelta(minutes=5)
A_PAGE_MORE: Final = 16  # pages of SQLite that a contribution may need
_PROBE: Final = Limit("ready", most=2**31, seconds=60)

Look = Callable[[], "Readiness"]


@dataclass(frozen=True)
class Questions:
    """What a look asks of the data: anything at all, and since when the oldest mail and the oldest job wait."""

    anything: Callable[[Session], object]
    oldest_mail: Callable[[Session], datetime | None]
    oldest_job: Callable[[Session], datetime | None]


@dataclass(frozen=True)
class Readiness:
    """The result of a check: the database, something to read in it, its schema, room to write.

    With its schema there is also the time since which the oldest mail and the oldest job wait, None where none does.
    """

    has_database: bool = False
    is_readable: bool = False
    has_schema: bool = False
    has_room: bool = False
    mail_since: datetime | None = None
    job_since: datetime | None = None

    @property
    def is_ready(self) -> bool:
        return self.has_database and self.has_schema and self.has_room


class ReadinessWatch:
    """Checks every few seconds, in a thread of its own, as long as somebody asks."""

    def __init__(self, look: Look, *, every: float = LOOKS_EVERY) -> None:
        self._look, self._every = look, every
        self._changed = Condition()
        self._state: Readiness | None = None
        self._asked = 0.0
        self._began: float | None = None  # of the look that is under way
        self._thread: Thread | None = None

    def state(self) -> Readiness:
        """Return what was found a few seconds ago; a look that does not end is as good as none.

        Only the first look is waited for, and by nobody for longer than it may take.
        """
        with self._changed:
            self._asked = monotonic()
            if self._thread is None or not self._thread.is_alive():
                self._state, self._began = None, self._asked
                self._thread = Thread(target=self._go_on, daemon=True)
                self._thread.start()
            self._changed.wait_for(lambda: self._state is not None, self._time_left())
            return self._state if self._state is not None and self._time_left() > 0 else Readiness()

    def stop(self) -> None:
        """Look no more until somebody asks again."""
        with self._changed:
            thread, self._asked = self._thread, -GOES_ON_FOR
            self._changed.notify_all()
        if thread is not None:
            thread.join()

    def _time_left(self) -> float:
        """Return for how long the look that is under way may go on."""
        return PATIENCE if self._began is None else max(0.0, self._began + PATIENCE - monotonic())

    def _go_on(self) -> None:
        while True:
            self._began = monotonic()
            state = self._look()
            with self._changed:
                self._state, self._began = state, None
                self._changed.notify_all()
                if self._asked >= 0:
                    self._changed.wait(self._every)
                if monotonic() - self._asked > GOES_ON_FOR:
                    self._thread = None
                    return


def waited_for(begin: datetime | None, now: datetime) -> timedelta:
    """Return for how long something has waited, from step to step of the clock: nobody is to learn from it when
    somebody has asked for a link."""
    if begin is None:
        return timedelta(0)
    return max(0, _step_of(now) - _step_of(begin)) * STEP_OF_WAITING


def _step_of(moment: datetime) -> int:
    return int(moment.timestamp() // STEP_OF_WAITING.total_seconds())


def look_at(engine: Engine, config: Config, questions: Questions) -> Readiness:
    """Return whether the database answers, has our schema and takes a row, and since when something waits in it."""
    state = Readiness()
    try:
        state = replace(state, has_schema=migrating.is_current(engine), has_database=True)
    except migrating.DatabaseTooNew:
        state = replace(state, has_database=True)
    except SQLAlchemyError:
        return state
    try:
        with Session(engine) as session:
            questions.anything(session)
            state = replace(state, is_readable=True)
            if state.has_schema:
                mail, job = questions.oldest_mail(session), questions.oldest_job(session)
                state = replace(state, mail_since=mail, job_since=job)
        return replace(state, has_room=state.has_schema and _has_room(engine, config))
    except SQLAlchemyError:
        return state


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
