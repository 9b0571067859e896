"""Uploaded tables, read from the forms in which people save them."""

from __future__ import annotations

import csv
import io
from datetime import date, time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from exports.files.reader.reader import Table, UnreadableFile, read_table
from exports.files.reader.table import ReadingChoice
from exports.files.writer.workbook import Column, Properties, SheetData, write_workbook
from indicators.text import forbidden_characters, normalise_text
from tests.exports.files.reader import packages
from tests.machines.office import Office

REFERENCE = Path(__file__).parents[5] / "shared" / "reference"


@pytest.fixture
def upload(tmp_path: Path) -> Path:
    """Where an uploaded file lies: what it was called does not matter."""
    return tmp_path / "upload"


def table_of(upload: Path, content: str | bytes, *, sheet: str | None = None) -> Table:
    upload.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(upload, choice=ReadingChoice(sheet))


def workbook_of(*rows: tuple[Any, ...], **others: list[tuple[Any, ...]]) -> bytes:
    """A workbook as a spreadsheet program would save it: the rows on the first sheet, further sheets by name."""
    workbook = Workbook()
    for title, lines in {"First": rows, **others}.items():
        worksheet = workbook.create_sheet(title)
        for line in lines:
            worksheet.append(line)
    workbook.remove(workbook.worksheets[0])
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def cells(table: Table) -> list[tuple[str, ...]]:
    return [tuple(row.cells.values()) for row in table.rows]


def sentences(table: Table) -> list[tuple[int, str | None, str]]:
    problems = [*table.problems, *(problem for row in table.rows for problem in row.problems)]
    return [(problem.row, problem.column, problem.sentence) for problem in problems]


# ---- CSV ----

FORMS = {
    "UTF-8": "utf-8",
    "UTF-8 with mark": "utf-8-sig",
    "UTF-16": "utf-16",
    "Windows-1252": "cp1252",
}


