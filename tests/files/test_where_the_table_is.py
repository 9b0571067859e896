"""Where the table is in a file: found where it can be, told, and chosen on the page or by options."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.proposals.models import Revision
from consultation.uploads.models import PieceName, UploadPiece
from exports.files.reader.reader import UnreadableFile, read_table
from exports.files.reader.table import ReadingChoice, Table
from tests.client import StrictClient
from tests.databases import SQLITE
from tests.exports.files.reader import packages
from tests.files.conftest import ID_TITLE, BringIn, WriteTable, sent

DATABASES = SQLITE

HEADINGS = ("No", "Indicator", "Objective")
FIRST = ("A1", "Deaths recorded on routes", 8)
SECOND = ("A2", "Migrants with documents", 4)
THIRD = ("A3", "Access to school", 15)

Rows = list[tuple[Any, ...]]
Made = Callable[..., Path]


@pytest.fixture
def workbook(tmp_path: Path) -> Made:
    """Write sheets of rows, and what is to be joined or hidden on the last of them."""

    def write(*sheets: Rows, joined: str = "", rows: str = "", columns: str = "") -> Path:
        book = Workbook()
        book.remove(book.worksheets[0])
        for number, lines in enumerate(sheets, start=1):
            sheet = book.create_sheet(f"Sheet {number}")
            for line in lines:
                sheet.append(line)
        for area in joined.split():
            sheet.merge_cells(area)
        for row in rows.split():
            sheet.row_dimensions[int(row)].hidden = True
        for column in columns.split():
            sheet.column_dimensions[column].hidden = True
        book.save(tmp_path / "table.xlsx")
        return tmp_path / "table.xlsx"

    return write


def numbers(table: Table) -> list[int]:
    return [row.number for row in table.rows]


def remarks(table: Table) -> str:
    return " ".join(remark.sentence for remark in table.remarks)


def test_rows_above_the_headings_are_left_out_and_quoted(workbook: Made) -> None:
    table = read_table(workbook([("List of the office, as of March",), ("(by the unit)",), HEADINGS, FIRST, SECOND]))
    assert (table.headings, table.heading_row, numbers(table)) == (HEADINGS, 3, [4, 5])
    assert "found in row 3" in remarks(table)
    assert "as of March" in remarks(table)


def test_two_rows_of_headings_that_are_joined_are_put_together(workbook: Made) -> None:
    rows = [HEADINGS, (None, "name", "of the Compact"), FIRST]
    table = read_table(workbook(rows, joined="A1:A2"))
    assert table.headings == ("No", "Indicator name", "Objective of the Compact")
    assert numbers(table) == [3]
    assert "rows from 1 to 2" in remarks(table)


def test_a_heading_across_several_columns_belongs_to_each(workbook: Made) -> None:
    rows = [("No", "Indicator", None), (None, "English", "French"), ("A1", "Deaths", "Décès")]
    table = read_table(workbook(rows, joined="A1:A2 B1:C1"))
    assert table.headings == ("No", "Indicator English", "Indicator French")


def test_a_second_row_of_headings_that_fills_the_gaps_of_the_first_is_put_together_with_it(table: WriteTable) -> None:
    lines = ("No,Indicator,,Objective,", ",English,French,,Note", "A1,Deaths,Décès,8,", "A2,School,École,15,new")
    read = read_table(table(*lines))
    assert read.headings == ("No", "Indicator English", "Indicator French", "Objective", "Note")
    assert numbers(read) == [3, 4]
    assert "rows from 1 to 2" in remarks(read)


@pytest.mark.parametrize(
    "lines",
    [
        ("No,Indicator,Objective", ",English,", "A1,Deaths,8"),  # no gap to fill
        ("No,Indicator,,Objective", "A1,Deaths,Décès,8", "A2,School,École,15"),  # a row like the others
        ("No,Indicator,,Objective", ",Deaths,Décès,", ",School,École,"),  # numbers are empty below, too
        ("No,Indicator,,Objective", ",2024,2025,", "A1,5,6,8"),  # values
        ("No,Indicator,,Objective", ",See,,", "A1,Deaths,Décès,8"),  # a column without heading is left
    ],
)
def test_a_second_row_that_may_be_one_of_the_table_is_read_as_one(table: WriteTable, lines: tuple[str, ...]) -> None:
    read = read_table(table(*lines))
    assert numbers(read)[0] == 2
    assert "put together" not in remarks(read)


@pytest.mark.parametrize("first", [[], [("This workbook has the indicators.",), ("See the second sheet.",)]])
def test_a_cover_sheet_and_an_empty_one_are_passed_over_for_one_with_a_table(workbook: Made, first: Rows) -> None:
    table = read_table(workbook(first, [HEADINGS, FIRST]))
    assert (table.sheet, table.headings) == ("Sheet 2", HEADINGS)
    assert "Read from the sheet \u2068Sheet 2\u2069" in remarks(table)


def test_of_two_sheets_with_tables_the_first_is_read_and_the_other_told(workbook: Made) -> None:
    table = read_table(workbook([HEADINGS, FIRST], [HEADINGS, SECOND]))
    assert (table.sheet, table.sheets) == ("Sheet 1", ("Sheet 1", "Sheet 2"))
    assert "Others: \u2068Sheet 2\u2069" in remarks(table)


def test_what_is_hidden_is_left_out_and_told(workbook: Made) -> None:
    rows = [(*HEADINGS, "Internal"), (*FIRST, "x"), ("A2", "DO NOT SEND internal draft", 4, "y"), (*THIRD, "z")]
    table = read_table(workbook(rows, rows="3", columns="D"))
    assert (table.headings, numbers(table)) == (HEADINGS, [2, 4])
    assert "left out: row 3." in remarks(table)
    assert "left out: column D." in remarks(table)


def test_one_value_joined_over_several_rows_is_that_of_each(workbook: Made) -> None:
    rows = [HEADINGS, FIRST, ("A2", "Migrants with documents", None), ("A3", "Access to school", None)]
    table = read_table(workbook(rows, joined="C2:C4"))
    assert [row.cells["Objective"] for row in table.rows] == ["8", "8", "8"]
    assert "joined cells was read into each of their rows: column C" in remarks(table)


def test_titles_of_sections_across_the_table_are_left_out(workbook: Made) -> None:
    table = read_table(workbook([HEADINGS, ("Goal 1. Save lives",), FIRST, SECOND], joined="A2:C2"))
    assert numbers(table) == [3, 4]
    assert "as a title of a section across the table: row 2" in remarks(table)


def test_notes_below_the_table_are_left_out_and_quoted(table: WriteTable) -> None:
    read = read_table(
        table("No,Indicator,Objective", "1,Deaths on routes,8", ",,", "* Source: an office,,", "a/ Draft,,")
    )
    assert numbers(read) == [2]
    assert "* Source: an office" in remarks(read)


def test_a_last_row_of_which_the_title_alone_is_there_is_no_note(table: WriteTable) -> None:
    read = read_table(table("Indicator,Objective", "Deaths on routes,8", "Access to school,"))
    assert numbers(read) == [2, 3]


def test_a_row_of_hashtags_and_headings_that_stand_again_are_left_out(table: WriteTable) -> None:
    lines = ("No,Indicator,Objective", "#indicator+code,#indicator+name,#sector", "1,Deaths,8")
    read = read_table(table(*lines, "No,Indicator,Objective", "2,School,15"))
    assert numbers(read) == [3, 5]
    assert "Row 2 holds hashtags" in remarks(read)
    assert "again in row 4" in remarks(read)


def test_a_second_table_on_a_sheet_is_told_and_can_be_read(workbook: Made) -> None:
    second: Rows = [("Recommendations",), ("Text", "Theme"), ("Stop the deaths", "rescue")]
    path = workbook([HEADINGS, FIRST, (), *second])
    first = read_table(path)
    assert numbers(first) == [2]
    assert "In row 4 another table seems to begin" in remarks(first)
    assert read_table(path, choice=ReadingChoice(heading_row=5)).headings == ("Text", "Theme")


def test_a_row_of_headings_that_is_not_there_is_told(workbook: Made) -> None:
    with pytest.raises(UnreadableFile, match="Row 7 is empty or not there"):
        read_table(workbook([HEADINGS, FIRST]), choice=ReadingChoice(heading_row=7))


def test_joined_cells_without_end_are_refused(tmp_path: Path) -> None:
    areas = "".join('<mergeCell ref="A2:A20000"/>' for _ in range(1_000))
    rows = packages.text_row(1, "a", "b") + "".join(packages.text_row(number, "x", "y") for number in range(2, 300))
    sheet = packages.worksheet(rows).replace("</sheetData>", f"</sheetData><mergeCells>{areas}</mergeCells>")
    (tmp_path / "x").write_bytes(packages.package({"xl/worksheets/sheet1.xml": sheet}))
    with pytest.raises(UnreadableFile, match="unpack to far more"):
        read_table(tmp_path / "x")


def test_the_command_line_tells_what_was_found_and_takes_a_sheet_and_a_row(
    bring_in: BringIn, workbook: Made, session: Session
) -> None:
    file = workbook([HEADINGS, FIRST], [("About",), ("No", "Indicator"), SECOND[:2], HEADINGS, THIRD])
    told = bring_in(file, *ID_TITLE, "--sheet", "Sheet 2", "--heading-row", "4")
    assert told.exit_code == 0, told.output
    assert "Read from the sheet" in told.output
    assert session.scalars(select(Revision.title)).all() == ["Access to school"]


# ---- on the page ----


@pytest.mark.usefixtures("officer")
def test_on_the_page_another_sheet_and_row_are_chosen_and_the_file_is_read_again(
    client: StrictClient, workbook: Made, session: Session
) -> None:
    shown = sent(client, workbook([HEADINGS, FIRST], [("About", "us"), ("No", "Indicator"), SECOND[:2]]))
    assert "Deaths recorded" in shown.text
    other = client.submit(shown, {"read_sheet": "Sheet 2"}, button="Read it again", follow_redirects=True)
    assert "Deaths recorded" not in other.text
    third = client.submit(other, {"read_heading_row": "2"}, button="Read it again", follow_redirects=True)
    done = client.submit(third, {"set_language": "en"}, button="Show what would change", follow_redirects=True)
    assert "new: 1" in done.text
    accepted = client.submit(done, button="Accept all new and changed rows", follow_redirects=True)
    assert accepted.status_code == 200
    assert session.scalars(select(Revision.title)).all() == ["Migrants with documents"]
    assert session.scalars(select(UploadPiece)).all() == []


@pytest.mark.usefixtures("officer")
def test_on_the_page_an_encoding_that_is_not_sure_is_told_and_chosen(client: StrictClient, table: WriteTable) -> None:
    shown = sent(client, table("No;Indicator", "1;L’été", encoding="mac-roman"))
    assert "It cannot be told for sure in which encoding" in shown.text
    assert "<li>Read as Mac Roman.</li>" in shown.text
    other = client.submit(shown, {"read_encoding": "cp850"}, button="Read it again", follow_redirects=True)
    assert "L’été" not in other.text
    assert "It cannot be told" not in other.text


@pytest.mark.usefixtures("officer")
def test_on_the_page_an_encoding_that_is_sure_is_named_and_the_button_stands_in_its_fold(
    client: StrictClient, table: WriteTable, workbook: Made
) -> None:
    page = sent(client, table("Код;Показатель", "1;Доля мигрантов с документами", encoding="cp1251")).text
    assert "<li>Read as Windows-1251.</li>" in page
    fold = page.partition("<details")[2].partition("</details>")[0]
    assert "Read it again</button>" in fold
    assert "Read as" not in sent(client, workbook([HEADINGS, FIRST])).text


@pytest.mark.usefixtures("officer")
def test_a_way_of_reading_that_cannot_be_is_told_at_its_question(client: StrictClient, workbook: Made) -> None:
    shown = sent(client, workbook([HEADINGS, FIRST]))
    for row, told in (("", "Write the number"), ("x", "Write the number"), ("9", "Row 9 is empty or not there")):
        answer = client.submit(shown, {"read_heading_row": row}, button="Read it again")
        assert answer.status_code == 422
        assert told in answer.text


@pytest.mark.usefixtures("officer")
def test_of_a_list_of_ours_the_file_is_not_kept(
    client: StrictClient, workbook: Made, session: Session, tmp_path: Path
) -> None:
    sent(client, workbook([HEADINGS, FIRST]))
    assert set(session.scalars(select(UploadPiece.name))) == {PieceName.FILE, PieceName.TABLE}
    (tmp_path / "list.xlsx").write_bytes(client.get("/consultations/indicators/lists/proposals").data)
    sent(client, tmp_path / "list.xlsx")
    assert list(session.scalars(select(UploadPiece.name).where(UploadPiece.name == PieceName.FILE))) == [PieceName.FILE]
