"""Counting what is asked of the database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import local
from typing import Any

from sqlalchemy import Engine, event


class Statements:
    """The statements sent while one listened, in order; transactions' own words are not among them."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __len__(self) -> int:
        return len(self.texts)

    def __str__(self) -> str:
        return "\n".join(self.texts)


@contextmanager
def counted_statements() -> Iterator[Statements]:
    """Listen to every engine while the block runs."""
    heard = Statements()

    def listen(connection: Any, cursor: Any, statement: str, *others: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "SET LOCAL")):
            heard.texts.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", listen)


_CHANGES = re.compile(
    r'\s*(INSERT INTO|UPDATE|DELETE FROM) "?(?!rate_counts)'
)  # these are counted whatever comes of it
_here = local()


@event.listens_for(Engine, "before_cursor_execute")
def _note_change(connection: Any, cursor: Any, statement: str, *others: Any) -> None:
    if _CHANGES.match(statement):
        vars(_here).setdefault("changes", []).append(statement)


@contextmanager
def changes_here() -> Iterator[list[str]]:
    """Note the statements by which this thread changes anything while the block runs; they may not be kept."""
    _here.changes = heard = []
    yield heard
