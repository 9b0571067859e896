"""Workbooks, by opening their bytes again."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports.files.writer.package import Report, WrittenPart
from exports.files.writer.workbook import (
    CellKind,
    Column,
    Flowing,
    Later,
    Pieces,
    Properties,
    SheetData,
    UnwritableText,
    divided,
    without_formula,
    write_workbook,
)
from indicators.text import forbidden_characters

CREATED = date(2026, 11, 23)
PROPERTIES = Properties(title="Indicators", created=CREATED, creator="The project", subject="Paragraph 70")

PROPOSALS = SheetData(
    "Indicators",
    (
        Column("reference", "Reference", width=12),
        Column("title", "Title", width=60, wrap=True),
        Column("support", "Support", kind=CellKind.NUMBER),
        Column("day", "Day", kind=CellKind.DATE),
    ),
    pd.DataFrame(
        {
            "reference": ["IND-0001", "IND-0002"],
            "title": ["Share of permits", None],
            "support": [3, None],
            "day": [date(2026, 11, 23), None],
        }
    ),
    key="reference",
    freeze=(1, 1),
)
COVERAGE = SheetData(
    "Coverage",
    (
        Column("objective", "Objective"),
        Column("unions", "Unions", kind=CellKind.NUMBER),
        Column("cities", "Cities", kind=CellKind.NUMBER),
    ),
    pd.DataFrame({"objective": ["1", "2", "3"], "unions": [0, 3, 2], "cities": [9, 6, None]}),
    heat=frozenset({"unions", "cities"}),
    gap="gap",
    landscape=False,
    autofilter=False,
    right_to_left=True,
)


def written(*sheets: SheetData) -> tuple[bytes, Report]:
    target = io.BytesIO()
    report = write_workbook(target, sheets, properties=PROPERTIES)
    return target.getvalue(), report


def opened(*sheets: SheetData) -> Workbook:
    return load_workbook(io.BytesIO(written(*sheets)[0]))


def one_text(text: object) -> SheetData:
    return SheetData("Texts", (Column("text", "Text"),), pd.DataFrame({"text": [text]}, dtype=object))


def values_of(worksheet: Worksheet) -> list[tuple[Any, ...]]:
    return list(worksheet.iter_rows(values_only=True))


def test_rows_stand_below_their_headings_and_nothing_where_nothing_is_known() -> None:
    assert values_of(opened(PROPOSALS)["Indicators"]) == [
        ("Reference", "Title", "Support", "Day"),
        ("IND-0001", "Share of permits", 3, pd.Timestamp("2026-11-23")),
        ("IND-0002", None, None, None),
    ]


def test_a_day_is_a_date_to_the_reader_without_a_time() -> None:
    row = opened(PROPOSALS)["Indicators"][2]
    assert (row[3].is_date, row[3].number_format) == (True, "yyyy-mm-dd")
    assert row[3].value.time() == time()


def test_an_empty_text_is_an_empty_cell() -> None:
    assert opened(one_text(""))["Texts"]["A2"].value is None


def test_no_cell_takes_a_moment() -> None:
    columns = (Column("at", "At", kind=CellKind.DATE),)
    rows = pd.DataFrame({"at": [datetime(2026, 11, 23, 10, 0, tzinfo=UTC)]}, dtype=object)
    with pytest.raises(TypeError, match="a moment"):
        written(SheetData("Times", columns, rows))


def test_a_sheet_without_rows_keeps_its_headings() -> None:
    content, report = written(SheetData("Empty", PROPOSALS.columns, PROPOSALS.rows.head(0)))
    assert len(values_of(load_workbook(io.BytesIO(content))["Empty"])) == 1
    assert report.rows == {"Empty": 0}


def test_a_sheet_of_many_rows_is_written_in_their_order() -> None:
    texts = [f"text {number}" for number in range(1_234)]
    sheet = SheetData("Many", (Column("text", "Text"),), pd.DataFrame({"text": texts}, index=[7] * len(texts)))
    content, report = written(sheet)
    assert values_of(load_workbook(io.BytesIO(content))["Many"]) == [("Text",), *((text,) for text in texts)]
    assert report.rows == {"Many": 1_234}


def test_a_reader_that_trusts_the_declared_size_misses_nothing() -> None:
    workbook = load_workbook(io.BytesIO(written(PROPOSALS)[0]), read_only=True)
    assert workbook["Indicators"].calculate_dimension() == "A1:D3"
    workbook.close()


def test_the_heading_stays_in_view_with_as_many_columns_as_asked() -> None:
    assert opened(PROPOSALS)["Indicators"].freeze_panes == "B2"
    assert opened(COVERAGE)["Coverage"].freeze_panes == "A2"


def test_the_filter_covers_every_row_where_it_is_wanted() -> None:
    assert opened(PROPOSALS)["Indicators"].auto_filter.ref == "A1:D3"
    assert opened(COVERAGE)["Coverage"].auto_filter.ref is None


def test_columns_have_their_widths_and_long_texts_wrap() -> None:
    worksheet = opened(PROPOSALS)["Indicators"]
    assert [worksheet.column_dimensions[letter].width for letter in "AB"] == [12, 60]
    assert worksheet["B2"].alignment.wrap_text
    assert not worksheet["A2"].alignment.wrap_text


def test_a_row_is_as_high_as_its_longest_text_up_to_a_limit() -> None:
    columns = (
        Column("short", "Short"),
        Column("long", "Long", width=20, wrap=True),
        Column("n", "N", kind=CellKind.NUMBER, wrap=True),
    )
    texts = [None, "short", "x" * 60, "a\n\nb", "权" * 30, "line\n" * 100]
    frame = pd.DataFrame({"short": ["y" * 500] * len(texts), "long": texts, "n": range(len(texts))})
    worksheet = opened(SheetData("Heights", columns, frame))["Heights"]
    assert [worksheet.row_dimensions[number].height for number in range(2, 8)] == [15, 15, 45, 45, 45, 180]


def test_an_upright_heading_has_room_and_a_strong_column_is_bold() -> None:
    columns = (
        Column("label", "Label", strong=True),
        Column("n", "Migrant organisations", width=5, kind=CellKind.NUMBER, upright=True),
    )
    worksheet = opened(SheetData("Numbers", columns, pd.DataFrame({"label": ["a"], "n": [1]})))["Numbers"]
    assert worksheet["B1"].alignment.textRotation == 90
    assert worksheet.row_dimensions[1].height > 60
    assert worksheet["A2"].font.bold


def test_a_sheet_too_wide_for_a_page_is_printed_over_several_with_its_first_columns() -> None:
    columns = tuple(Column("reference", f"Reference {number}", width=50) for number in range(8))
    worksheet = opened(SheetData("Wide", columns, PROPOSALS.rows, freeze=(1, 2)))["Wide"]
    assert not worksheet.sheet_properties.pageSetUpPr.fitToPage
    assert (worksheet.print_title_rows, worksheet.print_title_cols) == ("$1:$1", "$A:$B")


def test_a_printed_sheet_is_one_page_wide_with_its_heading_and_page_numbers() -> None:
    worksheet = opened(PROPOSALS)["Indicators"]
    assert (worksheet.page_setup.orientation, worksheet.page_setup.fitToWidth) == ("landscape", 1)
    assert (worksheet.page_setup.fitToHeight, worksheet.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
    assert (worksheet.print_title_rows, worksheet.oddFooter.right.text) == ("$1:$1", "&P / &N")
    assert opened(COVERAGE)["Coverage"].page_setup.orientation == "portrait"


def test_a_sheet_in_arabic_runs_from_right_to_left() -> None:
    assert opened(COVERAGE)["Coverage"].sheet_view.rightToLeft
    assert not opened(PROPOSALS)["Indicators"].sheet_view.rightToLeft


def test_more_is_darker_and_a_gap_is_hatched_and_said_but_remains_a_number() -> None:
    worksheet = opened(COVERAGE)["Coverage"]
    gap, three, two, nine, six = (worksheet[at] for at in ("B2", "B3", "B4", "C2", "C3"))
    assert (gap.value, gap.fill.patternType, gap.number_format) == (0, "lightUp", '0" gap"')
    assert two.fill.fgColor.rgb == three.fill.fgColor.rgb != six.fill.fgColor.rgb != nine.fill.fgColor.rgb
    assert worksheet["C4"].value is None


def test_one_is_few_even_where_nothing_is_more() -> None:
    few = replace(COVERAGE, rows=COVERAGE.rows.assign(unions=[0, 1, 1], cities=[1, 0, 0]))
    one, of_nine = opened(few)["Coverage"]["B3"], opened(COVERAGE)["Coverage"]["B3"]
    assert one.fill.fgColor.rgb == of_nine.fill.fgColor.rgb


def test_the_file_says_nothing_of_who_or_what_made_it() -> None:
    content, _report = written(PROPOSALS)
    about = load_workbook(io.BytesIO(content)).properties
    assert (about.title, about.subject, about.creator, about.lastModifiedBy) == (
        "Indicators",
        "Paragraph 70",
        "The project",
        None,
    )
    assert about.created == about.modified == datetime.combine(CREATED, time())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {item.date_time for item in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_rows_give_the_same_bytes_and_the_hash_that_is_told() -> None:
    content, report = written(PROPOSALS, COVERAGE)
    assert written(PROPOSALS, COVERAGE)[0] == content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        hashes = [hashlib.sha256(package.read(f"xl/worksheets/sheet{number}.xml")).hexdigest() for number in (1, 2)]
    sheets = {"Indicators": WrittenPart(2, hashes[0]), "Coverage": WrittenPart(3, hashes[1])}
    assert report == Report(sheets, len(content), hashlib.sha256(content).hexdigest())


def test_a_file_appears_whole_and_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    report = write_workbook(path, [PROPOSALS], properties=PROPERTIES)
    assert (path.stat().st_size, path.stat().st_mode & 0o777) == (report.size, 0o600)
    assert [entry.name for entry in tmp_path.iterdir()] == ["export.xlsx"]


def test_a_file_that_could_not_be_finished_leaves_the_former_one(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    path.write_text("the former one")
    with pytest.raises(UnwritableText):
        write_workbook(path, [PROPOSALS, one_text("bell\a")], properties=PROPERTIES)
    assert path.read_text() == "the former one"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "text", ["nul\0", "bell\a", "return\r", "half \ud83d", "\uffff", "long" * 9_000, "\U0001f469" * 16_384]
)
def test_a_text_no_cell_can_hold_is_never_changed_but_refused_with_its_place(text: str) -> None:
    with pytest.raises(UnwritableText, match=r"^Texts: A2 holds") as refused:
        written(one_text(text))
    assert text[:4] not in str(refused.value)


def test_every_character_that_is_refused_where_texts_come_in_is_refused_here_too() -> None:
    """The writer looks for them in its own way, as bytes of many texts at once."""
    below_the_surrogates = [chr(code) for code in range(0xD800) if forbidden_characters(chr(code))]
    for character in (*below_the_surrogates, "\ud800", "\udfff", "\ufffe", "\uffff"):
        with pytest.raises(UnwritableText, match="A2 holds a character"):
            written(one_text(f"a{character}b"))


def test_what_is_no_text_is_refused_in_a_column_of_text() -> None:
    with pytest.raises(TypeError, match="A2 is a cell of text and was given int"):
        written(one_text(8))


def test_a_number_no_cell_can_hold_is_refused() -> None:
    columns = (Column("share", "Share", kind=CellKind.NUMBER),)
    with pytest.raises(ValueError, match="A2 is a cell of numbers and was given inf"):
        written(SheetData("Shares", columns, pd.DataFrame({"share": [float("inf")]})))


@pytest.mark.parametrize("name", ["", "a" * 32, "a/b", "[a]", "what?", "'quoted", "quoted'"])
def test_a_name_that_no_sheet_may_have_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name of a sheet"):
        SheetData(name, (), pd.DataFrame())


def test_rows_beyond_what_a_sheet_can_hold_are_refused_and_never_lost() -> None:
    too_many = Flowing([pd.DataFrame({"text": [""] * 1_048_576})])
    with pytest.raises(UnwritableText, match="Rows: it has more rows than a sheet can hold"):
        written(SheetData("Rows", (Column("text", "Text"),), too_many))


@pytest.mark.parametrize("sizes", [[7], [3, 4], [1] * 7, [0, 7, 0], [2, 2, 3]])
def test_rows_are_divided_between_sheets_wherever_their_pieces_end(sizes: list[int]) -> None:
    numbers = iter(range(7))
    frames = [pd.DataFrame({"number": [next(numbers) for _ in range(size)]}) for size in sizes]
    parts = divided(Pieces(7, frames), 3)
    assert [len(part) for part in parts] == [3, 3, 1]
    found = [[number for frame in part.frames for number in frame["number"]] for part in parts]
    assert found == [[0, 1, 2], [3, 4, 5], [6]]


def test_rows_that_fit_a_sheet_are_left_as_they_are() -> None:
    rows = Pieces(3, [])
    assert divided(rows, 3) == [rows]


def test_two_sheets_of_one_name_are_refused() -> None:
    other = replace(PROPOSALS, name="INDICATORS")
    with pytest.raises(ValueError, match="two sheets are called indicators"):
        written(PROPOSALS, other)


def test_a_workbook_without_sheets_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one sheet"):
        written()


def test_a_column_that_the_frame_lacks_is_named() -> None:
    with pytest.raises(ValueError, match=r"Texts lacks the columns \['nothing'\]"):
        SheetData("Texts", (Column("nothing", "Nothing"),), pd.DataFrame({"text": []}))


def test_no_worksheet_holds_a_formula() -> None:
    content, _report = written(one_text("=1+1"), PROPOSALS, COVERAGE)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        worksheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/")]
    assert len(worksheets) == 3
    assert not [found for worksheet in worksheets for found in re.findall(rb"<f\b|<formula", worksheet)]


def test_a_formula_that_found_its_way_into_a_row_would_stop_the_file() -> None:
    row = b'<row r="2"><c r="A2"><v>2</v></c></row>'
    assert without_formula(row) == row
    with pytest.raises(UnwritableText, match="a cell would be a formula"):
        without_formula(row.replace(b"<v>", b"<f>1+1</f><v>"))


def test_rows_in_pieces_are_written_one_after_another_and_later_rows_when_they_are_known() -> None:
    seen: list[str] = []

    def pieces() -> Iterator[pd.DataFrame]:
        for texts in (["a", "b"], [], ["c"]):
            yield pd.DataFrame({"text": texts})
            seen.extend(texts)

    columns = (Column("text", "Text"),)
    before = SheetData("Before", columns, Later(lambda: pd.DataFrame({"text": list(reversed(seen))})))
    content, report = written(before, SheetData("Pieces", columns, Pieces(3, pieces())))
    workbook = load_workbook(io.BytesIO(content))
    assert workbook.sheetnames == ["Before", "Pieces"]
    assert values_of(workbook["Pieces"]) == [("Text",), ("a",), ("b",), ("c",)]
    assert values_of(workbook["Before"]) == [("Text",), ("c",), ("b",), ("a",)]
    assert (workbook["Before"].auto_filter.ref, report.rows) == ("A1:A4", {"Before": 3, "Pieces": 3})


def test_a_piece_that_lacks_a_column_is_named() -> None:
    with pytest.raises(ValueError, match=r"Texts lacks the columns \['text'\]"):
        written(SheetData("Texts", (Column("text", "Text"),), Pieces(1, [pd.DataFrame({"other": ["a"]})])))


def test_rows_that_are_not_all_there_cannot_be_shaded() -> None:
    with pytest.raises(TypeError, match="the rows of Coverage must all be there"):
        written(replace(COVERAGE, rows=Pieces(3, [COVERAGE.rows])))
