"""Jobs, one in each state in which somebody could look at it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from consultation.jobs.models import Job, JobState
from consultation.jobs.operations import INTERRUPTED, JobAddress
from consultation.process.models import Consultation
from tests.clock import START
from tests.safety.kept import FILES

STATES = ("waiting", "running", "finished", "failed", "cancelled", "officers")
TOKENS = {state: f"{state:_<22}" for state in (*STATES, "unknown")}
"""The addresses they have; of the one for officers alone it is only known that it runs."""


def put_jobs(session: Session, consultation: Consultation) -> None:
    """Let there be a job in every state."""
    for name in STATES:
        state = JobState.RUNNING if name == "officers" else JobState(name)
        job = Job(
            token=TOKENS[name],
            kind="make_file",
            title="Workbook",
            origin=JobAddress("exports.workbook", {"slug": consultation.slug}).as_json(),
            consultation_id=consultation.id,
            officers_only=name == "officers",
            asked="{}",
            state=state,
            created_at=START,
        )
        if state is JobState.RUNNING:
            job.done, job.total, job.started_at, job.beat_at = 1_000, 4_000, START, START
        if not job.is_unfinished:
            job.ended_at, job.asked = START, ""
        if state is JobState.FINISHED:
            job.goal = JobAddress("exports.kept_file", {"sha256": FILES["public"]}).as_json()
        if state is JobState.FAILED:
            job.sentence = INTERRUPTED
        session.add(job)
    session.flush()
