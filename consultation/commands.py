"""What commands share: a session to write in, errors in one sentence, the site's own address."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from alembic.util import CommandError
from flask import Flask, current_app
from flask.ctx import RequestContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from consultation import migrating
from consultation.config import Config
from consultation.database import begin_writing
from consultation.errors import Refusal
from consultation.places import IS_INSTALLED
from consultation.web.transactions import engine
from indicators.text import without_signs


def require_current_schema() -> None:
    """End the command with a sentence unless the database can be reached and has the schema of this code."""
    with one_sentence():
        is_current = migrating.is_current(engine())
    if not is_current:
        raise click.ClickException(f"The database has another schema. Run first: {as_typed('db upgrade')}")


@contextmanager
def one_sentence() -> Iterator[None]:
    """End the command with one sentence where the database cannot be used."""
    try:
        yield
    except (migrating.DatabaseTooNew, CommandError) as problem:
        raise click.ClickException(str(problem)) from problem
    except OperationalError as problem:
        raise click.ClickException("The database cannot be reached: check DATABASE_URL.") from problem


@contextmanager
def writing_session() -> Iterator[Session]:
    """Yield a session begun for writing and commit it at the end; a refusal ends the command with its sentence."""
    require_current_schema()
    with current_app.extensions["sessions"]() as session:
        begin_writing(session)
        try:
            yield session
        except Refusal as refusal:
            raise click.ClickException(as_printed(refusal.sentence)) from refusal
        session.commit()


def as_printed(sentence: object) -> str:
    """Return a sentence as a command prints it: what it names is copied into the next command, without unseen signs."""
    return without_signs(str(sentence))


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with what is counted: "1 row", "2 rows"."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def as_typed(command: str) -> str:
    """Return one of our commands as whoever started this process can type it."""
    program = Path(sys.argv[0])
    if program.name in {"flask", "steppingstone"}:
        begin = str(program) if program.parent != Path() and not _is_on_path(program) else program.name
        return f"{begin} --app wsgi {command}" if program.name == "flask" else f"{begin} {command}"
    return f"steppingstone {command}" if IS_INSTALLED else f"flask --app wsgi {command}"


def served_elsewhere(port: int) -> str:
    """Return what can be typed to serve in development on a port."""
    return as_typed(f"serve --port {port}") if IS_INSTALLED else f"make run PORT={port}"


def _is_on_path(program: Path) -> bool:
    found = shutil.which(program.name)
    return found is not None and Path(found).samefile(program)


def on_its_own_site(app: Flask) -> RequestContext:
    """Return what forms, pages and addresses are made in where nobody asks: the site under its own name.

    Under any other name production, which trusts one alone, could not say the address of a page.
    """
    config: Config = app.extensions["config"]
    return app.test_request_context(base_url=config.origin)
