"""Every text comes back from a workbook as it was written, whoever reads it."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from defusedxml import ElementTree
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from exports.files.writer.workbook import CellKind, Column, LongTexts, Pieces, Properties, SheetData, write_workbook
from indicators.text import forbidden_characters
from tests.exports.opened import cells_by_calamine
from tests.machines.office import Office

REFERENCE = Path(__file__).parents[5] / "shared" / "reference"
PROPERTIES = Properties(title="Texts", created=date(2026, 11, 23))

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\n=1+1",
    " =1+1",
    "＝1+1",
    '=HYPERLINK("http://a.example")',
    "=",
    "-",
]
SPACES = [
    "  two before",
    "two after  ",
    "two  within",
    "\tbefore",
    "after\t",
    "\n",
    "a\n\nb\n",
    " ",
    "\u00a0hard\u00a0",
    "a\u2028b\u2029c",
]
LOOKALIKES = [
    "1/2",
    "3-4",
    "2026-11-23",
    "00042",
    "1e5",
    "TRUE",
    "8,5",
    "12:30",
    "#N/A",
    "#REF!",
    "0x1F",
    "'quoted",
    "€ 5",
    "5%",
]
MARKUP = [
    "<b>&amp;</b>",
    "]]>",
    "&#13;",
    "<r><t>run</t></r>",
    "<f>1+1</f>",
    '"quoted"',
    "<!-- a -->",
    "<r>",
    "</is></c>",
]
ESCAPES = [
    "_x000D_",
    "_x000D_x000D_",
    "_x005F_",
    "x005F_",
    "_x005F_x000D_",
    "__x0041__",
    "_X000d_",
    "_x00",
    "a_x0041_b_xFFFF_",
    "_x_",
]
SCRIPTS = [
    "e\u0301 is not é",
    "العربية \u200f8\u200e",
    "\u202egnorw\u202c",
    "\u2067עברית\u2069",
    "人权",
    "👩‍👩‍👧‍👦🏽🇨🇭",
    "\ufeffmark",
    "\U0010ffff",
    "\ufdd0",
    "\x7f\x85",
]
LENGTHS = ["x" * 32_767, "\n".join(f"line {number}" for number in range(300)), "ä" * 20_000, "👩" * 16_383]
HOSTILE = [*FORMULAS, *SPACES, *LOOKALIKES, *MARKUP, *ESCAPES, *SCRIPTS, *LENGTHS]

PIECES = st.sampled_from([*HOSTILE[:-4], "=", "_", "x000D_", "_x", "005F_", " ", "\n", "'", '"'])
CHARACTERS = st.characters(codec="utf-8").filter(lambda character: not forbidden_characters(character))
TEXTS = st.lists(st.one_of(PIECES, st.text(CHARACTERS, max_size=5)), min_size=1, max_size=6).map("".join).filter(bool)


def sheet_of(texts: list[str]) -> SheetData:
    frame = pd.DataFrame({"id": [f"id {number}" for number in range(len(texts))], "text": texts})
    return SheetData("Texts", (Column("id", "Id"), Column("text", "Text", width=60, wrap=True)), frame, key="id")


def bytes_of(*sheets: SheetData) -> bytes:
    target = io.BytesIO()
    write_workbook(target, sheets, properties=PROPERTIES)
    return target.getvalue()


def read(content: bytes | Path, sheet: str = "Texts", column: int = 2) -> list[object]:
    workbook = load_workbook(io.BytesIO(content) if isinstance(content, bytes) else content)
    return [row[column - 1] for row in workbook[sheet].iter_rows(min_row=2, values_only=True)]


def formulas_in(content: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        worksheets = (package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/"))
        return [found for worksheet in worksheets for found in re.findall(rb"<(?:\w+:)?f\b", worksheet)]


def test_every_hostile_text_comes_back_as_it_was() -> None:
    content = bytes_of(sheet_of(HOSTILE))
    assert read(content) == HOSTILE
    assert [row[1] for row in cells_by_calamine(content)["Texts"][1:]] == HOSTILE


@settings(deadline=None, max_examples=60)
@given(st.lists(TEXTS, min_size=1, max_size=20))
@example(["_x_x0041_x0041_"])
def test_any_text_made_of_hostile_pieces_comes_back_as_it_was_and_none_is_a_formula(texts: list[str]) -> None:
    content = bytes_of(sheet_of(texts))
    assert read(content) == texts
    assert [row[1] for row in cells_by_calamine(content)["Texts"][1:]] == texts
    assert not formulas_in(content)


def runs_in(content: bytes) -> list[tuple[str | None, str]]:
    """The `xml:space` and the text of every run, as they stand in the file."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        worksheet = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))
    runs = worksheet.iterfind(".//{*}c//{*}t")
    return [(run.get("{http://www.w3.org/XML/1998/namespace}space"), run.text or "") for run in runs]


