"""Quotation marks and delimiters of CSV files: read right, or refused with the line."""

from __future__ import annotations

import pytest

from exports.files.reader.reader import UnreadableFile, read_table
from exports.files.reader.table import Table
from tests.files.conftest import WriteTable


def said(table: Table) -> list[list[str]]:
    return [[*table.headings], *([*row.cells.values()] for row in table.rows)]


RIGHT = [["No", "Indicator", "Objective"], ["1", "Deaths, all routes", "8"], ["2", "Migrants", "4"]]


@pytest.mark.parametrize(
    "lines",
    [
        ("No,Indicator,Objective", '1,"Deaths, all routes" ,8', '2,"Migrants",4'),
        ("No,Indicator,Objective", '1,"Deaths, all routes"\t,8', '2,"Migrants",4'),
        ("No, Indicator, Objective", '1, "Deaths, all routes", 8', '2, "Migrants", 4'),
        ("No|Indicator|Objective", "1|Deaths, all routes|8", "2|Migrants|4"),
        ("sep=;", "No;Indicator;Objective", "1;Deaths, all routes;8", "2;Migrants;4"),
        ("SEP=|", "No|Indicator|Objective", "1|Deaths, all routes|8", "2|Migrants|4"),
        ("\ufeffsep=\t", "No\tIndicator\tObjective", "1\tDeaths, all routes\t8", "2\tMigrants\t4"),
        ("About, this list;;", "No;Indicator;Objective", "1;Deaths, all routes;8", "2;Migrants;4"),
    ],
)
def test_a_table_is_read_in_its_columns(lines: tuple[str, ...], table: WriteTable) -> None:
    assert said(read_table(table(*lines))) == RIGHT


def test_a_delimiter_that_stands_in_texts_alone_is_not_taken(table: WriteTable) -> None:
    read = read_table(table("No,Said", 'a,"<b>""7""</b> &amp;"', 'b,"; , | a; b"'))
    assert said(read) == [["No", "Said"], ["a", '<b>"7"</b> &amp;'], ["b", "; , | a; b"]]


def test_a_line_that_says_the_delimiter_is_counted_among_the_lines_and_no_row(table: WriteTable) -> None:
    row = read_table(table("sep=;", "No;Indicator", "1;Deaths")).rows[0]
    assert (row.number, row.line) == (2, 3)


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (("No,Indicator,Objective", "1,Deaths,8", '2,"Migrants with ""documents,4', "3,School,15"), 3),
        (("No,Indicator,Objective", '1,"Deaths" at sea,8', "2,Migrants,4"), 2),
        (("No;Indicator;Objective", '1;"Deaths;8', "2;Migrants;4"), 2),
    ],
)
def test_a_quotation_mark_that_is_not_closed_is_told_with_its_line_and_never_one_wide_column(
    lines: tuple[str, ...], line: int, table: WriteTable
) -> None:
    with pytest.raises(UnreadableFile, match=f"begins on line {line} cannot be read"):
        read_table(table(*lines))


def test_spaces_and_marks_within_texts_stay_as_they_are(table: WriteTable) -> None:
    texts = ['" , x"', '"he said ""no"" , twice"', '"  two"']
    read = read_table(table("Indicator,Objective", *(f"{text},8" for text in texts)))
    assert [row.cells["Indicator"] for row in read.rows] == [" , x", 'he said "no" , twice', "  two"]


def test_cells_at_the_end_of_a_row_may_be_missing(table: WriteTable) -> None:
    read = read_table(table("No,Indicator,Objective,Notes", "1,Deaths,8", "2,Migrants,4,ok", "3,School,15"))
    assert [row.cells["Notes"] for row in read.rows] == ["", "ok", ""]
    assert not any(row.problems for row in read.rows)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (("1,Deaths on", "routes,8"), [2, 3]),
        (("1,Deaths on routes,8 and", "10"), [3]),
        (("1,Deaths,8", "2"), [3]),
    ],
)
def test_a_text_whose_line_end_is_not_quoted_is_told(rows: tuple[str, ...], told: list[int], table: WriteTable) -> None:
    read = read_table(table("No,Indicator,Objective", *rows, "9,School,15"))
    assert [row.number for row in read.rows if row.problems] == told


def test_one_column_of_sentences_with_commas_is_one_column(table: WriteTable) -> None:
    read = read_table(table("Indicator", "Deaths, by sex, by age", "Migrants, by sex, by age"))
    assert said(read) == [["Indicator"], ["Deaths, by sex, by age"], ["Migrants, by sex, by age"]]
