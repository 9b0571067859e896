"""`flask export`: hand out a workbook or verify a file; and registering the other commands of exports."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import parse_qsl

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from consultation.commands import as_printed, require_current_schema
from consultation.database import begin_writing, snapshot
from consultation.errors import Refusal
from consultation.jobs.watching import Watch
from consultation.lists import ListName
from consultation.process.queries import get_consultation
from consultation.proposals.search.filters import LABELS, Filters
from consultation.web.clock import now
from consultation.web.texts.language import INTERFACE_LANGUAGES
from consultation.web.texts.sentences import list_in_words
from consultation.web.transactions import engine
from exports.files.writer.formats import FileFormat
from exports.fill_in.template_command import template_command
from exports.handouts.form_choices import selectable_values
from exports.handouts.making import Handout, make_file
from exports.handouts.operations import Door, record_handout
from exports.handouts.order import Order
from exports.handouts.saved_views import get_view
from exports.handouts.verifying.command import verify_command
from exports.lists.editable_command import write_editable
from exports.report.scope.audiences import Audience
from exports.report.scope.scope import filters_of
from exports.report.scope.selection import Selection, is_day
from exports.uploads.import_command import import_command
from exports.uploads.uploads_command import uploads
from indicators.fields import Kind
from indicators.framework import Framework


class _OfAConsultation(click.Group):
    """A group whose first word may be a consultation instead of a command."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take what is no command for the words of `workbook`."""
        if args and args[0] in self.commands:
            return super().resolve_command(ctx, args)
        return workbook.name, workbook, args


TAKEN_BY_LISTS = ("query", "language")
OPTIONS = {"file_format": "format", "sheets": "sheet", "columns": "column"}


@click.group("export", cls=_OfAConsultation, context_settings={"ignore_unknown_options": True})
def export() -> None:
    """Hand out a consultation (SLUG --audience … --output FILE), or look whether a file was handed out here."""


@export.command("workbook")
@click.argument("slug")
@click.option("--view", default="", metavar="NAME", help="What was saved by this name; other options change it.")
@click.option("--audience", type=click.Choice([audience.value for audience in Audience]))
@click.option("--partner", default="", metavar="NAME", help="For which partner it is, with --audience partners.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE")
@click.option("--format", "file_format", type=click.Choice([code.value for code in FileFormat]))
@click.option("--language", type=click.Choice(INTERFACE_LANGUAGES), help="Of headings and words alone.")
@click.option("--objectives", default="", metavar="CODES", help="Only these, parted by commas: 6,8,23")
@click.option("--since", default="", metavar="DAY", help="Only what was sent from this day on: 2027-01-31")
@click.option("--until", default="", metavar="DAY", help="Only what was sent up to and with this day.")
@click.option("--sheet", "sheets", multiple=True, metavar="NAME", help="Only this sheet, and others so named.")
@click.option("--column", "columns", multiple=True, metavar="NAME", help="Only this column: proposals.title")
@click.option("--filter", "query", default="", metavar="QUERY", help="As in the address of a list: objective=8&q=words")
@click.option("--editable", is_flag=True, help="A list to edit offline instead; `import FILE --edited` brings it back.")
@click.option("--list", "list_name", type=click.Choice([name.value for name in ListName]), help="With --editable.")
@with_appcontext
def workbook(slug: str, output: Path, *, editable: bool, list_name: str | None, **asked: Any) -> None:
    """Write the workbook of a consultation, or its sheets as a zip of CSV files, in place of a file that is there."""
    require_current_schema()
    framework: Framework = current_app.extensions["framework"]
    if list_name and not editable:
        raise click.UsageError("--list goes with --editable.")
    if editable and (ignored := [name for name in asked if asked[name] and name not in TAKEN_BY_LISTS]):
        options = list_in_words(f"--{OPTIONS.get(name, name)}" for name in ignored)
        raise click.UsageError(f"--editable takes --list, --filter and --language, so leave out {options}.")
    try:
        if editable:
            filters = _filters(asked["query"], framework)
            write_editable(slug, output, ListName(list_name or ListName.PROPOSALS), filters, asked["language"] or "en")
            return
        order, site = _order(slug, framework, **asked), current_app.extensions["config"].base_url
        with snapshot(engine()) as reading, _bar() as bar:
            handout = make_file(reading, order, framework, site=site, now=now(), watch=bar)
        with handout.file:
            _write(handout, output)
    except Refusal as refusal:
        raise click.ClickException(as_printed(refusal.sentence)) from refusal
    except OSError as problem:
        raise click.ClickException(f"{output} cannot be written: {problem.strerror}.") from problem
    click.echo(
        f"{output}: "
        + list_in_words((f"{name} {number}" for name, number in handout.report.rows.items()), style="unit")
    )
    click.echo(f"SHA-256 {handout.report.sha256}")


