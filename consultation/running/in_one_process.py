"""Serving in one process, with threads for mail and jobs: for development where gunicorn cannot run."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from threading import Thread
from typing import Any, Final

import click
from flask import Flask
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from consultation.commands import as_typed
from consultation.config import HOST
from consultation.errors import where
from consultation.running.mail_sender import keep_sending, stopped_by_signal
from consultation.running.worker import keep_working_here, works_of

TO_END: Final = 5.0  # seconds, for mail and jobs that are under way

log = logging.getLogger("steppingstone.serving")


class SilentRequests(WSGIRequestHandler):
    """Answers requests; nobody's visits are written down."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - as it is called there
        """Write nothing."""


class SmallServer(ThreadedWSGIServer):
    """Says of a problem its type and its place, never its words."""

    daemon_threads = True

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - as it is called there
        """Say that something went wrong: what is given may hold what was asked for."""
        log.error("a request was not answered")

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say where it went wrong, unless the client has left."""
        problem = sys.exc_info()[1]
        if not isinstance(problem, ConnectionError):
            log.error("a request was not answered: %s", where(problem))


def serve(app: Flask, *, port: int, say: Callable[[], None]) -> None:
    """Serve in development until stopped."""
    config, engine, stop = app.extensions["config"], app.extensions["engine"], stopped_by_signal()
    server = SmallServer(HOST, port, app, SilentRequests)
    if config.metrics_address:
        log.warning("METRICS_ADDRESS is not answered here: that needs a Unix system")
    running = [
        Thread(target=server.serve_forever, daemon=True),
        Thread(target=keep_sending, args=(config, engine), kwargs={"stop": stop}, daemon=True),
        Thread(target=keep_working_here, args=(config, engine, works_of(app)), kwargs={"stop": stop}, daemon=True),
    ]
    for thread in running:
        thread.start()
    say()
    while not stop.wait(1.0):  # with an end, so that Ctrl+C is heard everywhere
        pass
    server.shutdown()
    for thread in running:
        thread.join(TO_END)


def answer(app: Flask, **settings: Any) -> None:
    """Refuse: of what production promises, this server keeps nothing."""
    raise click.ClickException(
        "The site is served by gunicorn, which needs a Unix system: this Python lacks what it is made of. "
        f"To try the site out here, in development: {as_typed('serve')}"
    )
