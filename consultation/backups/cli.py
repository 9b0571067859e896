"""The commands `flask backup`, `flask restore` and `flask copy-to`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from consultation import migrating
from consultation.backups.backup_file import BackupRefused, Contents
from consultation.backups.restoring import Restored, copy, read_checked, restore
from consultation.backups.saving import new_file, save
from consultation.commands import counted, one_sentence
from consultation.config import Config, SettingsProblem, database_address, without_password
from consultation.erasure.contributions import Cause
from consultation.erasure.withdrawn_log import LogRead, read_log
from consultation.web.transactions import engine

WHICH_LOG: Final = (
    "Say what was taken away since: --withdrawn LOG, with the file that WITHDRAWN_LOG names. Without that file, "
    "--as-it-was restores what the backup holds, and the site shows nothing until an officer has accepted that."
)
DONE: Final = {
    Cause.WITHDRAWN: "withdrawn",
    Cause.DELETED: "deleted",
    Cause.LESS_SHOWN: "shown with less of its author",
    Cause.HIDDEN: "held, because it was hidden",
    Cause.CHANGED: "held, because its words were changed",
    Cause.RESTORED: "held, because a change of it was undone",
}
COMES_BACK: Final = """\
What no tombstone holds is as it was then. Look through it:
- whoever was an officer is one again ({officers} in all; who is none any more: secretariat dismiss EMAIL)
- proven addresses and participation keys are those of then, also where they were changed or ended
- participants who joined are two again; dates, partners and summaries are those of then
Nobody is signed in. Upload what nobody had accepted yet, and ask for files that were being made, once more."""


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup_command(file: Path) -> None:
    """Save everything but sign-ins, links and mail into a new FILE that its owner alone can read."""
    with _in_one_sentence(file), new_file(file) as target:
        contents = save(engine(), target, now=_now())
    click.echo(f"{file}: {_in_words(contents)}.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--withdrawn",
    "logs",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="LOG",
    help="What was taken away since: the file that WITHDRAWN_LOG names; each, where there are several.",
)
@click.option("--as-it-was", is_flag=True, help="Without such a file; the site then waits for an officer.")
@with_appcontext
def restore_command(file: Path, logs: tuple[Path, ...], as_it_was: bool) -> None:
    """Restore a backup into the database that DATABASE_URL names, which must be empty or absent."""
    if bool(logs) == as_it_was:
        raise click.ClickException(WHICH_LOG)
    config: Config = current_app.extensions["config"]
    with _in_one_sentence(file), file.open("rb") as source:
        backup = read_checked(source)
        read = None if as_it_was else [read_log(log) for log in logs]
        restored = restore(backup, config.database_url, logs=read, now=_now())
    click.echo(f"Restored from {file}: {_in_words(restored.contents)}.")
    for line in (*_of_logs(logs, read), *_of_tombstones(restored), *_of_waiting(restored)):
        click.echo(line)
    click.echo(COMES_BACK.format(officers=restored.officers))


@click.command("copy-to")
@click.argument("address")
@with_appcontext
def copy_command(address: str) -> None:
    """Copy everything but sign-ins, links and mail into the empty database at ADDRESS, written as in DATABASE_URL."""
    try:
        target = database_address(address)
    except SettingsProblem as problem:
        raise click.ClickException(problem.problems[0].replace("DATABASE_URL", "ADDRESS")) from problem
    with _in_one_sentence(None):
        contents = copy(engine(), target, now=_now())
    click.echo(f"Copied to {without_password(target)}: {_in_words(contents)}.")
    click.echo("Set DATABASE_URL to it. People sign in anew: sessions and links were not copied.")


@contextmanager
def _in_one_sentence(file: Path | None) -> Iterator[None]:
    try:
        with one_sentence():
            yield
    except BackupRefused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except migrating.DatabaseBroken as problem:
        raise click.ClickException(f"{problem} Nothing was restored.") from problem
    except OSError as problem:
        raise click.ClickException(f"{problem.filename or file}: {problem.strerror or problem}.") from problem
    except SQLAlchemyError as problem:
        # Its message is not repeated: it may hold what people wrote.
        raise click.ClickException(f"The database refused it ({type(problem).__name__}): nothing is left.") from problem


def _of_logs(logs: tuple[Path, ...], read: list[LogRead] | None) -> Iterator[str]:
    for path, log in zip(logs, read or [], strict=False):
        last = max((entry.day.isoformat() for entry in log.entries), default="no day")
        yield f"{path}: {counted(len(log.entries), 'tombstone')}, the last of {last}. Is it the newest there is?"
        if log.unreadable:
            lines = " ".join(map(str, log.unreadable[:20]))
            unread = counted(len(log.unreadable), "line")
            yield f"{path}: {unread} cannot be read ({lines}), so what was taken away may be back."


def _of_tombstones(restored: Restored) -> Iterator[str]:
    for cause, words in DONE.items():
        if number := restored.taken_away[cause]:
            yield f"Taken away again: {number} {words}."


def _of_waiting(restored: Restored) -> Iterator[str]:
    if restored.is_waiting:
        yield (
            f"What people have taken away since {_moment(restored.contents.made_at)} may be back, in "
            f"{counted(restored.contributions, 'contribution')}. The site shows nothing and hands out no file until an "
            "officer has signed in and accepted that, at /secretariat/restored."
        )


def _in_words(contents: Contents) -> str:
    rows, tables = counted(contents.rows, "row"), counted(len(contents.parts), "table")
    return f"{rows} of {tables}, schema {contents.revision}, as of {_moment(contents.made_at)}"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _now() -> datetime:
    config: Config = current_app.extensions["config"]
    return config.clock()
