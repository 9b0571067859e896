"""Fixtures: a file of somebody else's, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.people.models import Participant
from tests.client import StrictClient
from tests.factories import an_officer, sign_in

BringIn = Callable[..., Result]
WriteTable = Callable[..., Path]
ID_TITLE = ("--map", "external_id=No", "--map", "title=Indicator", "--map", "objectives=Objective")


@pytest.fixture
def bring_in(app: Flask, session: Session) -> BringIn:
    """Bring a file in by the command line, with whatever options follow it."""

    def run(file: Path, *options: str) -> Result:
        session.rollback()
        if not any("language" in option for option in options):
            options = (*options, "--set", "language=en")
        command = ["import", str(file), "--consultation", "indicators", "--kind", "indicator", *options]
        return app.test_cli_runner().invoke(args=command)

    return run


@pytest.fixture
def table(tmp_path: Path) -> WriteTable:
    """Write lines, or bytes, to a file."""

    def write(*lines: str, encoding: str = "utf-8", name: str = "table.csv") -> Path:
        file = tmp_path / name
        file.write_bytes("".join(f"{line}\r\n" for line in lines).encode(encoding))
        return file

    return write


@pytest.fixture
def officer(client: StrictClient, session: Session) -> Participant:
    """An officer at the browser."""
    person = an_officer(session)
    sign_in(client, session, person)
    return person


def sent(client: StrictClient, file: Path) -> TestResponse:
    """Send a file on the page for that, and return the page that comes of it."""
    return client.upload("/consultations/indicators/uploads", "file", file, follow_redirects=True)
