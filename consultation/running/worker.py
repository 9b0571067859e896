"""The workers that do the jobs: `flask jobs`, and the processes that it keeps."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Mapping
from threading import Event
from typing import Any, Final

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from huey.api import Huey
from huey.consumer import BaseProcess, Consumer, ProcessEnvironment
from huey.storage import BlackHoleStorage
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from consultation.commands import one_sentence, require_current_schema, writing_session
from consultation.config import Config
from consultation.database import begin_writing, make_sessions
from consultation.heartbeats import WORKER, Heartbeat
from consultation.jobs.models import Job, JobState
from consultation.jobs.operations import Claim, cancel, claim_next
from consultation.jobs.progress import Work, do_job
from consultation.jobs.queries import find_job, is_something_waiting, unfinished_jobs
from consultation.orphans import end_with
from consultation.running.mail_sender import stopped_by_signal
from consultation.running.outage_pauses import OutagePauses, wait_for_database

JOBS_A_PROCESS: Final = 20  # then another takes its place, so that memory once used is given back
SECONDS_A_JOB: Final = 2 * 60 * 60
BETWEEN_LOOKS: Final = 1.0  # seconds, at most
TO_END: Final = 2.0  # seconds

logging.getLogger("huey").setLevel(logging.ERROR)


class JobQueue(BlackHoleStorage):  # type: ignore[misc]
    """The table of jobs as the queue of the library that runs the workers: what it takes is claimed in the table.

    Nothing else of what the library could store is used, so nothing can contradict the table.
    """

    blocking = False

    def __init__(self, name: str, take: Callable[[], bytes | None]) -> None:
        super().__init__(name)
        self._take = take

    def dequeue(self) -> bytes | None:
        """Return the next job as a message, None where there is none."""
        return self._take()


class WorkerEnvironment(ProcessEnvironment):  # type: ignore[misc]
    """Starts the processes of the workers; each ends with the process that started it."""

    def __init__(self, *signals: signal.Signals) -> None:
        super().__init__(*signals)
        self._keeper = os.getpid()

    def init_child(self, process: BaseProcess) -> None:
        """Set up a process that has just been started."""
        super().init_child(process)
        end_with(self._keeper)


class Workers(Consumer):  # type: ignore[misc]
    """The processes that work, as long as somebody needs them."""

    def __init__(self, huey: Huey, *, number: int, is_needed: Callable[[], bool], heart: Heartbeat) -> None:
        super().__init__(
            huey,
            workers=number,
            worker_type="process",
            periodic=False,
            max_delay=BETWEEN_LOOKS,
            health_check_interval=1,
            max_tasks=JOBS_A_PROCESS,
            shutdown_timeout=TO_END,
        )
        self._is_needed = is_needed
        self._heart = heart

    def get_environment(self, worker_type: str) -> WorkerEnvironment:
        """Return what the processes are made by."""
        return WorkerEnvironment(self._graceful_sig, self._interrupt_sig)

    def loop(self, health_check_ts: float | None = None) -> Any:
        """Look after the processes, or end them."""
        self._heart.beat()
        if not self._is_needed():
            self.stop()
        return super().loop(health_check_ts)


def keep_working(
    config: Config,
    engine: Engine,
    works: Mapping[str, Work],
    *,
    stop: Event,
    number: int = 1,
    is_needed: Callable[[], bool] = lambda: True,
) -> None:
    """Do the jobs that come, each in one of so many processes, until told to end; what is begun is then given back.

    Where there is no database yet, or one that is not migrated, wait for it.
    """
    pauses = OutagePauses("worker")
    heart = Heartbeat(config.instance, WORKER, config.clock)
    wait_for_database(engine, pauses, heart, stop=stop, is_needed=is_needed)
    engine.dispose()

    def take() -> bytes | None:
        claim = _next_claim(engine, config, pauses)
        return huey.serialize_task(do.s(claim)) if claim else None

    huey = Huey("steppingstone", results=False, storage_class=JobQueue, take=take)
    huey.on_startup()(lambda: engine.dispose(close=False))  # no two processes talk over one connection

    def work_at(claim: Claim) -> None:
        do_job(engine, claim, works, clock=config.clock)

    do = huey.task(timeout=SECONDS_A_JOB)(work_at)
    Workers(huey, number=number, is_needed=lambda: is_needed() and not stop.is_set(), heart=heart).run()


def keep_working_here(config: Config, engine: Engine, works: Mapping[str, Work], *, stop: Event) -> None:
    """Do the jobs that come, one after another, in this thread: where no other process can be begun."""
    pauses, heart = OutagePauses("worker"), Heartbeat(config.instance, WORKER, config.clock)
    while not stop.is_set():
        heart.beat()
        claim = _next_claim(engine, config, pauses)
        if claim is None:
            stop.wait(BETWEEN_LOOKS)
        else:
            do_job(engine, claim, works, clock=config.clock)


def _next_claim(engine: Engine, config: Config, pauses: OutagePauses) -> Claim | None:
    if pauses.seconds_left:
        return None
    try:
        claim = _claim(engine, config)
    except SQLAlchemyError as problem:
        pauses.failed(problem)
        return None
    pauses.went_well()
    return claim


def _claim(engine: Engine, config: Config) -> Claim | None:
    sessions = make_sessions(engine)
    with sessions() as looking:  # no writer waits for somebody who only looks
        if not is_something_waiting(looking, config.clock()):
            return None
    with sessions.begin() as session:
        begin_writing(session)
        return claim_next(session, now=config.clock())


def works_of(app: Flask) -> Mapping[str, Work]:
    """Return what the jobs of each kind are done by, as the app was made with."""
    works: Mapping[str, Work] = app.extensions["works"]
    return works


@click.group("jobs", cls=AppGroup, invoke_without_command=True)
@click.pass_context
@with_appcontext
def jobs(context: click.Context) -> None:
    """List the work that waits or is being done."""
    if context.invoked_subcommand is None:
        require_current_schema()
        clock = current_app.extensions["config"].clock
        with current_app.extensions["sessions"]() as session:
            lines = [_in_words(job, title, clock()) for job, title in unfinished_jobs(session)]
        click.echo("\n".join(lines or ["Nothing waits and nothing is being done."]))


@jobs.command("work")
@click.option("--workers", "number", type=click.IntRange(1, 64), default=1, show_default=True)
def work(number: int) -> None:
    """Do the work that comes, until stopped; several may run, on this machine and on others."""
    config, engine = current_app.extensions["config"], current_app.extensions["engine"]
    with one_sentence():
        keep_working(config, engine, works_of(current_app), stop=stopped_by_signal(), number=number)


@jobs.command("cancel", context_settings={"ignore_unknown_options": True})  # a token may begin with a hyphen
@click.argument("token")
def cancel_job(token: str) -> None:
    """End a piece of work that nobody wants any more."""
    with writing_session() as session:
        job = find_job(session, token)
        if job is None:
            raise click.ClickException(f"There is no work with the token {token}.")
        if not cancel(session, job, now=current_app.extensions["config"].clock()):
            raise click.ClickException("It has ended already.")
    click.echo("Cancelled.")


def _in_words(job: Job, title: str, now: Any) -> str:
    if job.state is JobState.WAITING:
        return f"{job.token}  {job.kind}  {title}  waiting since {job.created_at:%Y-%m-%d %H:%M:%S} UTC"
    left = job.time_left(now)
    rest = f", about {left.total_seconds():.0f} s left" if left else ""
    return f"{job.token}  {job.kind}  {title}  {job.done} of {job.total} rows{rest}"