def test_a_reader_is_told_to_keep_every_space() -> None:
    assert {space for space, _text in runs_in(bytes_of(sheet_of(SPACES)))} == {"preserve"}


def test_no_run_holds_what_a_reader_takes_for_an_escaped_character() -> None:
    runs = [text for _space, text in runs_in(bytes_of(sheet_of(ESCAPES)))]
    assert "x000D_" in runs
    assert not [text for text in runs if re.search("_x[0-9a-fA-F]{4}_", text)]


def test_a_heading_is_written_like_any_text() -> None:
    sheet = SheetData("Texts", (Column("text", "=Heading_x000D_"),), pd.DataFrame({"text": ["a"]}))
    assert load_workbook(io.BytesIO(bytes_of(sheet)))["Texts"]["A1"].value == "=Heading_x000D_"


@pytest.mark.parametrize("text", [*FORMULAS, "'quoted"])
def test_a_text_like_a_formula_is_kept_from_becoming_one_when_it_is_edited(text: str) -> None:
    cell = load_workbook(io.BytesIO(bytes_of(sheet_of([text]))))["Texts"]["B2"]
    assert cell.quotePrefix
    assert cell.alignment.wrap_text


def test_an_ordinary_text_carries_no_mark() -> None:
    assert not load_workbook(io.BytesIO(bytes_of(sheet_of(["a = b"]))))["Texts"]["B2"].quotePrefix


@pytest.mark.office
def test_libreoffice_reads_every_hostile_text_as_it_was(office: Office, tmp_path: Path) -> None:
    source = tmp_path / "texts.xlsx"
    source.write_bytes(bytes_of(sheet_of(HOSTILE)))
    every_text_quoted_in_utf_8 = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true"
    with office.convert(source, every_text_quoted_in_utf_8).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    assert [text for _id, text in rows] == HOSTILE


@pytest.mark.office
def test_libreoffice_saves_again_what_it_read_and_no_formula_appears(office: Office, tmp_path: Path) -> None:
    # openpyxl drops "x005F_" from the shared strings that LibreOffice writes, so that text is compared above.
    texts = [text for text in HOSTILE if "x005F_" not in text]
    numbers = pd.DataFrame({"count": [0, 1, 12_345], "at": [date(2026, 11, 23)] * 3})
    columns = (Column("count", "Count", kind=CellKind.NUMBER), Column("at", "At", kind=CellKind.DATE))
    source = tmp_path / "texts.xlsx"
    source.write_bytes(bytes_of(sheet_of(texts), SheetData("Numbers", columns, numbers, heat=frozenset({"count"}))))
    saved = office.convert(source)
    assert read(saved) == texts
    assert read(saved, "Numbers", 1) == [0, 1, 12_345]
    assert read(saved, "Numbers", 2) == [pd.Timestamp("2026-11-23")] * 3
    assert not formulas_in(saved.read_bytes())


