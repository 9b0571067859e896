"""The same sheets as CSV files: nothing lost, nothing changed that cannot be undone, nothing that runs."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.files.writer.csv_files import guarded, write_csv_files
from exports.files.writer.package import Report
from exports.files.writer.workbook import CellKind, Column, Later, Pieces, SheetData
from tests.exports.files.writer.test_workbook_texts import FORMULAS, HOSTILE, PROPERTIES, TEXTS, formulas_in, sheet_of
from tests.exports.opened import files_of
from tests.machines.office import Office


def written(*sheets: SheetData) -> tuple[bytes, Report]:
    target = io.BytesIO()
    report = write_csv_files(target, sheets, properties=PROPERTIES)
    return target.getvalue(), report


def texts_in(content: bytes) -> list[str]:
    return [text for _id, text in files_of(content)["Texts.csv"][1:]]


def without_guard(text: str) -> str:
    """Return what was written, as the label of the file says how."""
    return text.removeprefix("'")


def test_every_hostile_text_comes_back_when_its_guard_is_taken_away() -> None:
    assert [without_guard(text) for text in texts_in(written(sheet_of(HOSTILE))[0])] == HOSTILE


@settings(deadline=None, max_examples=60)
@given(st.lists(TEXTS, min_size=1, max_size=20))
def test_any_text_made_of_hostile_pieces_comes_back_and_begins_like_no_formula(texts: list[str]) -> None:
    found = texts_in(written(sheet_of(texts))[0])
    assert [without_guard(text) for text in found] == texts
    assert not [text for text in found if text.lstrip()[:1] in set("=+-@＝＋－＠") or text[0] in "\t\n"]


def test_a_text_that_needs_no_guard_is_as_it_was() -> None:
    for text in ("a = b", "1/2", "00042", "“quoted”", " two words", "", "-".join("ab")):
        assert guarded(text) == text


@pytest.mark.parametrize("text", ["'quoted", "''twice", "'"])
def test_a_text_that_begins_with_an_apostrophe_gets_one_more(text: str) -> None:
    assert guarded(text) == f"'{text}"


def test_numbers_and_days_are_written_as_programs_read_them_and_nothing_where_nothing_is_known() -> None:
    columns = (
        Column("count", "Count", kind=CellKind.NUMBER),
        Column("day", "Day", kind=CellKind.DATE),
        Column("text", "Text"),
    )
    rows = pd.DataFrame(
        {
            "count": [12_345.0, None],
            "day": [date(2026, 11, 23), None],
            "text": [None, "="],
        },
        dtype=object,
    )
    content, report = written(SheetData("Numbers", columns, rows))
    assert files_of(content)["Numbers.csv"] == [
        ["Count", "Day", "Text"],
        ["12345", "2026-11-23", ""],
        ["", "", "'="],
    ]
    assert report.rows == {"Numbers": 2}


def test_a_heading_is_guarded_like_any_text() -> None:
    columns = (Column("text", "=1+1"),)
    content, _report = written(SheetData("Texts", columns, pd.DataFrame({"text": []}, dtype=object)))
    assert files_of(content)["Texts.csv"] == [["'=1+1"]]


def test_pandas_reads_it_without_being_told_anything() -> None:
    content, _report = written(sheet_of(["plain", "ä\nb", 'with "quotes", and commas']))
    with zipfile.ZipFile(io.BytesIO(content)) as package, package.open("Texts.csv") as file:
        frame = pd.read_csv(file)
    assert frame.columns.tolist() == ["Id", "Text"]
    assert frame["Text"].tolist() == ["plain", "ä\nb", 'with "quotes", and commas']


def test_a_file_says_that_it_is_utf_8_and_ends_its_lines_as_the_standard_wants() -> None:
    content, _report = written(sheet_of(["a"]))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.read("Texts.csv") == "\ufeffId,Text\r\nid 0,a\r\n".encode()


def test_the_same_rows_give_the_same_bytes_and_the_hashes_that_are_told() -> None:
    content, report = written(sheet_of(HOSTILE))
    assert written(sheet_of(HOSTILE))[0] == content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        (item,) = package.infolist()
        assert report.sheets["Texts"].sha256 == hashlib.sha256(package.read(item)).hexdigest()
        assert item.date_time == (1980, 1, 1, 0, 0, 0)
    assert (report.size, report.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_what_counts_the_others_is_written_after_them_and_told_in_the_order_of_the_sheets() -> None:
    passed: list[str] = []

    def rows(name: str) -> pd.DataFrame:
        passed.append(name)
        return pd.DataFrame({"text": [",".join(passed)]})

    columns = (Column("text", "Text"),)
    counting = SheetData("Counting", columns, Later(lambda: rows("counting")))
    counted = SheetData("Counted", columns, Pieces(1, (rows(name) for name in ["counted"])))
    content, report = written(counting, counted)
    assert files_of(content)["Counting.csv"][1] == ["counted,counting"]
    assert list(report.sheets) == ["Counting", "Counted"]


@pytest.mark.office
def test_libreoffice_runs_nothing_in_it(office: Office, tmp_path: Path) -> None:
    content, _report = written(sheet_of(FORMULAS))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        guarded_file = Path(package.extract("Texts.csv", tmp_path))
    bare = tmp_path / "bare.csv"
    with bare.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[text] for text in FORMULAS])
    assert formulas_in(office.convert(bare).read_bytes()), "it does run what has no guard"
    assert not formulas_in(office.convert(guarded_file).read_bytes())


def test_no_file_takes_a_moment() -> None:
    rows = pd.DataFrame({"at": [datetime(2026, 11, 23, 9, 30, tzinfo=UTC)]}, dtype=object)
    with pytest.raises(TypeError, match="a moment"):
        written(SheetData("At", (Column("at", "At", kind=CellKind.DATE),), rows))
