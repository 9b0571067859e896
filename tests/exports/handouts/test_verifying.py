"""`flask export verify`: whether a file is one that was handed out here, as it was."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import Result
from flask import Flask
from openpyxl import Workbook, load_workbook
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from consultation.keeping.models import KeptFile, KeptPiece
from consultation.proposals.operations.lifecycle import withdraw_proposal
from exports.handouts.models import ExportRecord
from exports.handouts.verifying.nearest import MOST_COMPARED
from tests.clock import START
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
    assert "Sheet “Comments”: row 2 was added." in run("verify", path).output


def test_a_change_outside_the_cells_is_none_of_what_they_say(file: Path, run: Run) -> None:
    put_anew(file, "docProps/core.xml", lambda content: content.replace(b"Steppingstone", b"Somebody else"))
    said = run("verify", file)
    assert said.exit_code == 0
    assert "Every cell says what was handed out" in said.output
    assert "Only cells were compared" in said.output


def saved(file: Path, change: Callable[[Workbook], None] = lambda book: None) -> Path:
    """Open a workbook, change it, and let the library save it, in other bytes."""
    book = load_workbook(file)
    change(book)
    book.save(file)
    return file


def test_a_workbook_that_a_program_has_saved_again_says_what_was_handed_out(file: Path, run: Run) -> None:
    before = file.read_bytes()
    saved(file)
    assert file.read_bytes() != before
    for _again in range(2):
        said = run("verify", file)
        assert said.exit_code == 0, said.output
        assert "was saved again by another program. Every cell says what was handed out: “A limited" in said.output


def test_a_changed_cell_is_named_by_sheet_row_and_column(file: Path, run: Run) -> None:
    def change(book: Workbook) -> None:
        cells = {cell.value: cell for cell in book["Indicators"][2]}
        cells["Deaths at borders"].value = "Lives at borders"

    said = run("verify", saved(file, change))
    assert said.exit_code == 1
    assert "is not as it was handed out. It comes nearest to “A limited set of indicators” for public" in said.output
    assert "Sheet “Indicators”: row 2, column “Title of the indicator” was changed.\n" in said.output
    assert said.output.count("Sheet “") == 1


def test_rows_columns_and_sheets_that_are_missing_or_added_are_named(file: Path, run: Run) -> None:
    def change(book: Workbook) -> None:
        book["Indicators"].delete_rows(2)
        book["Comments"].append(["COM-9999", "one more"])
        book["Comments"].insert_cols(1)
        book["Comments"]["A1"] = "Mine"
        book["Paragraphs"].delete_cols(1)
        del book["Actions"]
        book.create_sheet("Notes")["A1"] = "x"

    said = run("verify", saved(file, change)).output
    assert "Missing sheets: “Actions”." in said
    assert "Added sheets: “Notes”." in said
    assert "Sheet “Indicators”: row 2 of what was handed out (“IND-0001”) is missing." in said
    assert "Sheet “Comments”: the column “Mine” was added." in said
    assert "Sheet “Comments”: row 3 was added." in said
    assert "Sheet “Paragraphs”: the column “Paragraph” is missing." in said
    assert said.count("Sheet “Paragraphs”") == 1


def test_of_many_changed_cells_the_first_are_named_and_all_are_counted(file: Path, run: Run) -> None:
    def change(book: Workbook) -> None:
        for row in book["Data dictionary"].iter_rows(min_row=2, max_row=31, min_col=3, max_col=3):
            row[0].value = "x"

    said = run("verify", saved(file, change)).output
    assert said.count("was changed") == 10
    assert "Sheet “Data dictionary”: in all 30 differences." in said


def test_the_file_that_it_is_is_found_among_others(session: Session, file: Path, run: Run, tmp_path: Path) -> None:
    for number in range(3):
        a_proposal(session, title=f"Another {number}")
        session.commit()
        run("indicators", "--audience", "public", "--output", tmp_path / f"{number}.xlsx")
    said = run("verify", saved(file))
    assert said.exit_code == 0
    assert "filter objective=8" in said.output


# ---- CSV files ----


@pytest.fixture
def csv_files(session: Session, run: Run, tmp_path: Path) -> Path:
    a_comment(session, a_proposal(session, title="Deaths; at borders"), text="=1+1\nand more")
    session.commit()
    path = tmp_path / "files.zip"
    run("--audience", "public", "indicators", "--format", "csv", "--output", path)
    return path


def with_semicolons(content: bytes) -> bytes:
    """As an office program writes a CSV file again."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return text.getvalue().encode("utf-16")


