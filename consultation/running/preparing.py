"""Preparing a database: migrations, the mandated consultations, the search index."""

from __future__ import annotations

from sqlalchemy import Engine

from consultation import migrating
from consultation.config import utc_now
from consultation.database import begin_writing, lock_name, make_sessions
from consultation.process.operations import open_mandated_consultations
from consultation.proposals.operations.publishing import index_anew


def prepare_database(engine: Engine, revision: str = "head") -> None:
    """Migrate up to `revision`, open the mandated consultations where they are missing, and complete the search.

    Raise migrating.DatabaseTooNew, with a sentence, for a database this code does not know.
    """
    migrating.upgrade(engine, revision)
    if migrating.is_current(engine):
        with make_sessions(engine).begin() as session:
            begin_writing(session)
            lock_name(session, "mandated consultations")
            open_mandated_consultations(session, now=utc_now())
            index_anew(session)
