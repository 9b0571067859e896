"""The commands `flask db` and the registration of all others."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from consultation import migrating
from consultation.backups.cli import backup_command, copy_command, restore_command
from consultation.commands import one_sentence
from consultation.people.cli import secretariat
from consultation.running.mail_sender import outbox
from consultation.running.preparing import prepare_database
from consultation.running.serve import serve
from consultation.running.settings_command import settings
from consultation.running.web_server import web
from consultation.running.worker import jobs
from consultation.web.transactions import engine

database = AppGroup("db", help="The database's schema.")


@database.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Migrate the database up, and open the two consultations where they are missing."""
    with one_sentence():
        prepare_database(engine(), revision)
    click.echo("The database is up to date.")


@database.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Migrate the database down to a revision, or to "base"."""
    with one_sentence():
        migrating.downgrade(engine(), revision)
    click.echo(f"The database is at {revision}.")


def init_app(app: Flask) -> None:
    """Register the commands."""
    data = (database, backup_command, restore_command, copy_command)
    for command in (*data, secretariat, outbox, jobs, serve, settings, web):
        app.cli.add_command(command)