@pytest.mark.reference
def test_the_official_names_in_six_languages_come_back_as_they_were() -> None:
    path = REFERENCE / "sdg_indicator_names_6_languages.json"
    if not path.is_file():
        pytest.skip("the reference material beside the checkout is not there")
    names = json.loads(path.read_text(encoding="utf-8"))["indicators"]
    texts = [text for by_language in names.values() for text in by_language.values()]
    assert len(texts) >= 43 * 5
    assert read(bytes_of(sheet_of(texts))) == texts


# ---- longer than a cell ----


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("x" * 32_767, 1),
        ("x" * 32_768, 2),
        ("x" * 100_000, 4),
        ("👩" * 16_383, 1),
        ("👩" * 16_384, 2),
        ("=" + "y" * 40_000, 2),
    ],
)
def test_a_text_longer_than_a_cell_goes_on_elsewhere_and_nothing_is_lost(text: str, parts: int) -> None:
    long_texts = LongTexts()
    cells = read(bytes_of(long_texts.fitting(sheet_of(["short", text]))))
    assert "".join([str(cells[1]), *long_texts.parts()["text"]]) == text
    assert long_texts.parts()["part"].tolist() == list(range(2, parts + 1))
    assert long_texts.cells == (1 if parts > 1 else 0)
    assert cells[0] == "short"


def parts_of(sheet: SheetData) -> pd.DataFrame:
    long_texts = LongTexts()
    long_texts.fitting(sheet)
    return long_texts.parts()


def test_a_part_says_where_it_belongs() -> None:
    parts = parts_of(sheet_of(["short", "long" * 9_000]))
    assert parts.drop(columns="text").to_dict("records") == [
        {"sheet": "Texts", "row": "id 1", "column": "Text", "part": 2}
    ]


def test_a_part_of_a_sheet_without_ids_gives_the_number_of_its_row() -> None:
    frame = pd.DataFrame({"text": ["short", "long" * 9_000]}, index=[5, 5])
    parts = parts_of(SheetData("Texts", (Column("text", "Text"),), frame))
    assert parts["row"].tolist() == ["3"]
    assert frame["text"].tolist() == ["short", "long" * 9_000]


@pytest.mark.parametrize(
    "character", ["e\u0301\u0323", "👩🏽", "👩‍👧", "ก็้", "👩"], ids=["marks", "skin", "joined", "Thai", "surrogates"]
)
def test_a_text_is_never_cut_within_a_character(character: str) -> None:
    parts = parts_of(sheet_of([" " * (32_768 - length) + character * 3 for length in range(1, 7)]))
    for part in parts["text"]:
        assert part.replace(character, "") == ""


def test_a_heap_of_marks_that_no_script_knows_is_cut_all_the_same() -> None:
    text = "a" + "\u0301" * 70_000
    long_texts = LongTexts()
    [cell] = long_texts.fitting(sheet_of([text])).rows["text"]
    assert cell + "".join(long_texts.parts()["text"]) == text
    assert len(long_texts.parts()) == 2


def test_sheets_whose_texts_fit_are_left_alone() -> None:
    long_texts, sheet = LongTexts(), sheet_of(["short", "x" * 32_767])
    assert long_texts.fitting(sheet).rows is sheet.rows
    assert (len(long_texts.parts()), long_texts.cells) == (0, 0)


def test_rows_that_come_in_pieces_are_cut_as_they_pass_and_numbered_through() -> None:
    pieces = [pd.DataFrame({"text": texts}) for texts in (["short", "short"], ["short", "long" * 9_000])]
    long_texts = LongTexts()
    sheet = long_texts.fitting(SheetData("Texts", (Column("text", "Text"),), Pieces(4, pieces)))
    cells = read(bytes_of(sheet), column=1)
    assert long_texts.parts()["row"].tolist() == ["5"]
    assert cells[3] + "".join(long_texts.parts()["text"]) == "long" * 9_000
