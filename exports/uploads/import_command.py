"""`flask import`: bringing in a table, or a list that was edited, from the command line."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from consultation.commands import as_printed, as_typed, counted, on_its_own_site, writing_session
from consultation.config import Config
from consultation.errors import Refusal
from consultation.process.models import Consultation
from consultation.process.queries import get_consultation
from consultation.uploads.operations import receive_upload
from consultation.web.identity import new_token
from consultation.web.texts.sentences import list_in_words
from exports.files.reader.encodings import ENCODINGS
from exports.files.reader.table import ReadingChoice, UnreadableFile
from exports.fill_in.corrections import CannotBeGivenBack
from exports.fill_in.guessing import guess_mapping
from exports.fill_in.id_remarks import remarks_on_ids
from exports.fill_in.import_plan import ImportRefused, as_options
from exports.fill_in.sent_table import SentTable
from exports.round_trip.editable_list import Acceptance, EditableList, ListContext
from exports.round_trip.previewing import list_named_by, preview, write_marked
from exports.round_trip.rows import COMMAND_LINE, Fate, Preview
from exports.uploads.accepting import accept, chosen_rows
from exports.uploads.sandbox import read_table_apart
from indicators.fields import Kind
from indicators.framework import Framework
from indicators.languages import language
from indicators.text import apart

ROWS_QUOTED = 3  # where it cannot be told how to read them


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--edited", is_flag=True, help="The file is a list from `export SLUG --editable`, with what was changed.")
@click.option("--consultation", "slug", help="The consultation's short name, e.g. indicators; a list says it itself.")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="What the rows are; likewise.")
@click.option("--map", "maps", multiple=True, metavar="FIELD=HEADING", help="Fill a field from a column. Repeatable.")
@click.option("--set", "sets", multiple=True, metavar="FIELD=VALUE", help="The same value in every row. Repeatable.")
@click.option("--sheet", help="The sheet of a workbook; its first visible one with a table unless named.")
@click.option(
    "--heading-row",
    type=click.IntRange(1),
    metavar="NUMBER",
    help="The row that holds the headings, as a spreadsheet numbers it; found unless said.",
)
@click.option(
    "--encoding",
    type=click.Choice(list(ENCODINGS)),
    metavar="NAME",
    help="The encoding of a CSV file, e.g. utf-8, cp1251 or gb18030; needed where it cannot be told.",
)
@click.option("--keep-good", is_flag=True, help="Take the rows without problems although others have some.")
@click.option("--overwrite", is_flag=True, help="With --edited: take rows also where others changed them meanwhile.")
@click.option("--take-back", is_flag=True, help="With --edited: withdraw the rows that say so, for good.")
@click.option(
    "--marked",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where there are problems: write the rows to this .xlsx with what is wrong marked and explained.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen; save nothing.")
@with_appcontext
def import_command(*, file: Path, edited: bool, marked: Path | None, dry_run: bool, **asked: Any) -> None:
    """Bring in the rows of a FILE as published proposals, or with --edited what was changed in a list.

    Of a template or a list the columns are known; of any other file say with --map which is which. Every problem is
    reported with its row and column, and then nothing is saved unless --keep-good is given. What is there already (by
    external_id, else by content) is not added again. What was saved is one entry of `uploads` and can be undone.
    """
    if marked is not None and marked.resolve() == file.resolve():
        raise click.ClickException("Name another file after --marked: the one that is brought in stays as it is.")
    choice = ReadingChoice(*(asked.pop(name) for name in ("sheet", "heading_row", "encoding")))
    table = _table(file, choice)  # before anybody else has to wait
    _require_options(table, edited=edited, **asked)
    with writing_session() as session:
        consultation = _consultation(session, table, asked["slug"], asked["kind"])
        found, editable = _read(session, table, consultation, asked["maps"], asked["sets"])
        if marked is not None and found.row_problems:
            _write_marked(marked, table, found, editable)
        if edited:
            click.echo(list_in_words((f"{number} {fate}" for fate, number in found.counts.items()), style="unit"))
        _report(found, table.sheet, keep_good=asked["keep_good"], overwrite=asked["overwrite"])
        if not dry_run:
            _accept(session, file, editable, found, fates=_fates(found, asked["overwrite"], asked["take_back"]))
    if not edited:
        click.echo(_summary(found, is_dry=dry_run))
    if left_out := len(found.of(Fate.FAULTY)):
        raise click.ClickException(f"{counted(left_out, 'row')} with problems left out.")


def _require_options(table: SentTable, *, edited: bool, slug: str | None, kind: str | None, **asked: Any) -> None:
    is_list = table.mark is not None and bool(table.mark.list_name)
    if edited and not is_list:
        made_by = as_typed("export SLUG --editable")
        raise click.ClickException(f"The file is no list from `{made_by}`: leave out --edited.")
    if is_list and not edited:
        raise click.ClickException("The file is a list that was taken away to be edited: say --edited.")
    if not edited and not (slug and kind):
        raise click.UsageError("Say with --consultation and --kind where the rows belong.")
    if table.mark and (asked["maps"] or asked["sets"]):
        raise click.ClickException("The file is a template and says itself what is what: leave out --map and --set.")


def _consultation(session: Session, table: SentTable, slug: str | None, kind: str | None) -> Consultation:
    named = slug or (table.mark.slug if table.mark else "")
    consultation = get_consultation(session, named)
    if kind and consultation.kind is not Kind(kind):
        raise Refusal(f"The consultation “{apart(named)}” takes proposals of kind {consultation.kind}, not {kind}.")
    return consultation


def _read(
    session: Session, table: SentTable, consultation: Consultation, maps: tuple[str, ...], sets: tuple[str, ...]
) -> tuple[Preview, EditableList]:
    framework: Framework = current_app.extensions["framework"]
    config: Config = current_app.extensions["config"]
    context = ListContext(consultation, framework, COMMAND_LINE, config.clock())
    mapping, settings = _pairs(maps, "--map"), _pairs(sets, "--set")
    if table.mark is None and table.language and "language" not in {**mapping, **settings}:
        settings["language"] = table.language
        name = language(table.language).autonym
        click.echo(f"Written in {name}, as the texts tell. If not, say --set language=…", err=True)
    for remark in remarks_on_ids(table, mapping):
        click.echo(as_printed(remark.sentence), err=True)
    with on_its_own_site(current_app):  # the forms read the language of the page
        try:
            editable = list_named_by(table, context)
            return preview(session, table, editable, maps=mapping, sets=settings), editable
        except ImportRefused as problem:
            is_asked = bool(maps or table.mark)
            perhaps = "" if is_asked else _perhaps(guess_mapping(table, consultation.schema, framework))
            raise click.ClickException(as_printed(problem) + perhaps) from problem


def _fates(found: Preview, overwrite: bool, take_back: bool) -> Iterator[Fate]:
    """Yield what is taken; what needs a word of its own is told where it was not said."""
    yield from (Fate.NEW, Fate.CHANGED)
    if overwrite:
        yield Fate.CONFLICTING
    if take_back:
        yield Fate.WITHDRAWN
    elif left := found.of(Fate.WITHDRAWN):
        names = list_in_words(row.reference for row in left)
        click.echo(f"Not taken back, since --take-back was not said: {names}.", err=True)


def _accept(session: Session, file: Path, editable: EditableList, found: Preview, *, fates: Iterable[Fate]) -> None:
    rows = chosen_rows(found.rows, fates=fates)
    if not rows:
        return
    upload = receive_upload(
        session,
        consultation_id=editable.context.consultation.id,
        list_name=editable.name,
        participant_id=None,
        of_secretariat=True,
        file_name=os.fsencode(file.name).decode("utf-8", "replace"),
        sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        token=new_token(),
        now=editable.context.now,
    )
    accept(session, upload, editable, Acceptance(editable.context, new_token), rows)
    click.echo(f"To undo this as a whole: {as_typed(f'uploads undo {upload.id}')}")


def _write_marked(target: Path, table: SentTable, found: Preview, editable: EditableList) -> None:
    file = BytesIO()
    try:
        write_marked(file, table, found, editable)
        target.write_bytes(file.getvalue())
    except CannotBeGivenBack as problem:
        click.echo(f"{target} was not written: {as_printed(problem)}. Correct it in your own file.", err=True)
    except OSError as problem:
        raise click.ClickException(f"{target} cannot be written: {problem.strerror}.") from problem
    else:
        click.echo(f"{target}: what is wrong is marked there; correct it and bring that file in.", err=True)


def _report(found: Preview, sheet: str, *, keep_good: bool, overwrite: bool) -> None:
    on_it = f"sheet “{apart(sheet)}”, " if sheet else ""
    for problem in found.row_problems:
        place = f"{on_it}row {problem.row}" + (f", column “{apart(problem.column)}”" if problem.column else "")
        click.echo(as_printed(f"{place}: {problem.sentence}"), err=True)
    for row in found.of(Fate.IGNORED):
        place = f"row {row.number}" + (f", {row.reference}" if row.reference else "")
        click.echo(as_printed(f"{place}: ignored. {row.reason}"), err=True)
    conflicts = found.of(Fate.CONFLICTING)
    for row in conflicts:
        changed = (cell.name for cell in row.cells if cell.is_changed_meanwhile)
        names = list_in_words(f"“{apart(found.heading(name))}”" for name in changed)
        sentence = f"row {row.number}, {row.reference}: somebody else has changed {names} meanwhile."
        click.echo(as_printed(sentence), err=True)
    if found.row_problems and not keep_good:
        raise click.ClickException(f"Nothing was brought in: {counted(len(found.row_problems), 'problem')}.")
    if conflicts and not (keep_good or overwrite):
        advice = "--overwrite takes what the file says, --keep-good leaves these rows out"
        raise click.ClickException(f"Nothing was brought in: {counted(len(conflicts), 'conflict')}. {advice}.")


def _table(file: Path, choice: ReadingChoice) -> SentTable:
    try:
        table = read_table_apart(file, choice=choice)
    except UnreadableFile as problem:
        raise click.ClickException(as_printed(problem)) from problem
    for remark in table.remarks if table.mark is None else ():
        click.echo(as_printed(remark.sentence), err=True)
    if not table.is_encoding_sure:
        raise click.ClickException(as_printed(_unsure(table)))
    return table


def _unsure(table: SentTable) -> str:
    """Say which encoding a file seems to have, with what it would say then, and how to tell."""
    texts = [*table.headings, *(cell for row in table.rows[:ROWS_QUOTED] for cell in row.cells.values())]
    quoted = list_in_words(f"“{apart(text)}”" for text in texts if not text.isascii())
    return (
        f"It cannot be told for sure in which encoding the file was saved. As {ENCODINGS[table.encoding]} it says "
        f"{quoted}. If that is right, say --encoding {table.encoding}; else name another: {list_in_words(ENCODINGS)}."
    )


def _perhaps(mapping: Mapping[str, str]) -> str:
    """Return what could be said instead, to be looked at and copied."""
    return f"\nPerhaps: {as_options(mapping)}" if mapping else ""


def _pairs(texts: Iterable[str], option: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name or not value:
            raise click.ClickException(f"{option} {text}: write it as FIELD=… with something on both sides.")
        if name in pairs:
            raise click.ClickException(as_printed(f"{option} names the field “{apart(name)}” twice."))
        pairs[name] = value
    return pairs


def _summary(found: Preview, *, is_dry: bool) -> str:
    verb = "would be brought in" if is_dry else "brought in"
    ignored = f", {number} ignored" if (number := found.counts[Fate.IGNORED]) else ""
    return f"{counted(found.counts[Fate.NEW], 'row')} {verb}, {found.counts[Fate.UNTOUCHED]} already there{ignored}."
