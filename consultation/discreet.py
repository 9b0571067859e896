"""gunicorn as we promise it to people: it writes down no address, no network address and nothing they sent."""

from __future__ import annotations

import logging
import socket
import sys
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.http.errors import (
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from consultation.errors import where
from consultation.web.headers import ALWAYS

UNREADABLE = (400, "Bad Request", "This request could not be read.")
TOO_LONG = (414, "URI Too Long", "This address is too long.")
TOO_LARGE = (431, "Request Header Fields Too Large", "This request carries too much beside its address.")
FAULT = (500, "Internal Server Error", "Something went wrong on our side. Please try again.")


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


class DiscreetWorker(ThreadWorker):  # type: ignore[misc]
    """Answers what cannot be read as HTTP without repeating it, under the headers of every other answer."""

    def handle_error(self, req: object, client: socket.socket, addr: object, exc: Exception) -> None:
        """Answer a request that never reached the app, or whose answer could not be sent."""
        answer = _answer_to(exc)
        level = logging.ERROR if answer is FAULT else logging.INFO
        self.log.log(level, "request not served: %s", where(exc))
        try:
            write_nonblock(client, _written(*answer))
        except OSError:
            self.log.debug("and the answer could not be sent")


def _answer_to(problem: Exception) -> tuple[int, str, str]:
    if isinstance(problem, LimitRequestLine):
        return TOO_LONG
    if isinstance(problem, LimitRequestHeaders):
        return TOO_LARGE
    is_ours = isinstance(problem, InvalidResponseHeader | InvalidResponseHeaderName)
    return UNREADABLE if isinstance(problem, ParseException) and not is_ours else FAULT


def _written(status: int, reason: str, sentence: str) -> bytes:
    headers = {
        "Connection": "close",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(sentence)),
        **ALWAYS,
    }
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers.items()), "", sentence]
    return "\r\n".join(lines).encode("ascii")
