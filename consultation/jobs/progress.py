"""Doing a job: noting its progress, and writing its end and its result in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Event, Thread
from types import TracebackType
from typing import Any, Final, Protocol, Self

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from consultation.database import begin_writing, make_sessions
from consultation.errors import Refusal, where
from consultation.jobs.operations import Claim, JobAddress, beat, fail, finish, give_back
from indicators.framework import Framework
from indicators.marking import N_

BETWEEN_BEATS: Final = 1.0  # seconds
A_FAULT: Final = N_("Something went wrong on our side, and it was written down. Ask for it again, or for a part of it.")

log = logging.getLogger("steppingstone.jobs")


class JobLost(Exception):
    """The job is not ours any more: it was cancelled, or somebody else has begun it anew."""


@dataclass(frozen=True)
class Site:
    """What a job may need of the site; within the `context` sentences and addresses are made as in a request.

    `address` is what all of its addresses begin with.
    """

    framework: Framework
    clock: Callable[[], datetime]
    context: Callable[[], AbstractContextManager[object]]
    address: str = ""


class Work(Protocol):
    """Does a job of one kind; what it asks for is in `asked`. It ends within `progress.finishing`.

    Each module `jobs` of a feature names its own in `WORKS`, by kind; there they are called with the `site` too.
    """

    def __call__(self, engine: Engine, asked: Mapping[str, Any], progress: Progress) -> None: ...


class Progress:
    """How far a job is. As a context manager it says so once a second, so that others know that it is worked at."""

    def __init__(self, engine: Engine, claim: Claim, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._claim = claim
        self._clock = clock
        self._done = 0
        self._total = 0
        self._is_lost = False
        self._is_over = Event()
        self._beating = Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Self:
        self._beating.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._beating.join()

    def expect(self, rows: int) -> None:
        """Begin to count, with about so many rows expected."""
        self._done, self._total = 0, rows

    def passed(self, rows: int) -> None:
        """Count rows that are done; raise JobLost where they are in vain."""
        self._done += rows
        if self._is_lost:
            raise JobLost

    @contextmanager
    def finishing(self) -> Iterator[tuple[Session, Callable[[JobAddress], None]]]:
        """Give a session and what ends the job with its result; both happen, or neither. Raise JobLost instead."""

        def end(goal: JobAddress) -> None:
            if not finish(session, self._claim, goal, done=self._done, now=self._clock()):
                raise JobLost

        with make_sessions(self._engine).begin() as session:
            begin_writing(session)
            if not beat(session, self._claim, done=self._done, total=self._done, now=self._clock()):
                raise JobLost
            yield session, end

    def _beat(self) -> None:
        while not self._is_over.wait(BETWEEN_BEATS) and not self._is_lost:
            try:
                with make_sessions(self._engine).begin() as session:
                    begin_writing(session)
                    total = max(self._done, self._total)
                    self._is_lost = not beat(session, self._claim, done=self._done, total=total, now=self._clock())
            except SQLAlchemyError as problem:  # the next one may get through
                log.warning("the progress of a job was not written down: %s", type(problem).__name__)


def do_job(engine: Engine, claim: Claim, works: Mapping[str, Work], *, clock: Callable[[], datetime]) -> None:
    """Do a job, whatever comes of it: its end is written down, unless this process is killed."""
    try:
        with Progress(engine, claim, clock) as progress:
            works[claim.kind](engine, claim.asked, progress)
    except JobLost:
        log.info("a job was ended by somebody else")
    except Refusal as refusal:
        _write(engine, partial(fail, claim=claim, sentence=refusal.sentence, now=clock()))
    except KeyboardInterrupt:
        _write(engine, partial(give_back, claim=claim))
    except Exception as problem:
        log.error("a job of the kind %s failed: %s", claim.kind, where(problem))
        _write(engine, partial(fail, claim=claim, sentence=A_FAULT, now=clock()))


def _write(engine: Engine, change: Callable[[Session], bool]) -> None:
    with make_sessions(engine).begin() as session:
        begin_writing(session)
        change(session)