class _Bar:
    """Shows on a terminal how many rows are done and how long the others will take."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar

    def expect(self, rows: int) -> None:
        """Show how many there will be."""
        self._bar.length = rows

    def passed(self, rows: int) -> None:
        """Show that so many more are done."""
        self._bar.update(min(rows, self._bar.length - self._bar.pos))


@contextmanager
def _bar() -> Iterator[Watch]:
    is_hidden = not sys.stderr.isatty()
    with click.progressbar(length=1, label="Rows", show_pos=True, file=sys.stderr, hidden=is_hidden) as bar:
        yield _Bar(bar)


def _order(slug: str, framework: Framework, *, view: str, query: str, **asked: Any) -> Order:
    """Return what is asked for: by a view, or by the options alone; what these say goes before what was saved."""
    with snapshot(engine()) as reading:
        kind = get_consultation(reading, slug).kind
        order = get_view(reading, slug, view, framework) if view else Order(slug, filters=_filters("", framework))
    if not view and not asked["audience"]:
        raise click.UsageError("Say for whom it is: --audience public, partners or secretariat, or name a --view.")
    if asked["partner"] and Audience(asked["audience"] or order.audience) is not Audience.PARTNERS:
        raise click.UsageError("--partner goes with --audience partners.")
    return replace(
        order,
        audience=Audience(asked["audience"] or order.audience),
        file_format=FileFormat(asked["file_format"] or order.file_format),
        filters=_filters(query, framework) if query else order.filters,
        partner=asked["partner"] or order.partner,
        language=asked["language"] or order.language,
        selection=_selection(order.selection, asked, kind, framework),
    )


def _selection(saved: Selection, asked: Mapping[str, Any], kind: Kind, framework: Framework) -> Selection:
    """Change what was saved by what the options say; what they name and is not there is an error."""
    said = {name: asked[name] for name in ("since", "until", "sheets", "columns") if asked[name]}
    if asked["objectives"]:
        said["objectives"] = tuple(code.strip() for code in asked["objectives"].split(","))
    known = selectable_values(kind, framework)
    for name in ("objectives", "sheets", "columns"):
        if unknown := [one for one in said.get(name, ()) if one not in known[name]]:
            there = list_in_words(known[name])
            raise click.BadParameter(f"not understood: {list_in_words(unknown)}. There are: {there}", param_hint=name)
    for name in ("since", "until"):
        if name in said and not is_day(said[name]):
            raise click.BadParameter(f"{said[name]} is no day such as 2027-01-31", param_hint=f"--{name}")
    return replace(saved, **said)


def _filters(query: str, framework: Framework) -> Filters:
    """Read a filter; what it does not understand is an error, since nobody looks at the result before it is used."""
    args = dict(parse_qsl(query, keep_blank_values=True))
    filters = filters_of(args, framework)
    unknown = [*sorted(set(args) - set(LABELS)), *(f"{name}={args[name]}" for name in filters.ignored)]
    if unknown:
        raise click.BadParameter(f"not understood: {list_in_words(unknown)}", param_hint="--filter")
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
    export.add_command(verify_command)
    app.cli.add_command(export)
    app.cli.add_command(import_command)
    app.cli.add_command(template_command)
    app.cli.add_command(uploads)
