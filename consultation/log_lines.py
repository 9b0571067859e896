"""Lines of logs: time, level and number of the request; of a problem its type and place, nothing that people sent."""

from __future__ import annotations

import logging
import secrets
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final

from consultation.errors import where

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]

log = logging.getLogger("steppingstone")
_NUMBER: Final[ContextVar[str]] = ContextVar("number of the request", default="-")


def hold_back() -> None:
    """Let this process, and all that it starts, write lines of our form, and of every problem its type and its place.

    Whatever library writes into a log, and whatever ends a process or a thread: the words of a database's error name
    its address, and those of others quote what a person wrote.
    """
    logging.setLogRecordFactory(DiscreetRecord)
    if logging.lastResort is not None:  # what writes where nobody has set up a log: commands, workers, the mail sender
        logging.lastResort.setFormatter(LineFormatter())
    sys.excepthook = _say_where
    threading.excepthook = lambda ended: _say_where(ended.exc_type, ended.exc_value, ended.exc_traceback)


class DiscreetRecord(logging.LogRecord):
    """An entry of a log, with the number of the request and without the words of the problem it is about."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request_number = request_number()
        if isinstance(self.args, tuple):
            self.args = tuple(where(value) if isinstance(value, BaseException) else value for value in self.args)
        if isinstance(self.exc_info, tuple) and self.exc_info[1] is not None:
            self.msg, self.args = "%s: %s", (self.getMessage(), where(self.exc_info[1]))
            self.exc_info = None


class LineFormatter(logging.Formatter):
    """Writes an entry on one line: its time in UTC, its level, the number of the request or a dash, what it says."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; an end of line within it would begin one without a time."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        number = getattr(record, "request_number", "-")
        return f"{moment} {record.levelname} {number} {' | '.join(record.getMessage().splitlines())}"


def numbered(app: Wsgi) -> Wsgi:
    """Give each request a number that says nothing of it, by which what is logged meanwhile can be found."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        number = secrets.token_hex(4)
        with _numbered_as(number):
            body: Iterable[bytes] = app(environ, start_response)
        is_sent_by_server = isinstance(body, environ.get("wsgi.file_wrapper", list))
        return body if is_sent_by_server else _NumberedBody(body, number)

    return answer


class _NumberedBody:
    """The body of an answer: what it reads while it is sent belongs to its request, too."""

    def __init__(self, body: Iterable[bytes], number: str) -> None:
        self._body, self._pieces, self._number = body, iter(body), number

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        with _numbered_as(self._number):
            return next(self._pieces)

    def close(self) -> None:
        with _numbered_as(self._number):
            getattr(self._body, "close", lambda: None)()


@contextmanager
def _numbered_as(number: str) -> Iterator[None]:
    before = _NUMBER.set(number)
    try:
        yield
    finally:
        _NUMBER.reset(before)


def request_number() -> str:
    """Return the number of the request that is being answered, a dash where there is none."""
    return _NUMBER.get()


def _say_where(kind: type[BaseException], problem: BaseException | None, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, problem or kind(), trace)
    else:
        log.critical("it ended by a problem: %s", where(problem))
