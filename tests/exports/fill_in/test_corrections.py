"""What is wrong in a table is given back marked, corrected there, and brought in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from flask import Flask
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.proposals.models import Proposal
from exports.files.reader.reader import read_table
from exports.fill_in.template import ROWS_OF
from indicators.fields import Kind
from tests.databases import SQLITE
from tests.exports.fill_in.templates import content_of, typed
from tests.factories import indicators
from tests.machines.office import Office

Import = Callable[..., Result]
DATABASES = SQLITE

MAPS = (
    *("--map", "title=Titre", "--map", "objectives=Objectifs", "--map", "rationale=Pourquoi"),
    *("--set", "language=fr"),
)


@pytest.fixture
def bring_in(app: Flask, session: Session) -> Import:
    """Run the command on a file."""

    def run(file: Path, *options: str) -> Result:
        session.rollback()
        arguments = ["import", str(file), "--consultation", "indicators", "--kind", "indicator", *options]
        return app.test_cli_runner().invoke(args=arguments)

    return run


@pytest.fixture
def filled(session: Session, tmp_path: Path) -> Path:
    """A template with a good row, one without a title and one that names no such objective."""
    file = tmp_path / "filled.xlsx"
    file.write_bytes(content_of(indicators(session)))
    workbook = openpyxl.load_workbook(file)
    rows = [{"title": "One"}, {"rationale": "no title"}, {"title": "Two", "objectives": "8, 24"}]
    for sheet, place, text in typed(rows):
        workbook[sheet][place] = text
    workbook.save(file)
    return file


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A CSV file of somebody else with a text that looks like a formula."""
    file = tmp_path / "liste.csv"
    file.write_text("\nTitre;Objectifs;Pourquoi\n=1+1;99;_x000D_ @ici\nDeux;8;oui\n", encoding="utf-8")
    return file


def sheet_of(file: Path, name: str) -> Worksheet:
    sheet: Worksheet = openpyxl.load_workbook(file)[name]
    return sheet


def how_many(session: Session) -> int:
    session.rollback()
    return session.scalars(select(func.count(Proposal.id))).one()


def test_a_template_comes_back_as_a_template_and_is_taken_when_it_is_corrected(
    filled: Path, tmp_path: Path, bring_in: Import, session: Session, typing_office: Office
) -> None:
    marked = tmp_path / "marked.xlsx"
    assert bring_in(filled, "--marked", str(marked)).exit_code == 1
    assert how_many(session) == 0
    sheet = sheet_of(marked, ROWS_OF[Kind.INDICATOR])
    found = {cell.coordinate for row in sheet.iter_rows(min_row=3) for cell in row if cell.comment}
    assert found == {"D4", "F5"}
    assert "title" in sheet["D4"].comment.text
    assert "24" in sheet["F5"].comment.text
    assert sheet["F5"].fill.fgColor.rgb == "FFFFE08A"
    assert {rule.type for rule in sheet.data_validations.dataValidation} == {"list", "custom", "textLength"}
    corrected = typing_office.fill_in(marked, typed([{}, {"title": "Three"}, {"objectives": "8, 23"}]))
    outcome = bring_in(corrected)
    assert "3 rows brought in" in outcome.output
    assert how_many(session) == 3


def test_the_problems_are_listed_with_their_place_and_what_stands_there(
    filled: Path, tmp_path: Path, bring_in: Import
) -> None:
    marked = tmp_path / "marked.xlsx"
    bring_in(filled, "--marked", str(marked))
    _headings, *rows = sheet_of(marked, "Problems").iter_rows(values_only=True)
    assert [row[:3] for row in rows] == [
        ("4", "Title of the indicator *", None),
        ("5", "Objectives of the Compact *", "8, 24"),
    ]
    assert "24" in str(rows[1][3])


