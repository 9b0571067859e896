"""Serving by gunicorn; in development with the mail sender and a worker in processes beside it."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from gunicorn.app.base import Application

from consultation.config import HOST
from consultation.orphans import end_with
from consultation.places import PROJECT
from consultation.running.mail_sender import keep_sending, stopped_by_signal
from consultation.running.worker import keep_working, works_of

TO_END = 5.0  # seconds, for what runs beside the server
PAUSE = 1.0  # seconds between looks at what runs beside the server

log = logging.getLogger("steppingstone.serving")


class WebServer(Application):  # type: ignore[misc]
    """gunicorn with the settings of `gunicorn.conf.py`, and over them those that are given by their names there."""

    def __init__(self, app: Flask, **settings: Any) -> None:
        self.app = app
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Read our file, and no word of the command line, which gunicorn would take for its own."""
        self.load_config_from_file(str(PROJECT / "gunicorn.conf.py"))
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Serve the app that was made already."""
        return self.app


def answer(app: Flask, **settings: Any) -> None:
    """Answer requests until stopped."""
    app.extensions["engine"].dispose()  # no connection is shared with the processes that answer
    WebServer(app, **settings).run()


def serve(app: Flask, *, port: int, say: Callable[[], None]) -> None:
    """Serve in development until stopped."""
    app.extensions["engine"].dispose()
    _keep_beside(app)
    answer(app, bind=f"{HOST}:{port}", loglevel="warning", when_ready=lambda arbiter: say())


def _keep_beside(app: Flask) -> None:
    """Run the mail sender and a worker beside this process, again whenever one dies, as long as this one lives."""
    parent = os.getpid()
    if os.fork() != 0:
        return
    stop = stopped_by_signal()
    running: dict[Callable[..., None], int] = {}
    while os.getppid() == parent and not stop.is_set():
        for beside in (_send, _work):
            if beside not in running or os.waitpid(running[beside], os.WNOHANG)[0]:
                running[beside] = _fork(app, beside)
        stop.wait(PAUSE)
    _end(running.values())
    os._exit(0)


def _end(children: Iterable[int]) -> None:
    """Ask processes to end, and give them the time to finish what they are at; what is left then ends with this one."""
    left = set(children)
    for child in left:
        os.kill(child, signal.SIGTERM)
    deadline = time.monotonic() + TO_END
    while left and time.monotonic() < deadline:
        left -= {child for child in left if os.waitpid(child, os.WNOHANG)[0]}
        time.sleep(PAUSE / 10)


def _fork(app: Flask, beside: Callable[..., None]) -> int:
    keeper = os.getpid()
    child = os.fork()
    if child == 0:
        try:
            end_with(keeper)
            beside(app, is_needed=lambda: os.getppid() == keeper)
        except Exception as problem:
            log.error("what runs beside the server ended and is started again: %s", problem)
        finally:
            os._exit(0)  # nothing of what the server has open is for this process to close
    return child


def _send(app: Flask, *, is_needed: Callable[[], bool]) -> None:
    config, engine = app.extensions["config"], app.extensions["engine"]
    keep_sending(config, engine, stop=stopped_by_signal(), is_needed=is_needed)


def _work(app: Flask, *, is_needed: Callable[[], bool]) -> None:
    config, engine = app.extensions["config"], app.extensions["engine"]
    keep_working(config, engine, works_of(app), stop=stopped_by_signal(), is_needed=is_needed)
