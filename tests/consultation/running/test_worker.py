"""The workers as they are run, with real processes, and what an administrator is told."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from consultation.config import PROJECT, utc_now
from consultation.heartbeats import WORKER
from consultation.jobs.models import Job, JobState
from consultation.jobs.operations import JobAddress, ask_for, beat, claim_next
from consultation.web.identity import new_token
from exports.files.writer.formats import FileFormat
from exports.handouts.order import Order
from indicators.text import apart
from tests.clock import START, Clock
from tests.databases import ON_SQLITE
from tests.factories import a_proposal, indicators
from tests.log_lines import said_in
from tests.machines.server import FLASK, PATIENCE
from tests.processes import wait_until

ORDER = Order("indicators", file_format=FileFormat.CSV).as_json()


def a_job(session: Session, token: str = "", **order: object) -> Job:
    job = ask_for(
        session,
        "make_file",
        {"order": ORDER | order, "officer_id": None},
        title="CSV files",
        origin=JobAddress("exports.workbook", {"slug": "indicators"}),
        token=token or new_token(),
        consultation_id=indicators(session).id,
        officers_only=False,
        now=utc_now(),
    )
    session.commit()
    return job


@contextmanager
def workers(database_url: str, instance: Path, number: int = 2) -> Iterator[subprocess.Popen[str]]:
    """Run `flask jobs work` while the block runs."""
    process = subprocess.Popen(
        [*FLASK, "jobs", "work", "--workers", str(number)],
        cwd=PROJECT,
        env=os.environ | {"DATABASE_URL": database_url, "INSTANCE_DIR": str(instance)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_for(session: Session, is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
        session.rollback()
        session.expire_all()


def test_workers_do_what_waits_each_job_once_and_end_when_told_to(
    session: Session, database_url: str, tmp_path: Path
) -> None:
    a_proposal(session)
    jobs = [a_job(session) for _number in range(4)]
    with workers(database_url, tmp_path) as running:
        wait_for(session, lambda: all(job.state is JobState.FINISHED for job in jobs))
        running.send_signal(signal.SIGTERM)
        said, _nothing = running.communicate(timeout=PATIENCE)
    assert running.returncode == 0
    assert [line.partition(":")[0] for line in said.splitlines()] == ["Mode"]
    assert {job.attempts for job in jobs} == {1}


def test_a_worker_goes_on_after_a_job_that_cannot_be_done_and_is_replaced_when_it_is_killed(
    session: Session, database_url: str, tmp_path: Path
) -> None:
    with workers(database_url, tmp_path, number=1) as running:
        bad, good = a_job(session, slug="nowhere"), a_job(session)
        wait_for(session, lambda: good.state is JobState.FINISHED)
        for process in processes_below(running.pid):
            os.kill(process, signal.SIGKILL)
        another = a_job(session)
        wait_for(session, lambda: another.state is JobState.FINISHED)
    assert f"There is no consultation “{apart('nowhere')}”." in (bad.sentence or "")


@ON_SQLITE
def test_a_worker_waits_for_a_database_that_is_not_there_yet_or_for_a_while_and_says_so_twice(
    session: Session, database_url: str, tmp_path: Path
) -> None:
    file = Path(database_url.removeprefix("sqlite:///"))
    first = a_job(session)
    session.connection().engine.dispose()
    file.rename(file.with_suffix(".away"))
    with workers(database_url, tmp_path, number=1) as running:
        wait_until((tmp_path / "heard-of" / WORKER).exists)
        file.with_suffix(".away").rename(file)
        wait_for(session, lambda: first.state is JobState.FINISHED)
        file.rename(file.with_suffix(".away"))
        time.sleep(4)
        file.with_suffix(".away").rename(file)
        second = a_job(session)
        wait_for(session, lambda: second.state is JobState.FINISHED)
        running.send_signal(signal.SIGTERM)
        said, _nothing = running.communicate(timeout=PATIENCE)
    assert running.returncode == 0
    _where, _end, of_outages = said.partition("\n")
    assert said_in(of_outages) == 2 * [
        "the worker could not use the database: OperationalError",
        "the worker can use the database again",
    ]


def test_a_worker_that_waits_for_its_database_ends_when_told_to(tmp_path: Path) -> None:
    with workers(f"sqlite:///{tmp_path}/none.db", tmp_path, number=1) as running:
        wait_until((tmp_path / "heard-of" / WORKER).exists)
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=PATIENCE)
    assert running.returncode == 0


def processes_below(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if int(line.split()[1]) == pid]


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def test_what_waits_and_what_is_done_is_listed_with_rows_and_time_left(
    runner: FlaskCliRunner, session: Session, clock: Clock
) -> None:
    assert runner.invoke(args=["jobs"]).output == "Nothing waits and nothing is being done.\n"
    running, waiting = a_job(session), a_job(session)
    claim = claim_next(session, now=START)
    assert claim is not None
    clock.advance(seconds=10)
    beat(session, claim, done=250, total=1_000, now=clock())
    session.commit()
    first, second = runner.invoke(args=["jobs"]).output.splitlines()
    title = "A limited set of indicators"
    assert first == f"{running.token}  make_file  {title}  250 of 1000 rows, about 30 s left"
    assert re.fullmatch(rf"{waiting.token}  make_file  {title}  waiting since \S+ \S+ UTC", second)


def test_a_job_can_be_cancelled_by_command_once(runner: FlaskCliRunner, session: Session) -> None:
    job = a_job(session, token="-hf_abcdefghijklmnopqr")
    assert runner.invoke(args=["jobs", "cancel", job.token]).output == "Cancelled.\n"
    again = runner.invoke(args=["jobs", "cancel", job.token])
    assert (again.exit_code, again.output) == (1, "Error: It has ended already.\n")
    unknown = runner.invoke(args=["jobs", "cancel", "x"])
    assert (unknown.exit_code, unknown.output) == (1, "Error: There is no work with the token x.\n")
