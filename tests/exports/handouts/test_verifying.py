"""`flask export verify`: whether a file is one that was handed out here, as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import Result
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from tests.databases import ON_BOTH, SQLITE
from tests.factories import a_comment, a_proposal

DATABASES = SQLITE

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    return lambda *words: app.test_cli_runner().invoke(args=["export", *map(str, words)])


@pytest.fixture
def file(session: Session, run: Run, tmp_path: Path) -> Path:
    """A workbook that was handed out."""
    a_comment(session, a_proposal(session, title="Deaths at borders"))
    session.commit()
    path = tmp_path / "indicators.xlsx"
    assert run("indicators", "--audience", "public", "--output", path, "--filter", "objective=8").exit_code == 0
    return path


def put_anew(path: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    """Write the zip again with one part changed."""
    with ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, change(content) if name == part else content)


def test_a_file_that_is_as_it_was_is_known_again(file: Path, run: Run) -> None:
    said = run("verify", file)
    assert said.exit_code == 0, said.output
    assert "is as it was handed out: “A limited set of indicators” for public, filter objective=8, xlsx" in said.output


def test_csv_files_are_known_again_too(session: Session, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "files.zip"
    run("--audience", "public", "indicators", "--format", "csv", "--output", path)
    assert run("verify", path).exit_code == 0
    put_anew(path, "Comments.csv", lambda content: content + b"one more\r\n")
    assert "Changed: Comments." in run("verify", path).output


def test_the_sheet_that_was_changed_is_named(file: Path, run: Run) -> None:
    names = load_workbook(file).sheetnames
    part = f"xl/worksheets/sheet{names.index('Indicators') + 1}.xml"
    put_anew(file, part, lambda content: content.replace(b"Deaths at borders", b"Lives at borders"))
    said = run("verify", file)
    assert said.exit_code == 1
    assert "is not as it was handed out. It comes nearest to “A limited set of indicators” for public" in said.output
    assert "Changed: Indicators.\n" in said.output


@ON_BOTH
def test_a_change_outside_the_sheets_is_told_from_one_in_them(file: Path, run: Run) -> None:
    put_anew(file, "docProps/core.xml", lambda content: content.replace(b"Steppingstone", b"Somebody else"))
    said = run("verify", file)
    assert said.exit_code == 1
    assert "Every sheet is as it was; something else" in said.output


def test_a_workbook_that_a_program_has_saved_again_is_no_longer_the_same(file: Path, run: Run) -> None:
    load_workbook(file).save(file)
    assert run("verify", file).exit_code == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"a text", b"\0" * 5_000])
def test_of_anything_else_it_says_that_nothing_like_it_was_handed_out(
    file: Path, run: Run, tmp_path: Path, content: bytes
) -> None:
    other = tmp_path / "other"
    other.write_bytes(content)
    said = run("verify", other)
    assert said.exit_code == 1
    assert f"Nothing like {other} was handed out here." in said.output


def test_a_file_that_is_not_there_is_said(run: Run, tmp_path: Path) -> None:
    assert "does not exist" in run("verify", tmp_path / "nothing.xlsx").output
