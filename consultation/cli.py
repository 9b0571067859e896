"""The commands of whoever runs the site."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from consultation import migrating
from consultation.config import utc_now
from consultation.database import begin_writing
from consultation.process.operations import open_mandated_consultations
from consultation.web.transactions import engine

database = AppGroup("db", help="The database's schema.")


@database.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Migrate the database up, and open the two consultations where they are missing."""
    prepare_database(revision)
    click.echo("The database is up to date.")


@database.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Migrate the database down to a revision, or to "base"."""
    try:
        migrating.downgrade(engine(), revision)
    except migrating.DatabaseTooNew as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"The database is at {revision}.")


def prepare_database(revision: str = "head") -> None:
    """Migrate and open the mandated consultations; a database that cannot be used is said in one sentence."""
    try:
        migrating.upgrade(engine(), revision)
    except migrating.DatabaseTooNew as problem:
        raise click.ClickException(str(problem)) from problem
    if migrating.is_current(engine()):
        with current_app.extensions["sessions"]() as session:
            begin_writing(session)
            open_mandated_consultations(session, now=utc_now())
            session.commit()


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(database)
