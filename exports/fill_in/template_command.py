"""`flask template`: write the template to fill in offline."""

from __future__ import annotations

import shlex
from io import BytesIO
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from consultation.commands import as_printed, as_typed, require_current_schema
from consultation.database import snapshot
from consultation.errors import Refusal
from consultation.process.queries import get_consultation
from consultation.web.texts.language import INTERFACE_LANGUAGES
from consultation.web.transactions import engine
from exports.fill_in.template import write_template
from exports.report.wording.language import tongue_of


@click.command("template")
@click.argument("slug")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE")
@click.option("--language", type=click.Choice(INTERFACE_LANGUAGES), default="en", help="Of headings and instructions.")
@with_appcontext
def template_command(slug: str, output: Path, language: str) -> None:
    """Write the workbook in which proposals for a consultation can be written down offline; `import` reads it."""
    require_current_schema()
    try:
        file = BytesIO()
        with snapshot(engine()) as reading:
            consultation = get_consultation(reading, slug)
            write_template(file, consultation, current_app.extensions["framework"], tongue_of(language))
        output.write_bytes(file.getvalue())
    except Refusal as refusal:
        raise click.ClickException(as_printed(refusal.sentence)) from refusal
    except OSError as problem:
        raise click.ClickException(f"{output} cannot be written: {problem.strerror}.") from problem
    command = as_typed(shlex.join(["import", str(output), "--consultation", slug, "--kind", consultation.kind.value]))
    click.echo(f"{output} can be filled in. To bring it in: {command}")
