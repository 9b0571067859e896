"""`flask uploads`: list uploads, and undo one."""

from __future__ import annotations

import json

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from consultation.commands import as_typed, on_its_own_site, require_current_schema, writing_session
from consultation.database import snapshot
from consultation.process.queries import get_consultation
from consultation.uploads.models import Upload, UploadState
from consultation.uploads.queries import accepted_uploads
from consultation.web.clock import now
from consultation.web.texts.sentences import list_in_words
from consultation.web.transactions import engine
from exports.round_trip.editable_list import ListContext
from exports.round_trip.registry import list_of
from exports.round_trip.rows import COMMAND_LINE
from exports.uploads.accepting import undo


@click.group("uploads", cls=AppGroup, invoke_without_command=True)
@click.pass_context
@with_appcontext
def uploads(context: click.Context) -> None:
    """List the files that were brought in, the newest first."""
    if context.invoked_subcommand is None:
        require_current_schema()
        with snapshot(engine()) as reading:
            lines = [_in_words(upload, slug) for upload, slug in accepted_uploads(reading)]
        click.echo("\n".join(lines or ["Nothing was brought in yet."]))


@uploads.command("undo")
@click.argument("number", type=int)
def undo_upload(number: int) -> None:
    """Undo as a whole what the file of this NUMBER brought in, as long as nothing is built on it."""
    with writing_session() as session:
        found = next(((upload, slug) for upload, slug in accepted_uploads(session) if upload.id == number), None)
        if found is None:
            raise click.ClickException(f"No file of the number {number} was brought in. See: {as_typed('uploads')}")
        upload, slug = found
        asking = ListContext(get_consultation(session, slug), current_app.extensions["framework"], COMMAND_LINE, now())
        with on_its_own_site(current_app):
            undo(session, upload, list_of(upload.list_name, asking))
    click.echo("Undone: everything is as it was before.")


def _in_words(upload: Upload, slug: str) -> str:
    made = list_in_words((f"{number} {what}" for what, number in json.loads(upload.counts).items()), style="unit")
    when = f"{upload.accepted_at:%Y-%m-%d %H:%M:%S} UTC"
    undone = ", undone" if upload.state is UploadState.UNDONE else ""
    return f"{upload.id}  {when}  {slug}  {upload.list_name}  {upload.file_name}: {made}{undone}"
