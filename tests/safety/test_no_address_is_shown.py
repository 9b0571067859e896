"""No command and no file shows an address: of nobody, whether it is proven or waits to be.

That no page does is seen where every page is asked for: by `answers_to` of test_access.py, and, with the files that
are handed out, by test_canaries.py. The letters themselves name whom they are for; in development they are files that
stand for the mail server, in a folder that only their owner can read. A backup and a copy are the database itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.mail.models import OutgoingMail
from consultation.people.models import Participant, SignInLink
from tests.clock import Clock
from tests.databases import ON_SQLITE
from tests.safety.world import World

OF_COMMANDS: Mapping[str, tuple[str, ...]] = {
    "backup": ("{beside}/backup.zip",),
    "copy-to": ("sqlite:///{beside}/copy.db",),
    "db upgrade": (),
    "db downgrade": ("--help",),
    "export workbook": ("missing-migrants", "--audience", "secretariat", "--output", "{folder}/all.xlsx"),
    "export verify": ("{folder}/all.xlsx",),
    "import": ("{folder}/rows.csv", "--consultation", "missing-migrants", "--kind", "recommendation", "--dry-run"),
    "jobs": (),
    "jobs cancel": ("1",),
    "jobs work": ("--help",),
    "outbox": (),
    "outbox send": (),
    "restore": ("{beside}/backup.zip", "--as-it-was"),
    "secretariat dismiss": ("{officer}",),
    "secretariat invite": ("{other}",),
    "secretariat link": ("{other}",),
    "serve": ("--help",),
    "settings": (),
    "template": ("missing-migrants", "--output", "{folder}/to-fill-in.xlsx"),
    "uploads": (),
    "uploads undo": ("1",),
    "web": ("--help",),
}


def addresses_kept(session: Session) -> set[str]:
    """Return every address that the database knows."""
    columns = (Participant.email, SignInLink.email, OutgoingMail.recipient)
    return {email for column in columns for email in session.scalars(select(column)) if email}


def shown_in(text: str, addresses: set[str]) -> set[str]:
    folded = text.casefold()
    return {address for address in addresses if address.casefold() in folded}


def commands_of(group: click.Group, path: str = "") -> Iterator[str]:
    """Yield the name of everything that can be run."""
    for name, command in group.commands.items():
        whole = f"{path}{name}"
        if isinstance(command, click.Group):
            yield from commands_of(command, f"{whole} ")
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield whole


@ON_SQLITE
def test_no_command_and_no_file_that_one_leaves_shows_an_address(
    app: Flask, full_world: World, session: Session, clock: Clock, tmp_path: Path
) -> None:
    own = {name for name in commands_of(app.cli) if name.split()[0] not in {"run", "shell", "routes"}}
    assert own == set(OF_COMMANDS), "a new command is run here too"
    addresses = addresses_kept(session)
    people = {role: str(full_world.people[role].email) for role in ("officer", "other")}
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "rows.csv").write_text("title,themes\nEstablish a register,justice\n", encoding="utf-8")
    session.commit()
    runner = app.test_cli_runner()
    said = {}
    clock.advance(hours=2)  # so that all mail is due
    at_the_end = {"outbox send": 1, "outbox": 2}
    for name in sorted(OF_COMMANDS, key=lambda name: at_the_end.get(name, 0)):
        words = [*name.split(), *(word.format(folder=folder, beside=tmp_path, **people) for word in OF_COMMANDS[name])]
        said[name] = runner.invoke(args=words).output
    assert "written" in said["outbox"]
    assert {name: found for name, text in said.items() if (found := shown_in(text, addresses))} == {}
    left = {path.name: path.read_bytes().decode("latin-1") for path in folder.iterdir()}
    assert {name: found for name, text in left.items() if (found := shown_in(text, addresses))} == {}