def test_csv_files_that_were_written_again_say_the_same(csv_files: Path, run: Run) -> None:
    put_anew(csv_files, "Comments.csv", with_semicolons)
    said = run("verify", csv_files)
    assert said.exit_code == 0, said.output
    assert "Every cell says what was handed out" in said.output
    put_anew(csv_files, "Comments.csv", lambda content: content.replace("and more".encode("utf-16-le"), b"o\0"))
    assert "Sheet “Comments”: row 2, column “Text” was changed." in run("verify", csv_files).output


def test_an_unchanged_file_is_found_behind_any_number_of_newer_ones_with_as_many_rows(
    session: Session, csv_files: Path, run: Run, tmp_path: Path
) -> None:
    for number in range(MOST_COMPARED + 1):
        other = tmp_path / f"{number}.zip"
        other.write_bytes(csv_files.read_bytes())
        put_anew(other, "Comments.csv", lambda content, end=b"%02d" % number: content.replace(b"more", b"mo" + end))
        also_handed_out(session, other.read_bytes())
    session.commit()
    put_anew(csv_files, "Comments.csv", with_semicolons)
    said = run("verify", csv_files)
    assert said.exit_code == 0, said.output
    assert "Every cell says what was handed out" in said.output


def also_handed_out(session: Session, content: bytes) -> None:
    """Record a file with as many rows as the first, and keep it."""
    first = session.scalars(select(ExportRecord).order_by(ExportRecord.id)).first()
    kept = session.get_one(KeptFile, first and first.kept_file_id)
    sha256 = hashlib.sha256(content).hexdigest()
    other = KeptFile(**values_of(kept) | {"sha256": sha256, "size": len(content)})
    session.add(other)
    session.flush()
    session.add(KeptPiece(file_id=other.id, number=0, content=content))
    session.add(ExportRecord(**values_of(first) | {"sha256": sha256, "kept_file_id": other.id}))
    session.flush()


def values_of(row: object) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs if column.key != "id"}


def test_one_csv_file_is_known_by_itself(csv_files: Path, run: Run, tmp_path: Path) -> None:
    with ZipFile(csv_files) as package:
        content = package.read("Comments.csv")
    one = tmp_path / "Comments.csv"
    for written in (content, with_semicolons(content)):
        one.write_bytes(written)
        said = run("verify", one)
        assert said.exit_code == 0, said.output
    one.write_bytes(content + b"one more\r\n")
    assert "row 3 was added" in run("verify", one).output


# ---- what is not kept ----


def test_of_a_file_in_which_something_was_withdrawn_it_says_that_it_is_not_kept(
    session: Session, run: Run, tmp_path: Path
) -> None:
    proposal = a_proposal(session)
    session.commit()
    path = tmp_path / "all.xlsx"
    run("indicators", "--audience", "public", "--output", path)
    withdraw_proposal(session, proposal, now=START)
    session.commit()
    assert run("verify", path).exit_code == 0, "the bytes are still known"
    said = run("verify", saved(path))
    assert said.exit_code == 1
    assert "That file is not kept, because somebody has withdrawn a contribution that was in it" in said.output
    assert "what its cells said cannot be compared" in said.output


@ON_BOTH
def test_a_file_that_may_be_one_that_is_gone_is_said_to_be_perhaps_that(
    session: Session, run: Run, tmp_path: Path
) -> None:
    first = a_proposal(session, title="Indicator 1")
    a_proposal(session, title="Indicator 2", language="fr")
    session.commit()
    paths = {code: tmp_path / f"{code}.xlsx" for code in ("en", "fr")}
    for code, path in paths.items():
        run("indicators", "--audience", "public", "--filter", f"language={code}", "--output", path)
    withdraw_proposal(session, first, now=START)
    session.commit()
    said = run("verify", saved(paths["en"])).output
    assert "It may as well be another file that is not kept any more and had as many rows." in said
    assert run("verify", saved(paths["fr"])).exit_code == 0


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
