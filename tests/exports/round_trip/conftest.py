"""Fixtures of the round trip: the commands, and a list that somebody edits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from tests.exports.round_trip.edited import Sheet

Command = Callable[..., Result]


@pytest.fixture
def run(app: Flask, session: Session) -> Command:
    """Run one of the commands; what the test has arranged is committed before, and read anew after it."""

    def command(*words: str | Path) -> Result:
        session.commit()
        outcome = app.test_cli_runner().invoke(args=[str(word) for word in words])
        session.expire_all()
        return outcome

    return command


@pytest.fixture
def take(run: Command, tmp_path: Path) -> Callable[..., Sheet]:
    """Take a list away."""

    def taken(*options: str, slug: str = "indicators") -> Sheet:
        file = tmp_path / "list.xlsx"
        outcome = run("export", slug, "--editable", "--output", file, *options)
        assert outcome.exit_code == 0, outcome.output
        return Sheet.opened(file)

    return taken


@pytest.fixture
def bring_back(run: Command) -> Callable[..., Result]:
    """Bring a list back."""

    def back(sheet: Sheet, *options: str) -> Result:
        sheet.save()
        return run("import", sheet.file, "--edited", *options)

    return back
