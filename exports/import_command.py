"""`flask import`: bringing in a table from the command line."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from consultation.commands import writing_session
from consultation.config import Config
from consultation.errors import Refusal
from consultation.process.models import Consultation
from consultation.process.queries import get_consultation
from consultation.web.identity import new_token
from exports.corrections import CannotBeGivenBack, write_corrections
from exports.filled import read_template
from exports.guessing import guess_mapping
from exports.importing import ImportRefused, Outcome, Reading, bring_in_entries, make_plan, read_entries
from exports.reading_apart import read_table_apart
from exports.speaking import ENGLISH, tongue_of
from exports.uploads import Table, UnreadableFile
from indicators.fields import Kind
from indicators.framework import Framework


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--consultation", "slug", required=True, help="The consultation's short name, e.g. indicators.")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), required=True, help="What the rows are.")
@click.option("--map", "maps", multiple=True, metavar="FIELD=HEADING", help="Fill a field from a column. Repeatable.")
@click.option("--set", "sets", multiple=True, metavar="FIELD=VALUE", help="The same value in every row. Repeatable.")
@click.option("--sheet", help="The sheet of an XLSX file; its first visible one unless named.")
@click.option("--keep-good", is_flag=True, help="Bring in the rows without problems although others have some.")
@click.option(
    "--marked",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where there are problems: write the rows to this .xlsx with what is wrong marked and explained.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen; save nothing.")
@with_appcontext
def import_command(
    *,
    file: Path,
    slug: str,
    kind: str,
    maps: tuple[str, ...],
    sets: tuple[str, ...],
    sheet: str | None,
    keep_good: bool,
    marked: Path | None,
    dry_run: bool,
) -> None:
    """Bring in the rows of a CSV or XLSX FILE as published proposals, marked as brought in.

    Of a template that was filled in the columns are known; of any other file say with --map which is which.
    Every problem is reported with its row and column, and then nothing is saved unless --keep-good is given. What is
    there already (by external_id, else by content) is not added again.
    """
    if marked is not None and marked.resolve() == file.resolve():
        raise click.ClickException("Name another file after --marked: the one that is brought in stays as it is.")
    table = _table(file, sheet)  # before anybody else has to wait
    with writing_session() as session:
        consultation = get_consultation(session, slug)
        if consultation.kind is not Kind(kind):
            raise Refusal(f"The consultation “{slug}” takes proposals of kind {consultation.kind}, not {kind}.")
        table, reading = _read(table, consultation, _pairs(maps, "--map"), _pairs(sets, "--set"))
        if marked is not None and reading.problems:
            _write_marked(marked, table, reading, consultation)
        _report(reading, is_fatal=not keep_good)
        config: Config = current_app.extensions["config"]
        outcome = bring_in_entries(session, consultation, reading.entries, now=config.clock(), new_token=new_token)
        if dry_run:
            session.rollback()
    click.echo(_summary(outcome, is_dry=dry_run))
    if reading.problems:
        left_out = len({problem.row for problem in reading.problems})
        raise click.ClickException(f"{_counted(left_out, 'row')} with problems left out.")


def _write_marked(target: Path, table: Table, reading: Reading, consultation: Consultation) -> None:
    tongue = tongue_of(table.mark.language if table.mark else ENGLISH.code)
    framework: Framework = current_app.extensions["framework"]
    file = BytesIO()
    try:
        write_corrections(file, table, reading.problems, consultation=consultation, framework=framework, tongue=tongue)
        target.write_bytes(file.getvalue())
    except CannotBeGivenBack as problem:
        click.echo(f"{target} was not written: {problem}. Correct it in your own file.", err=True)
    except OSError as problem:
        raise click.ClickException(f"{target} cannot be written: {problem.strerror}.") from problem
    else:
        click.echo(f"{target}: what is wrong is marked there; correct it and bring that file in.", err=True)


def _report(reading: Reading, *, is_fatal: bool) -> None:
    for problem in reading.problems:
        place = f"row {problem.row}" + (f", column “{problem.column}”" if problem.column else "")
        click.echo(f"{place}: {problem.sentence}", err=True)
    if reading.problems and is_fatal:
        raise click.ClickException(f"Nothing was brought in: {_counted(len(reading.problems), 'problem')}.")


def _table(file: Path, sheet: str | None) -> Table:
    try:
        return read_table_apart(file, sheet=sheet)
    except UnreadableFile as problem:
        raise click.ClickException(str(problem)) from problem


def _read(
    table: Table, consultation: Consultation, maps: dict[str, str], sets: dict[str, str]
) -> tuple[Table, Reading]:
    schema = consultation.schema
    framework: Framework = current_app.extensions["framework"]
    if table.mark and (maps or sets):
        raise click.ClickException("The file is a template and says itself what is what: leave out --map and --set.")
    try:
        if mark := table.mark:
            table, plan = read_template(table, mark, schema, framework)
        else:
            plan = make_plan(schema, table, maps=maps, sets=sets)
    except ImportRefused as problem:
        perhaps = "" if maps or table.mark else _perhaps(guess_mapping(table, schema, framework))
        raise click.ClickException(f"{problem}{perhaps}") from problem
    with current_app.test_request_context():  # the forms read the language of the page
        return table, read_entries(schema, table, plan, framework)


def _perhaps(mapping: Mapping[str, str]) -> str:
    """Return what could be said instead, to be looked at and copied."""
    options = " ".join(f"--map {shlex.quote(f'{name}={heading}')}" for name, heading in mapping.items())
    return f"\nPerhaps: {options}" if options else ""


def _pairs(texts: tuple[str, ...], option: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name or not value:
            raise click.ClickException(f"{option} {text}: write it as FIELD=… with something on both sides.")
        if name in pairs:
            raise click.ClickException(f"{option} names the field “{name}” twice.")
        pairs[name] = value
    return pairs


def _summary(outcome: Outcome, *, is_dry: bool) -> str:
    verb = "would be brought in" if is_dry else "brought in"
    return f"{_counted(outcome.added, 'row')} {verb}, {outcome.already_there} already there."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