def test_a_foreign_table_comes_back_with_its_rows_where_they_were_and_its_texts_as_text(
    foreign: Path, tmp_path: Path, bring_in: Import, session: Session, office: Office
) -> None:
    marked = tmp_path / "marked.xlsx"
    outcome = bring_in(foreign, *MAPS, "--marked", str(marked))
    assert "row 3, column “Objectifs”" in outcome.output
    sheet = sheet_of(marked, "Rows")
    assert [cell.value for cell in sheet[2]] == ["Titre", "Objectifs", "Pourquoi"]
    assert (sheet["A3"].value, sheet["A3"].data_type, sheet["A3"].quotePrefix) == ("=1+1", "s", True)
    assert sheet["B3"].comment is not None
    assert read_table(marked).rows[0].cells["Pourquoi"] == "_x000D_ @ici"
    assert read_table(office.convert(marked)).rows[0].cells["Pourquoi"] == "_x000D_ @ici"
    workbook = openpyxl.load_workbook(marked, rich_text=True)
    workbook["Rows"]["B3"] = "9"
    workbook.save(marked)
    assert "2 rows brought in" in bring_in(marked, *MAPS).output
    assert how_many(session) == 2


def test_nothing_is_written_where_nothing_is_wrong(filled: Path, tmp_path: Path, bring_in: Import) -> None:
    workbook = openpyxl.load_workbook(filled)
    for place in ("E4", "F5"):
        workbook["Indicators"][place] = None
    workbook.save(filled)
    outcome = bring_in(filled, "--marked", str(tmp_path / "marked.xlsx"))
    assert outcome.exit_code == 0, outcome.output
    assert not (tmp_path / "marked.xlsx").exists()


def test_a_text_that_would_lose_its_end_is_not_given_back(tmp_path: Path, bring_in: Import) -> None:
    file = tmp_path / "long.csv"
    file.write_text(f"Titre,Objectifs,Pourquoi\nOne,99,{'x' * 40_000}\n", encoding="utf-8")
    outcome = bring_in(file, *MAPS, "--marked", str(tmp_path / "marked.xlsx"))
    assert "row 2 holds a text that is longer than a cell can be. Correct it in your own file." in outcome.output
    assert not (tmp_path / "marked.xlsx").exists()


def test_a_place_where_nothing_can_be_written_is_told(filled: Path, bring_in: Import) -> None:
    outcome = bring_in(filled, "--marked", "/nowhere/marked.xlsx")
    assert "/nowhere/marked.xlsx cannot be written" in outcome.output


def test_what_cannot_be_kept_is_told_and_does_not_come_back(tmp_path: Path, bring_in: Import, session: Session) -> None:
    file, marked = tmp_path / "odd.csv", tmp_path / "marked.xlsx"
    file.write_text("Titre,Objectifs,Pourquoi\nOne\x01,8,x\n", encoding="utf-8")
    assert "U+0001" in bring_in(file, *MAPS, "--marked", str(marked)).output
    assert "U+0001" in sheet_of(marked, "Rows")["A2"].comment.text
    assert "1 row brought in" in bring_in(marked, *MAPS).output


def test_a_row_in_the_place_of_the_example_comes_back_instead_of_it(
    filled: Path, tmp_path: Path, bring_in: Import, session: Session
) -> None:
    workbook = openpyxl.load_workbook(filled)
    workbook["Indicators"].delete_rows(2)
    workbook.save(filled)
    marked = tmp_path / "marked.xlsx"
    bring_in(filled, "--marked", str(marked))
    sheet = sheet_of(marked, ROWS_OF[Kind.INDICATOR])
    assert [sheet[place].value for place in ("A2", "D2", "E2")] == [None, "One", None]


def test_what_stands_below_no_heading_is_not_lost_on_the_way(tmp_path: Path, bring_in: Import) -> None:
    file = tmp_path / "wide.csv"
    file.write_text("Titre,Objectifs,Pourquoi\nOne,8,x,and more\n", encoding="utf-8")
    outcome = bring_in(file, *MAPS, "--marked", str(tmp_path / "marked.xlsx"))
    assert "row 2 holds something that is below no heading. Correct it in your own file." in outcome.output


def test_the_file_itself_is_not_written_over(filled: Path, bring_in: Import) -> None:
    before = filled.read_bytes()
    assert "Name another file after --marked" in bring_in(filled, "--marked", str(filled)).output
    assert filled.read_bytes() == before
