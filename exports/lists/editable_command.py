"""`flask export SLUG --editable`: write a list to edit offline."""

from __future__ import annotations

import shlex
from io import BytesIO
from pathlib import Path

import click
from flask import current_app

from consultation.backups.queries import require_published
from consultation.commands import as_typed, counted, on_its_own_site
from consultation.database import snapshot
from consultation.lists import ListName
from consultation.process.queries import get_consultation
from consultation.proposals.search.filters import Filters
from consultation.web.clock import now
from consultation.web.transactions import engine
from exports.report.wording.language import tongue_of
from exports.round_trip.editable_list import ListContext
from exports.round_trip.registry import list_of
from exports.round_trip.rows import COMMAND_LINE
from exports.round_trip.sheet import write_list


def write_editable(slug: str, output: Path, list_name: ListName, filters: Filters, language: str) -> None:
    """Write a list of a consultation to be edited, as the secretariat has it."""
    file = BytesIO()
    with snapshot(engine()) as reading, on_its_own_site(current_app):
        require_published(reading)
        consultation = get_consultation(reading, slug)
        context = ListContext(
            consultation, current_app.extensions["framework"], COMMAND_LINE, now(), tongue_of(language)
        )
        editable = list_of(list_name, context)
        rows = editable.rows_of(reading, filters)
        write_list(file, editable, rows)
    output.write_bytes(file.getvalue())
    command = as_typed(shlex.join(["import", str(output), "--edited"]))
    click.echo(f"{output}: {counted(len(rows), 'row')} to edit. To bring it back: {command}")
