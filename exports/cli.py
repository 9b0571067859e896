"""The commands that bring in and hand out."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from urllib.parse import parse_qsl

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from consultation.commands import require_current_schema
from consultation.database import begin_writing
from consultation.errors import Refusal
from consultation.proposals.filters import LABELS, Filters
from consultation.web.clock import now
from consultation.web.transactions import engine
from exports.formats import FORMATS
from exports.import_command import import_command
from exports.making import Handout, make_workbook
from exports.models import Audience, FileFormat
from exports.operations import Door, record_handout
from exports.scope import filters_of
from exports.snapshot import snapshot
from indicators.framework import Framework


@click.command("export")
@click.argument("slug")
@click.option("--audience", type=click.Choice([audience.value for audience in Audience]), required=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE")
@click.option(
    "--format", "code", type=click.Choice([code.value for code in FileFormat]), default=FileFormat.WORKBOOK.value
)
@click.option("--filter", "query", default="", metavar="QUERY", help="As in the address of a list: objective=8&q=words")
@with_appcontext
def export(slug: str, audience: str, output: Path, code: str, query: str) -> None:
    """Write the workbook of a consultation, or its sheets as a zip of CSV files, in place of a file that is there."""
    require_current_schema()
    framework: Framework = current_app.extensions["framework"]
    filters = _filters(query, framework)
    try:
        with snapshot(engine()) as reading:
            handout = make_workbook(
                reading, slug, Audience(audience), filters, framework, now=now(), file_format=FORMATS[FileFormat(code)]
            )
        with handout.file:
            _write(handout, output)
    except Refusal as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    except OSError as problem:
        raise click.ClickException(f"{output} cannot be written: {problem.strerror}.") from problem
    click.echo(f"{output}: " + ", ".join(f"{name} {number}" for name, number in handout.report.rows.items()))
    click.echo(f"SHA-256 {handout.report.sha256}")


def _filters(query: str, framework: Framework) -> Filters:
    """Read a filter; what it does not understand is an error, since nobody looks at the result before it is used."""
    args = dict(parse_qsl(query, keep_blank_values=True))
    filters = filters_of(args, framework)
    unknown = [*sorted(set(args) - set(LABELS)), *(f"{name}={args[name]}" for name in filters.ignored)]
    if unknown:
        raise click.BadParameter(f"not understood: {', '.join(unknown)}", param_hint="--filter")
    return filters


def _write(handout: Handout, output: Path) -> None:
    """Write the file beside its place, record it, put it there: never half a file, and none that is not recorded."""
    with NamedTemporaryFile(dir=output.parent, prefix=".", suffix=output.suffix, delete=False) as file:
        try:
            copyfileobj(handout.file, file)
            file.close()
            _record(handout)
            Path(file.name).replace(output)
        finally:
            with suppress(FileNotFoundError):
                Path(file.name).unlink()


def _record(handout: Handout) -> None:
    with current_app.extensions["sessions"]() as session:
        begin_writing(session)
        record_handout(session, handout, officer_id=None, door=Door.COMMAND_LINE)
        session.commit()


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(export)
    app.cli.add_command(import_command)
