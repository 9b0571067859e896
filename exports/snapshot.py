"""Reading many things as they stood at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session


@contextmanager
def snapshot(engine: Engine) -> Iterator[Session]:
    """Give a session whose every read sees the same state of the data, whatever is written meanwhile.

    It holds no lock that a writer would wait for: on SQLite a reader of a write-ahead log sees such a state by
    itself, PostgreSQL is asked for it.
    """
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with Session(engine) as session:
        yield session
