"""What logs say of a problem: its type and place; no address, no secret and nothing that people sent."""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType
from typing import Any

from gunicorn.glogging import Logger

from consultation.errors import where


def hold_back() -> None:
    """Let this process, and all that it starts, say of every problem its type and where it happened, never its words.

    Whatever library writes into a log, and whatever ends a process or a thread: the words of a database's error name
    its address, and those of others quote what a person wrote.
    """
    logging.setLogRecordFactory(DiscreetRecord)
    sys.excepthook = _say_where
    threading.excepthook = lambda ended: _say_where(ended.exc_type, ended.exc_value, ended.exc_traceback)


class DiscreetRecord(logging.LogRecord):
    """An entry of a log, without the words of the problem it is about."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.args, tuple):
            self.args = tuple(where(value) if isinstance(value, BaseException) else value for value in self.args)
        if isinstance(self.exc_info, tuple) and self.exc_info[1] is not None:
            self.msg, self.args = "%s: %s", (self.getMessage(), where(self.exc_info[1]))
            self.exc_info = None


def _say_where(kind: type[BaseException], problem: BaseException | None, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, problem or kind(), trace)
    else:
        sys.stderr.write(f"It ended by a problem: {where(problem)}\n")


class DiscreetLogger(Logger):  # type: ignore[misc]
    """Says of an exception its type and where it happened, never its words; keeps no record of requests."""

    def setup(self, cfg: Any) -> None:
        """Let the app's own log go where the server's goes."""
        super().setup(cfg)
        self._set_handler(
            logging.getLogger("steppingstone"), cfg.errorlog, logging.Formatter(self.error_fmt, self.datefmt)
        )

    def exception(self, msg: object, *args: object, **kwargs: object) -> None:
        """Leave out the message too: it may hold the address that was asked for."""
        self.error_log.error("%s", where(sys.exc_info()[1]))

    def access(self, resp: object, req: object, environ: object, request_time: object) -> None:
        """Nobody's visits are written down."""