@pytest.mark.parametrize("encoding", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_a_table_is_read_in_whatever_form_it_was_saved(
    upload: Path, encoding: str, delimiter: str, line_end: str
) -> None:
    lines = ("titre;raison", "Régularité, coût (8, 10);“à voir”", "b;c, d")
    text = line_end.join(
        delimiter.join(f'"{cell}"' if "," in cell else cell for cell in line.split(";")) for line in lines
    )
    table = table_of(upload, text.encode(encoding))
    assert table.headings == ("titre", "raison")
    assert cells(table) == [("Régularité, coût (8, 10)", "“à voir”"), ("b", "c, d")]
    assert not sentences(table)


def test_commas_within_texts_do_not_part_columns_that_semicolons_part(upload: Path) -> None:
    table = table_of(upload, "objectives (8, 10, 12);title\n8, 10;a, b\n;c\n8;d, e, f, g\n")
    assert table.headings == ("objectives (8, 10, 12)", "title")
    assert cells(table) == [("8, 10", "a, b"), ("", "c"), ("8", "d, e, f, g")]


def test_a_table_of_one_column_needs_no_delimiter(upload: Path) -> None:
    table = table_of(upload, "title\nShare of permits\nLength of stay\n")
    assert cells(table) == [("Share of permits",), ("Length of stay",)]


def test_a_row_is_known_by_its_number_in_a_spreadsheet_and_by_its_line(upload: Path) -> None:
    table = table_of(upload, '\ntitle,rationale\n"a\nb",c\n\n,\nd,"e\r\nf"\ng,h\n')
    assert [(row.number, row.line) for row in table.rows] == [(3, 3), (6, 7), (7, 9)]
    assert cells(table) == [("a\nb", "c"), ("d", "e\nf"), ("g", "h")]


def test_a_row_too_short_or_too_long_is_told_with_its_number(upload: Path) -> None:
    table = table_of(upload, "title,rationale,source\na,b,c\nd\nf,g,h,i, ,j\nk,l,m,,\n")
    assert [(row, column) for row, column, _sentence in sentences(table)] == [(3, None), (4, "D"), (4, "F")]
    assert "has only 1 of 3 cells" in sentences(table)[0][2]
    assert "stands in column D, beyond the last heading" in sentences(table)[1][2]
    assert cells(table)[1] == ("d", "", "")


def test_a_quotation_mark_within_a_text_is_read_when_it_is_doubled(upload: Path) -> None:
    assert cells(table_of(upload, 'title\n"the ""right"" to stay"\n')) == [('the "right" to stay',)]


def test_characters_that_cannot_be_kept_are_told_with_row_and_column(upload: Path) -> None:
    table = table_of(upload, "title,rationale\na,b\nc,d\x07e\x1b\uffff\x07\n")
    assert sentences(table) == [
        (
            3,
            "rationale",
            "The cell holds invisible characters that cannot be kept (U+0007, U+001B and U+FFFF). Remove them.",
        )
    ]


def test_texts_are_taken_as_they_are_apart_from_line_ends(upload: Path) -> None:
    texts = ("  two  spaces ", "e\u0301", "\u202egnorw\u202c", "00042", "=1+1", "a\u2028b", "'quoted")
    assert cells(table_of(upload, "title\n" + "\n".join(texts))) == [(text,) for text in texts]


COLUMNS = st.integers(1, 4)
CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@settings(deadline=None)
@given(st.data(), st.sampled_from(",;\t"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_whatever_a_program_writes_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, delimiter: str, encoding: str
) -> None:
    width = data.draw(COLUMNS)
    lines = data.draw(st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=5))
    headings = [f"heading {number}" for number in range(width)]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([headings, *lines])
    path = tmp_path_factory.mktemp("upload") / "upload"
    path.write_bytes(text.getvalue().encode(encoding))
    table = read_table(path)
    expected = [tuple(map(normalise_text, line)) for line in lines if "".join(line).strip()]
    assert cells(table) == expected
    assert bool(sentences(table)) == any(forbidden_characters(cell) for line in expected for cell in line)


# ---- headings ----


def test_headings_are_cleaned_of_what_nobody_sees(upload: Path) -> None:
    table = table_of(upload, '\ufefftitle ,"why\nit  counts",a\x07b\n1,2,3\n')
    assert table.headings == ("title", "why it counts", "ab")


def test_a_column_without_heading_goes_by_its_letter_and_empty_ones_at_the_end_are_left_out(upload: Path) -> None:
    table = table_of(upload, "title,,source,,\na,b,c,,\n")
    assert table.headings == ("title", "B", "source")
    assert cells(table) == [("a", "b", "c")]


def test_two_columns_of_one_heading_are_told_and_kept_apart(upload: Path) -> None:
    table = table_of(upload, "note,title,note,C,\na,b,c,d,\n")
    assert table.headings == ("note", "title", "note (C)", "C")
    assert sentences(table) == [
        (1, "note", "More than one column is called “\u2068note\u2069”. Give each a heading of its own.")
    ]


def test_headings_alone_are_a_table_without_rows(upload: Path) -> None:
    table = table_of(upload, "title,rationale\n")
    assert (table.headings, table.rows) == (("title", "rationale"), ())


# ---- XLSX ----


def test_values_are_given_as_people_see_them(upload: Path) -> None:
    shown = [
        ("text", "text"),
        (8, "8"),
        (8.0, "8"),
        (8.5, "8.5"),
        (0.1 + 0.2, "0.3"),
        (-1e20, "-1e+20"),
        (123_456_789_012, "123456789012"),
        (True, "TRUE"),
        (date(2026, 11, 23), "2026-11-23"),
        (pd.Timestamp("2026-11-23 09:30:00").to_pydatetime(), "2026-11-23 09:30:00"),
        (time(9, 30), "09:30:00"),
    ]
    content = workbook_of(("value",), *((value,) for value, _text in shown))
    assert cells(table_of(upload, content)) == [(text,) for _value, text in shown]


def test_a_formula_is_read_by_its_last_result(upload: Path) -> None:
    rows = packages.text_row(1, "total") + '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>'
    assert cells(table_of(upload, packages.sheet(rows))) == [("2",)]


def test_the_order_in_which_formulas_are_calculated_does_not_matter(upload: Path) -> None:
    order = f'<calcChain xmlns="{packages.MAIN}"><c r="B2"/><c r="A2"/><c r="A30000"/></calcChain>'
    assert cells(table_of(upload, packages.package({"xl/calcChain.xml": order}))) == [
        ("Share of permits", "It is counted.")
    ]


def test_the_headings_are_the_first_row_that_is_not_empty(upload: Path) -> None:
    content = workbook_of((), (None, " "), ("title", "rationale"), (), ("a", "b"))
    table = table_of(upload, content)
    assert table.headings == ("title", "rationale")
    assert [(row.number, row.line, dict(row.cells)) for row in table.rows] == [
        (5, None, {"title": "a", "rationale": "b"})
    ]


def test_cells_missing_at_the_end_of_a_row_are_empty_and_no_problem(upload: Path) -> None:
    table = table_of(upload, workbook_of(("title", "rationale"), ("a",)))
    assert (cells(table), sentences(table)) == ([("a", "")], [])


def test_something_beyond_the_headings_is_told(upload: Path) -> None:
    table = table_of(upload, workbook_of(("title",), ("a", None, "stray")))
    assert [(row, column) for row, column, _sentence in sentences(table)] == [(2, "C")]


def test_a_sheet_can_be_named_and_the_first_one_is_read_otherwise(upload: Path) -> None:
    content = workbook_of(("title",), ("first",), Second=[("title",), ("second",)])
    assert cells(table_of(upload, content)) == [("first",)]
    assert cells(table_of(upload, content, sheet="Second")) == [("second",)]


def test_a_sheet_that_is_not_there_is_answered_with_those_that_are(upload: Path) -> None:
    with pytest.raises(
        UnreadableFile, match="no sheet called \u2068Third\u2069, but these: \u2068First\u2069 and \u2068Second\u2069"
    ):
        table_of(upload, workbook_of(("title",), Second=[("title",)]), sheet="Third")


def test_a_hidden_sheet_is_passed_over(upload: Path) -> None:
    workbook = Workbook()
    workbook.worksheets[0].sheet_state = "hidden"
    workbook.worksheets[0].append(["hidden"])
    workbook.create_sheet("Seen").append(["seen"])
    workbook.active = 1
    workbook.save(upload)
    assert read_table(upload).headings == ("seen",)


def test_a_line_end_kept_as_a_carriage_return_is_a_line_end(upload: Path) -> None:
    rows = packages.text_row(1, "title") + packages.text_row(2, "a_x000D_\nb&#13;\nc&#13;d")
    assert cells(table_of(upload, packages.sheet(rows))) == [("a\nb\nc\nd",)]


def test_formats_far_beyond_the_table_do_not_matter(upload: Path) -> None:
    workbook = Workbook()
    worksheet = workbook.worksheets[0]
    worksheet.append(["title"])
    worksheet.append(["a"])
    worksheet["XFD2"].fill = worksheet["A30000"].fill = PatternFill("solid", fgColor="FFFFFF00")
    workbook.save(upload)
    assert cells(read_table(upload)) == [("a",)]


@pytest.mark.parametrize("declared", ["A1", "A1:XFD1048576", ""])
def test_what_a_sheet_declares_as_its_size_is_not_believed(upload: Path, declared: str) -> None:
    size = f'<dimension ref="{declared}"/>' if declared else ""
    sheet = packages.worksheet(packages.TABLE).replace("<sheetData>", f"{size}<sheetData>")
    table = table_of(upload, packages.package({"xl/worksheets/sheet1.xml": sheet}))
    assert cells(table) == [("Share of permits", "It is counted.")]


def test_cells_and_rows_without_address_follow_one_another(upload: Path) -> None:
    row = "<row><c t='inlineStr'><is><t>{}</t></is></c><c><v>{}</v></c></row>"
    table = table_of(upload, packages.sheet(row.format("title", 1) + row.format("a", 2)))
    assert table.headings == ("title", "1")
    assert cells(table) == [("a", "2")]


UTF_8_WITH_TABS = "csv:Text - txt - csv (StarCalc):9,34,76"


def exported(texts: list[str]) -> bytes:
    frame = pd.DataFrame({"id": [str(number) for number in range(len(texts))], "text": texts})
    sheet = SheetData("Texts", (Column("id", "Id"), Column("text", "Text")), frame)
    target = io.BytesIO()
    write_workbook(target, [sheet], properties=Properties("Texts", date(2026, 11, 23)))
    return target.getvalue()


def test_what_was_exported_can_be_read_in_again(upload: Path) -> None:
    texts = [
        "=1+1",
        "  spaces  ",
        "a\n\nb\n",
        "_x000D_",
        "_x005F_",
        "00042",
        "2026-11-23",
        "العربية",
        "👩‍👧",
        "x" * 32_767,
    ]
    assert [text for _id, text in cells(table_of(upload, exported(texts)))] == texts


@pytest.mark.office
@pytest.mark.parametrize("form", ["xlsx", "csv", UTF_8_WITH_TABS], ids=["workbook", "Windows-1252", "UTF-8 with tabs"])
def test_what_libreoffice_saved_is_read(office: Office, tmp_path: Path, form: str) -> None:
    texts = ["=1+1", "a, b; c", 'the "right" to stay', "a\n\nb", "naïve", "00042", "2026-11-23"]
    if form != "csv":
        texts.append("العربية")
    (tmp_path / "texts.xlsx").write_bytes(exported(texts))
    saved = office.convert(tmp_path / "texts.xlsx", form)
    assert [text for _id, text in cells(read_table(saved))] == texts


# ---- limits ----


def test_as_many_rows_as_allowed_are_read(upload: Path) -> None:
    table = table_of(upload, "title\n" + "a\n" * 20_000)
    assert (len(table.rows), table.rows[-1].number) == (20_000, 20_001)


def test_as_many_columns_as_allowed_are_read(upload: Path) -> None:
    headings = [f"heading {number}" for number in range(200)]
    assert len(table_of(upload, ",".join(headings)).headings) == 200
    assert len(table_of(upload, workbook_of(tuple(headings))).headings) == 200


def test_one_row_or_column_more_is_refused(upload: Path) -> None:
    for content in ("title\n" + "a\n" * 20_001, ",".join(f"heading {number}" for number in range(201))):
        with pytest.raises(UnreadableFile, match="below row 20001, beyond column 200 or in more than 250000 cells"):
            table_of(upload, content)


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "rows"), [("candidate_indicators.csv", 65), ("missing_migrants_recommendations.csv", 30)]
)
def test_the_reference_tables_are_read_without_a_problem(name: str, rows: int) -> None:
    path = REFERENCE / name
    if not path.is_file():
        pytest.skip("the reference material beside the checkout is not there")
    table = read_table(path)
    assert len(table.rows) == rows
    assert not sentences(table)
    assert all(row.cells["id"] for row in table.rows)
