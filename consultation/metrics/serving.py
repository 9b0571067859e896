"""The process that counts, and answers at the address of the metrics; gunicorn begins it before those that answer.

Why a process and a pipe: docs/decisions/0043-metrics.md.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from ipaddress import ip_address
from socketserver import ThreadingMixIn
from threading import Thread
from time import sleep
from typing import Any, Final
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from flask import Flask
from prometheus_client import make_wsgi_app

from consultation.config import Config
from consultation.errors import where
from consultation.metrics.numbers import Numbers
from consultation.metrics.records import RequestRecord
from consultation.orphans import end_with

PATH: Final = "/metrics"
PATIENCE: Final = 10  # seconds, with whoever asks
BETWEEN_LOOKS: Final = 0.5  # seconds, at the clock
PAUSE: Final = 1.0  # seconds, before what has ended is begun again
PIECE: Final = 64 * 1024  # bytes
_MARKS_OF_A_PROXY: Final = ("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST")

log = logging.getLogger("steppingstone.metrics")
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class MetricsServer(ThreadingMixIn, WSGIServer):
    """Answers at a socket that was bound before; a thread each, for as long as the client takes little time."""

    daemon_threads = True

    def __init__(self, listening: socket.socket, numbers: Numbers) -> None:
        super().__init__(listening.getsockname()[:2], SilentHandler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.base_environ = {}
        self.set_app(guarded(make_wsgi_app(numbers.registry)))

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say where it went wrong, unless the client has left."""
        problem = sys.exc_info()[1]
        if not isinstance(problem, OSError):
            log.error("the metrics were not answered: %s", where(problem))


class SilentHandler(WSGIRequestHandler):
    """Writes down nobody's visit, and waits for nobody."""

    timeout = PATIENCE

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as it is called there
        """Write nothing."""


def guarded(app: Wsgi) -> Wsgi:
    """Answer only who asks this machine by its number, and not through a proxy: the site's own would be one."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if any(name in environ for name in _MARKS_OF_A_PROXY) or not _is_by_number(environ.get("HTTP_HOST", "")):
            return _refuse(start_response, "403 Forbidden", b"Ask this machine by its number, without a proxy.\n")
        if environ.get("PATH_INFO") != PATH:
            return _refuse(start_response, "404 Not Found", f"The numbers are at {PATH}.\n".encode())
        return app(environ, start_response)

    return answer


def _refuse(start_response: Any, status: str, sentence: bytes) -> list[bytes]:
    start_response(status, [("Content-Type", "text/plain; charset=utf-8")])
    return [sentence]


def _is_by_number(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or bool(ip_address(name))
    except ValueError:
        return False


def begin_metrics(app: Flask) -> None:
    """Begin to count, and to answer at the address of the metrics, where one is set; end with a sentence where it is
    taken. What counts is begun again when it dies, and ends with this process."""
    config: Config = app.extensions["config"]
    if not config.metrics_address:
        return
    listening = _listening_at(config.metrics_address)
    reading = app.extensions["metrics"].open()
    parent = os.getpid()
    if os.fork() == 0:
        _keep_counting(app, listening, reading, parent)
    listening.close()


def _listening_at(place: str) -> socket.socket:
    parts = urlsplit(f"//{place}")
    try:
        family, kind, number, _name, address = socket.getaddrinfo(parts.hostname, parts.port, type=socket.SOCK_STREAM)[
            0
        ]
        listening = socket.socket(family, kind, number)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen()
    except OSError as problem:
        sys.exit(f"METRICS_ADDRESS is {place}, which cannot be listened at: {problem.strerror}.")
    return listening


def _keep_counting(app: Flask, listening: socket.socket, reading: int, parent: int) -> None:
    """Keep a process that counts, as long as the one that began this lives."""
    try:
        end_with(parent)
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):  # it ends with who answers, and not before
            signal.signal(number, signal.SIG_IGN)
        keeper = os.getpid()
        while True:
            child = os.fork()
            if child == 0:
                end_with(keeper)
                _count(app, listening, reading)
            os.waitpid(child, 0)
            log.error("what counts for the metrics has ended and is begun again: from nought")
            sleep(PAUSE)
    except Exception as problem:
        log.error("the metrics ended by a problem: %s", where(problem))
    finally:
        os._exit(0)


def _count(app: Flask, listening: socket.socket, reading: int) -> None:
    app.extensions["engine"].dispose(close=False)
    numbers = Numbers(app.extensions["config"], app.extensions["readiness"])
    Thread(target=MetricsServer(listening, numbers).serve_forever, daemon=True).start()
    for record in _records(reading, numbers.let_time_pass):
        numbers.count(record)


def _records(reading: int, between: Callable[[], None]) -> Iterator[RequestRecord]:
    """Yield what comes through the pipe, and look at the clock now and then."""
    rest = b""
    while True:
        between()
        if select.select([reading], [], [], BETWEEN_LOOKS)[0]:
            *lines, rest = (rest + os.read(reading, PIECE)).split(b"\n")
            for line in lines:
                with suppress(ValueError):  # the rest of one that was lost with who had begun to read it
                    yield RequestRecord.from_line(line)
