"""What becomes of a job: nobody does it twice, nobody loses it, and its end is said."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from consultation.database import begin_writing, make_engine, make_sessions
from consultation.errors import Refusal, TooManyAttempts
from consultation.jobs.models import Job, JobState
from consultation.jobs.operations import (
    INTERRUPTED,
    KNOWN_FOR,
    MOST_WAITING,
    Claim,
    JobAddress,
    ask_for,
    beat,
    cancel,
    claim_next,
    finish,
    forget_ended,
    give_back,
)
from consultation.jobs.progress import A_FAULT, Progress, do_job
from consultation.jobs.queries import SILENT_FOR
from consultation.web.identity import new_token
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.factories import indicators

RESULT = JobAddress("exports.kept_file", {"sha256": "a" * 64})


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """The database as a worker has it."""
    made = make_engine(database_url)
    yield made
    made.dispose()


def a_job(session: Session, *, token: str | None = None, officers_only: bool = False) -> Job:
    job = ask_for(
        session,
        "a_kind",
        {"words": "of the reader"},
        title="Workbook",
        origin=JobAddress("pages.home", {}),
        token=token or new_token(),
        consultation_id=indicators(session).id,
        officers_only=officers_only,
        now=START,
    )
    session.commit()
    return job


def claimed(engine: Engine, clock: Clock) -> Claim | None:
    with make_sessions(engine).begin() as session:
        begin_writing(session)
        return claim_next(session, now=clock())


def begun(engine: Engine, clock: Clock) -> Claim:
    claim = claimed(engine, clock)
    assert claim is not None
    return claim


def as_it_is(session: Session, job: Job) -> Job:
    session.rollback()
    session.refresh(job)
    return job


def does(what: Callable[[Progress], None]) -> dict[str, Any]:
    """Return works of which one does what is given."""

    def work(engine: Engine, asked: Mapping[str, Any], progress: Progress) -> None:
        what(progress)

    return {"a_kind": work}


def finishes(progress: Progress) -> None:
    progress.expect(10)
    progress.passed(10)
    with progress.finishing() as (_session, end):
        end(RESULT)


def test_the_same_form_sent_again_is_the_same_job(session: Session) -> None:
    token = new_token()
    assert a_job(session, token=token).id == a_job(session, token=token).id


def test_of_what_anybody_may_ask_for_only_so_much_waits(session: Session) -> None:
    for _number in range(MOST_WAITING):
        a_job(session)
    with pytest.raises(TooManyAttempts, match="wait for long"):
        a_job(session)
    assert a_job(session, officers_only=True).state is JobState.WAITING


def test_several_workers_never_do_the_same_job(session: Session, engine: Engine, clock: Clock) -> None:
    meant = {a_job(session).id for _number in range(12)}
    with ThreadPoolExecutor(4) as workers:
        claims = list(workers.map(lambda _number: claimed(engine, clock), range(16)))
    taken = [claim.job_id for claim in claims if claim is not None]
    assert (len(taken), set(taken)) == (12, meant)


def test_a_finished_job_leads_to_its_result_and_keeps_nothing_of_what_was_asked(
    session: Session, engine: Engine, clock: Clock
) -> None:
    job = a_job(session)
    do_job(engine, begun(engine, clock), does(finishes), clock=clock)
    as_it_is(session, job)
    assert (job.state, job.done, job.asked, job.ended_at) == (JobState.FINISHED, 10, "", START)
    assert JobAddress.from_json(job.goal or "") == RESULT


def test_a_job_whose_worker_is_heard_of_no_more_is_begun_anew_and_the_first_can_change_nothing(
    session: Session, engine: Engine, clock: Clock
) -> None:
    job = a_job(session)
    first = begun(engine, clock)
    clock.time += SILENT_FOR
    assert claimed(engine, clock) is None
    clock.time += timedelta(seconds=1)
    second = begun(engine, clock)
    assert (second.job_id, second.attempt) == (job.id, 2)
    assert not beat(session, first, done=1, total=2, now=clock())
    assert not finish(session, first, RESULT, done=1, now=clock())
    session.commit()
    assert as_it_is(session, job).state is JobState.RUNNING


def test_a_job_that_was_interrupted_three_times_fails_with_a_sentence(
    session: Session, engine: Engine, clock: Clock
) -> None:
    job = a_job(session)
    for _attempt in range(3):
        begun(engine, clock)
        clock.time += SILENT_FOR * 2
    assert claimed(engine, clock) is None
    as_it_is(session, job)
    assert (job.state, job.sentence) == (JobState.FAILED, INTERRUPTED)


def test_a_worker_that_is_told_to_end_gives_its_job_back_however_often(
    session: Session, engine: Engine, clock: Clock
) -> None:
    def is_told_to_end(progress: Progress) -> None:
        raise KeyboardInterrupt

    job = a_job(session)
    for _attempt in range(5):
        do_job(engine, begun(engine, clock), does(is_told_to_end), clock=clock)
        as_it_is(session, job)
        assert (job.state, job.attempts) == (JobState.WAITING, 0)


def test_what_is_cancelled_while_it_runs_ends_and_nothing_comes_of_it(
    session: Session, engine: Engine, clock: Clock
) -> None:
    def is_cancelled_at_the_end(progress: Progress) -> None:
        begin_writing(session)
        cancel(session, job, now=clock())
        session.commit()
        with progress.finishing() as (writing, end):
            writing.add(a_trace)
            end(RESULT)

    job = a_job(session)
    session.rollback()
    a_trace = Job(**{name: getattr(job, name) for name in ("kind", "title", "origin", "consultation_id", "asked")})
    a_trace.token, a_trace.officers_only, a_trace.created_at = new_token(), False, START
    do_job(engine, begun(engine, clock), does(is_cancelled_at_the_end), clock=clock)
    assert as_it_is(session, job).state is JobState.CANCELLED
    assert session.scalars(select(Job)).all() == [job]
    assert not cancel(session, job, now=clock())


def test_its_rows_in_progress_are_written_down_and_it_hears_that_it_was_cancelled(
    session: Session, engine: Engine, clock: Clock
) -> None:
    passed = []

    def goes_on_until_it_hears(progress: Progress) -> None:
        progress.expect(1_000_000_000)
        while not as_it_is(session, job).done:
            progress.passed(1)
        session.rollback()
        begin_writing(session)
        cancel(session, job, now=clock())
        session.commit()
        while True:
            progress.passed(1)
            passed.append(1)

    job = a_job(session)
    session.rollback()
    do_job(engine, begun(engine, clock), does(goes_on_until_it_hears), clock=clock)
    as_it_is(session, job)
    assert (job.state, job.total) == (JobState.CANCELLED, 1_000_000_000)
    assert job.done > 0
    assert passed


def test_a_refusal_is_said_in_its_own_words(session: Session, engine: Engine, clock: Clock) -> None:
    def is_refused(progress: Progress) -> None:
        raise Refusal("This consultation has no end.")

    job = a_job(session)
    do_job(engine, begun(engine, clock), does(is_refused), clock=clock)
    as_it_is(session, job)
    assert (job.state, job.sentence, job.asked) == (JobState.FAILED, "This consultation has no end.", "")


def test_a_fault_is_said_without_its_words_and_logged_by_its_place(
    session: Session, engine: Engine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    def has_a_fault(progress: Progress) -> None:
        raise ValueError("what somebody wrote")

    job = a_job(session)
    with caplog.at_level(logging.ERROR, "steppingstone.jobs"):
        do_job(engine, begun(engine, clock), does(has_a_fault), clock=clock)
    assert as_it_is(session, job).sentence == A_FAULT
    assert "ValueError < " in caplog.text
    assert "test_jobs.py" in caplog.text
    assert "what somebody wrote" not in caplog.text


def test_how_long_it_still_takes_follows_from_how_fast_it_was(session: Session, engine: Engine, clock: Clock) -> None:
    job = a_job(session)
    claim = begun(engine, clock)
    assert as_it_is(session, job).time_left(clock()) is None
    clock.time += timedelta(seconds=30)
    beat(session, claim, done=1_000, total=4_000, now=clock())
    session.commit()
    assert as_it_is(session, job).time_left(clock()) == timedelta(seconds=90)


def test_a_job_that_ended_is_forgotten_after_a_week_and_no_other(
    session: Session, engine: Engine, clock: Clock
) -> None:
    ended = a_job(session)
    do_job(engine, begun(engine, clock), does(finishes), clock=clock)
    waiting = a_job(session)
    forget_ended(session, now=START + KNOWN_FOR)
    assert set(session.scalars(select(Job.id))) == {ended.id, waiting.id}
    forget_ended(session, now=START + KNOWN_FOR + timedelta(seconds=1))
    assert session.scalars(select(Job.id)).all() == [waiting.id]


def test_what_was_given_back_can_be_given_back_by_nobody_else(session: Session, engine: Engine, clock: Clock) -> None:
    a_job(session)
    claim = begun(engine, clock)
    assert give_back(session, claim)
    assert not give_back(session, claim)


def test_a_page_says_that_nobody_has_begun_a_job_after_a_minute_and_not_before(
    client: StrictClient, session: Session, clock: Clock
) -> None:
    token = a_job(session).token
    clock.advance(seconds=60)
    assert "Nobody has begun it" not in client.get(f"/jobs/{token}").text
    clock.advance(seconds=1)
    assert "Nobody has begun it for more than a minute" in client.get(f"/jobs/{token}").text
