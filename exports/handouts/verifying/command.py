"""`flask export verify`: says whether a file was handed out here, and what was changed since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from itertools import chain
from pathlib import Path
from textwrap import shorten
from typing import Any, Final

import click
from flask import current_app
from flask.cli import with_appcontext

from consultation.commands import as_printed, require_current_schema
from consultation.keeping.models import Reason
from consultation.web.texts.sentences import list_in_words
from exports.handouts.verifying.cells import SheetDifferences
from exports.handouts.verifying.nearest import Verdict, verify
from indicators.text import apart

MOST_NAMED: Final = 10  # places
_LONGEST_NAME: Final = 60
_BECAUSE: Final = {
    Reason.WITHDRAWN: "somebody has withdrawn a contribution that was in it",
    Reason.HIDDEN: "the secretariat has hidden a contribution that was in it",
    Reason.LESS_SHOWN: "somebody shows less of themselves now",
    Reason.CHANGED: "a comment that was in it was changed",
    Reason.TOLD_TIMES: "it told times of the day",
    Reason.EXPIRED: "its time is over",
    Reason.ROOM: "room was needed for newer ones",
}


@click.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def verify_command(file: Path) -> None:
    """Say whether a file says what was handed out here, and where it does not; ends with 1 then.

    A file that another program has saved again is compared by what its cells say.
    """
    require_current_schema()
    with current_app.extensions["sessions"]() as session:
        verdict = verify(session, file.read_bytes(), file.name)
    said = "\n".join(as_printed(sentence) for sentence in _said(str(file), verdict))
    if not verdict.says_the_same:
        raise click.ClickException(said)
    click.echo(said)


def _said(file: str, verdict: Verdict) -> Iterator[str]:
    record = verdict.record
    if record is None:
        yield f"Nothing like {file} was handed out here."
        if verdict.unreadable:
            yield verdict.unreadable
    elif verdict.is_same:
        yield f"{file} is as it was handed out: {_in_words(record)}."
    elif verdict.says_the_same:
        yield f"{file} was saved again by another program. Every cell says what was handed out: {_in_words(record)}."
        yield "Only cells were compared, not colours, charts, where links lead or what is hidden."
    elif verdict.is_read:
        yield f"{file} is not as it was handed out. It comes nearest to {_in_words(record)}."
        yield from _differences(verdict)
        yield from _perhaps_gone(verdict.are_gone)
    else:
        yield f"{file} does not have the bytes that were handed out. It comes nearest to {_in_words(record)}."
        yield from _unread(verdict)


def _differences(verdict: Verdict) -> Iterator[str]:
    if verdict.missing:
        yield f"Missing sheets: {_quoted(verdict.missing)}."
    if verdict.added:
        yield f"Added sheets: {_quoted(verdict.added)}."
    for sheet in verdict.sheets:
        places = list(_places(sheet))
        yield from (f"Sheet “{apart(_plain(sheet.sheet))}”: {place}." for place in places[:MOST_NAMED])
        if len(places) > MOST_NAMED:
            yield f"Sheet “{apart(_plain(sheet.sheet))}”: in all {len(places)} differences."


def _places(sheet: SheetDifferences) -> Iterator[str]:
    yield from (f"the column “{apart(_plain(heading))}” is missing" for heading in sheet.missing_columns)
    yield from (f"the column “{apart(_plain(heading))}” was added" for heading in sheet.added_columns)
    yield from (f"row {row}, column “{apart(_plain(heading))}” was changed" for row, heading in sheet.cells)
    yield from (
        f"row {row} of what was handed out (“{apart(_plain(first))}”) is missing" for row, first in sheet.missing_rows
    )
    yield from (f"row {row} was added" for row in sheet.added_rows)
    if sheet.is_in_another_order:
        yield "the rows stand in another order"


def _unread(verdict: Verdict) -> Iterator[str]:
    """Say why the cells were not compared, and what the bytes of the sheets tell."""
    record: Any = verdict.record
    because = f", because {_BECAUSE[record.gone_because]}" if record.gone_because else ""
    yield f"That file is not kept{because}: what its cells said cannot be compared."
    others = [sheet.sheet for sheet in verdict.sheets]
    if not (others or verdict.missing or verdict.added):
        yield "Every sheet has the bytes that it had; something else in the file was changed."
    elif others:
        yield f"Saved again or changed: {_quoted(others)}."
    for what, names in (("Missing sheets", verdict.missing), ("Added sheets", verdict.added)):
        if names:
            yield f"{what}: {_quoted(names)}."


def _perhaps_gone(number: int) -> Iterator[str]:
    if number:
        files = "another file that is" if number == 1 else f"one of {number} other files that are"
        yield f"It may as well be {files} not kept any more and had as many rows."


def _quoted(names: Sequence[str]) -> str:
    more = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
    return list_in_words(chain((f"“{apart(_plain(name))}”" for name in names[:MOST_NAMED]), more))


def _plain(text: str) -> str:
    """Return a name out of a file for a terminal: not long, and without what a terminal would obey."""
    seen = "".join(sign if sign.isprintable() else " " for sign in text)
    return shorten(seen, _LONGEST_NAME, placeholder="…")


def _in_words(record: Any) -> str:
    made_at = record.made_at.astimezone(UTC)
    asked = f", filter {record.filter}" if record.filter else ""
    return f"“{apart(record.title)}” for {record.audience}{asked}, {record.format}, {made_at:%Y-%m-%d %H:%M:%S} UTC"
