"""`flask serve`: the server, the mail sender and the workers on one machine, to try the site out."""

from __future__ import annotations

import os
import socket
from functools import partial

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError
from werkzeug.utils import import_string

from consultation.commands import as_typed, served_elsewhere
from consultation.config import HOST, Config, utc_now
from consultation.database import begin_writing
from consultation.migrating import DatabaseTooNew
from consultation.people.cli import officer_link
from consultation.running.demo import fill
from consultation.running.mail_sender import transport_of
from consultation.running.preparing import prepare_database
from consultation.running.server_choice import chosen_server


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
    app: Flask = import_string("wsgi:create_app")()
    with app.app_context():
        _prepare(app)
        if demo:
            _fill(app)
        link = officer_link()
    chosen_server().serve(app, port=port, say=partial(_say_where, port, link))


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as problem:
            raise click.ClickException(f"Port {port} is reserved by this machine. Choose one above 1023.") from problem
        except OSError as problem:
            other = served_elsewhere(port + 1 if port < 65535 else port - 1)
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
