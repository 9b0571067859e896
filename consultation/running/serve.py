"""`flask serve`: the server, the mail sender and the workers on one machine, to try the site out."""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from collections.abc import Callable, Iterable

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from gunicorn.util import import_app
from sqlalchemy.exc import OperationalError

from consultation.commands import as_typed
from consultation.config import Config, utc_now
from consultation.database import begin_writing
from consultation.migrating import DatabaseTooNew
from consultation.orphans import end_with
from consultation.people.cli import officer_link
from consultation.running.demo import fill
from consultation.running.mail_sender import keep_sending, stopped_by_signal, transport_of
from consultation.running.preparing import prepare_database
from consultation.running.web_server import WebServer
from consultation.running.worker import keep_working, works_of

HOST = "127.0.0.1"  # this machine alone: development has no https and no secrets of its own
TO_END = 5.0  # seconds, for what runs beside the server
PAUSE = 1.0  # seconds between looks at what runs beside the server

log = logging.getLogger("steppingstone.serving")


@click.command("serve")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--demo", is_flag=True, help="Serve a database of its own with sample content in it.")
@with_appcontext
def serve(port: int, demo: bool) -> None:
    """Migrate, serve on this machine, send mail and do jobs beside it, and print a sign-in link for the secretariat."""
    config: Config = current_app.extensions["config"]
    if config.is_production:
        raise click.ClickException(
            f"This serves development only. In production run, behind a proxy: {as_typed('web')}"
        )
    _check_port(port)
    os.environ.setdefault("BASE_URL", f"http://{HOST}:{port}")
    if demo:
        os.environ["DATABASE_URL"] = f"sqlite:///{config.instance / 'demo.db'}"
    app: Flask = import_app("wsgi:create_app()")
    with app.app_context():
        _prepare(app)
        if demo:
            _fill(app)
        link = officer_link()
    app.extensions["engine"].dispose()
    _keep_beside(app)
    WebServer(app, bind=f"{HOST}:{port}", loglevel="warning", when_ready=lambda arbiter: _say_where(port, link)).run()


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as problem:
            raise click.ClickException(f"Port {port} is reserved by this machine. Choose one above 1023.") from problem
        except OSError as problem:
            other = f"make run PORT={port + 1 if port < 65535 else port - 1}"
            raise click.ClickException(
                f"Port {port} is in use. Stop what runs there, or use another: {other}"
            ) from problem


def _prepare(app: Flask) -> None:
    config: Config = app.extensions["config"]
    transport_of(config)
    if not os.access(config.instance, os.W_OK):
        raise click.ClickException(f"The folder {config.instance} cannot be written to.")
    try:
        prepare_database(app.extensions["engine"])
    except DatabaseTooNew as problem:
        raise click.ClickException(str(problem)) from problem
    except OperationalError as problem:
        raise click.ClickException("The database cannot be used: check DATABASE_URL.") from problem


def _fill(app: Flask) -> None:
    with app.extensions["sessions"].begin() as session:
        begin_writing(session)
        fill(session, app.extensions["framework"], now=utc_now())


def _say_where(port: int, link: str) -> None:
    """Print what a person needs to begin, once it answers."""
    click.echo(f"\nSteppingstone is at http://{HOST}:{port}   (Ctrl+C ends it)")
    click.echo(f"Sign in as the secretariat, once, within 15 minutes:\n{link}\n")


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
            log.error("what runs beside the server ended and is started again: %s", type(problem).__name__)
        finally:
            os._exit(0)  # nothing of what the server has open is for this process to close
    return child


def _send(app: Flask, *, is_needed: Callable[[], bool]) -> None:
    config, engine = app.extensions["config"], app.extensions["engine"]
    keep_sending(config, engine, stop=stopped_by_signal(), is_needed=is_needed)


def _work(app: Flask, *, is_needed: Callable[[], bool]) -> None:
    keep_working(app.extensions["config"], app.extensions["engine"], works_of(app), is_needed=is_needed)
