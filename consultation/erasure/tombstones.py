"""Writing tombstones: into their table within the transaction that takes something away, into the log after it.

So a transaction that is rolled back leaves none in either; and what cannot be written into the log stands in the table,
from which the mail sender makes it good (docs/decisions/0039).
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, Select, event, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from consultation.database import in_parts
from consultation.erasure.contributions import Cause, Contributions
from consultation.erasure.models import Tombstone
from consultation.erasure.stores import marks
from consultation.erasure.withdrawn_log import TakenAway, append, read_log
from consultation.errors import where
from consultation.lists import CONTRIBUTED
from consultation.process.queries import get_consultation_of_id
from consultation.process.zones import day_in

LOG: Final = "withdrawn_log"  # option of the engine: the path of the log
_WRITTEN: Final = "tombstones"  # key of Session.info: the tokens of those of this transaction
_KEPT_AS_THEY_ARE: Final = "tombstones are there"  # key of Session.info

log = logging.getLogger("steppingstone.withdrawn")


def let_log(engine: Engine, path: Path) -> None:
    """Let what is taken away over an engine be appended to a log once it is committed."""
    engine.update_execution_options(**{LOG: path})


def leave_tombstones(session: Session, contributions: Contributions, *, because: Cause, now: datetime) -> None:
    """Leave a tombstone for each contribution that is there; what it said must not have been erased yet.

    There is none where an earlier upload alone cannot be undone any more, nor of summaries: they are the secretariat's.
    """
    if because is Cause.PAST_UNDO or contributions.of not in CONTRIBUTED or session.info.get(_KEPT_AS_THEY_ARE):
        return
    known = marks(session, contributions.of, list(contributions.items))
    day = day_in(now, get_consultation_of_id(session, contributions.consultation_id).zone)
    left = [
        TakenAway(secrets.token_hex(16), contributions.of, because, contributions.items[number], *known[number], day)
        for number in known
    ]
    put_into_table(session, left)
    session.info.setdefault(_WRITTEN, []).extend(one.token for one in left)


def put_into_table(session: Session, left: Sequence[TakenAway]) -> None:
    """Keep tombstones in their table."""
    if left:
        session.execute(insert(Tombstone), [vars(one) for one in left])


@contextmanager
def leaving_no_others(session: Session) -> Iterator[None]:
    """Leave no tombstones of what is taken away within, because it is taken away again as they ask for."""
    session.info[_KEPT_AS_THEY_ARE] = True
    try:
        yield
    finally:
        del session.info[_KEPT_AS_THEY_ARE]


def log_what_is_missing(engine: Engine) -> None:
    """Append to the log whatever of the table it lacks, and remember that it stands there.

    One that is not there any more is written anew. One that cannot be written is said in our own log, and tried again
    the next time.
    """
    path: Path | None = engine.get_execution_options().get(LOG)
    if path is None:
        return
    with Session(engine) as session:
        lacking = _to_log() if path.exists() else select(Tombstone)
        waiting = session.scalars(lacking.order_by(Tombstone.id)).all()
    if not waiting:
        return
    try:
        there = {entry.token for entry in read_log(path).entries} if path.exists() else set()
        missing = [one.as_taken_away for one in waiting if one.token not in there]
        if missing:
            append(path, missing)
    except OSError as problem:
        _complain(problem)
        return
    with engine.execution_options(writing=True).begin() as connection:
        for some in in_parts([one.id for one in waiting]):
            connection.execute(update(Tombstone).where(Tombstone.id.in_(some)).values(is_logged=True))


@event.listens_for(Session, "after_commit")
def _append_what_was_committed(session: Session) -> None:
    if session.in_nested_transaction():
        return
    tokens: list[str] = session.info.pop(_WRITTEN, [])
    engine = session.get_bind().engine
    path: Path | None = engine.get_execution_options().get(LOG)
    if not tokens or path is None:
        return
    try:
        # Read anew: what a savepoint took back is not there any more, and nothing else may be in the log.
        append(path, _committed(engine, tokens))
    except (OSError, SQLAlchemyError) as problem:
        _complain(problem)


@event.listens_for(Session, "after_rollback")
def _forget_what_was_not_committed(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_WRITTEN, None)


def _committed(engine: Engine, tokens: Sequence[str]) -> list[TakenAway]:
    with Session(engine) as reading:
        return [
            one.as_taken_away
            for some in in_parts(tokens)
            for one in reading.scalars(_to_log().where(Tombstone.token.in_(some)).order_by(Tombstone.id))
        ]


def _to_log() -> Select[Tombstone]:
    return select(Tombstone).where(Tombstone.is_logged.is_(False))


def _complain(problem: Exception) -> None:
    log.error("what was taken away could not be appended to WITHDRAWN_LOG; it is tried again: %s", where(problem))
