"""Cells are read as what is seen in them; what could not be calculated is a problem, never a text."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.proposals.models import Revision
from exports.files.reader.reader import read_table
from tests.databases import SQLITE
from tests.exports.files.reader import packages
from tests.files.conftest import ID_TITLE, BringIn, WriteTable

DATABASES = SQLITE


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write rows whose first cells have a format."""

    def write(*values: Any, code: str) -> Path:
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.append(["No", "Indicator", "Objective"])
        for number, value in enumerate(values, start=2):
            sheet.append([value, f"Indicator {number} of the list", 8])
            sheet.cell(number, 1).number_format = code
        book.save(tmp_path / "table.xlsx")
        return tmp_path / "table.xlsx"

    return write


@pytest.mark.parametrize(
    ("values", "code", "seen"),
    [
        ((7, 12), "000", ["007", "012"]),
        ((1.1, 1.2), "0.00", ["1.10", "1.20"]),
        ((0.5, 0.125), "0.0%", ["50.0%", "12.5%"]),
        ((datetime.timedelta(hours=36, minutes=15),), "[h]:mm", ["36:15"]),
        ((datetime.date(2026, 7, 10),), "d mmm", ["2026-07-10"]),
        (("1.10", "007"), "General", ["1.10", "007"]),
    ],
)
def test_a_cell_says_what_is_seen(
    workbook: Callable[..., Path], values: tuple[Any, ...], code: str, seen: list[str]
) -> None:
    table = read_table(workbook(*values, code=code))
    assert [row.cells["No"] for row in table.rows] == seen


@pytest.mark.parametrize(("written", "read"), [("a_x000D_\nb", "a\nb"), ("a_x000D_b", "a\nb"), ("a_x005F_b", "a_b")])
def test_characters_that_are_written_by_their_number_are_read(tmp_path: Path, written: str, read: str) -> None:
    rows = packages.text_row(1, "Indicator") + packages.text_row(2, written)
    (tmp_path / "x").write_bytes(packages.sheet(rows))
    assert read_table(tmp_path / "x").rows[0].cells["Indicator"] == read


ERROR = '<row r="2"><c r="A2" t="e"><v>#REF!</v></c><c r="B2"><v>8</v></c></row>'


@pytest.fixture
def with_error(tmp_path: Path) -> Path:
    rows = packages.text_row(1, "Indicator", "Objective") + ERROR + packages.text_row(3, "Access to school", "15")
    (tmp_path / "x.xlsx").write_bytes(packages.sheet(rows))
    return tmp_path / "x.xlsx"


def test_an_error_value_is_a_problem_and_no_title(bring_in: BringIn, with_error: Path, session: Session) -> None:
    told = bring_in(with_error, "--map", "title=Indicator", "--keep-good")
    assert "row 2, column “Indicator”: The cell shows #REF!: the program could not calculate it." in told.output
    assert session.scalars(select(Revision.title)).all() == ["Access to school"]


def test_an_error_value_in_a_column_that_is_left_out_does_no_harm(
    bring_in: BringIn, table: WriteTable, with_error: Path
) -> None:
    file = table("Indicator,Share", "Deaths on routes,#DIV/0!", "Access to school,5")
    assert "2 rows brought in" in bring_in(file, "--map", "title=Indicator").output
    told = bring_in(file, "--map", "title=Indicator", "--map", "availability=Share")
    assert "row 2, column “Share”: The cell shows #DIV/0!" in told.output


def test_a_text_that_looks_like_an_error_in_a_workbook_is_a_text(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(packages.sheet(packages.text_row(1, "Indicator") + packages.text_row(2, "#N/A")))
    assert not read_table(tmp_path / "x").rows[0].problems


def test_an_objective_with_decimals_is_that_objective(bring_in: BringIn, workbook: Callable[..., Path]) -> None:
    file = workbook(8, 10, code="0.00")
    told = bring_in(file, "--map", "title=Indicator", "--map", "objectives=No")
    assert "2 rows brought in" in told.output


def test_ids_that_look_like_dates_are_warned_of(bring_in: BringIn, workbook: Callable[..., Path]) -> None:
    file = workbook(datetime.date(2026, 7, 10), datetime.date(2026, 2, 10), code="d-mmm")
    told = bring_in(file, *ID_TITLE, "--dry-run")
    assert "column “No” look like dates" in told.output
    others = bring_in(workbook("A1", "A2", code="General"), *ID_TITLE, "--dry-run")
    assert "look like dates" not in others.output
