"""A file is read in a process of its own: the same comes out, and what it does there harms nobody."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from consultation.places import PROJECT
from exports.files.reader.table import ReadingChoice, UnreadableFile
from exports.fill_in.sent_table import SentTable
from exports.uploads.reading_process import sent_table
from exports.uploads.sandbox import TOO_MUCH_WORK, read_table_apart
from tests.processes import children_of, is_alive, wait_until
from tests.reference import CANDIDATES


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["title", "title", "objectives", "=1+1 “ä”"])
    sheet.append(["One", "two\nlines", 8.0, "؟ 该"])
    sheet["D1"].data_type = "s"  # a text, no formula
    sheet.append([None, "", "x", None, "beyond the headings"])
    book.create_sheet("Second").append(["other"])
    book.save(tmp_path / "table.xlsx")
    return tmp_path / "table.xlsx"


@pytest.mark.parametrize("sheet", [None, "Second"])
def test_it_reads_what_would_be_read_here(workbook: Path, sheet: str | None) -> None:
    assert read_table_apart(workbook, choice=ReadingChoice(sheet)) == sent_table(workbook, ReadingChoice(sheet))


@pytest.mark.reference
def test_it_reads_a_real_table_as_it_is_read_here() -> None:
    assert read_table_apart(CANDIDATES) == sent_table(CANDIDATES)


def test_what_reads_starts_without_what_pages_databases_and_new_workbooks_need() -> None:
    known = "import sys, exports.uploads.reading_process; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", known], cwd=PROJECT, check=True, capture_output=True, text=True)
    assert {"flask", "sqlalchemy", "openpyxl", "numpy", "pandas"}.isdisjoint(done.stdout.split())
    assert "exports.files.reader.reader" in done.stdout.split()


def test_garbage_is_still_collected_where_the_same_is_read_without_a_process() -> None:
    known = "import gc, exports.uploads.reading_process; assert gc.isenabled()"
    subprocess.run([sys.executable, "-c", known], cwd=PROJECT, check=True)


def test_what_is_refused_is_refused_with_the_same_sentence(workbook: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    for file, sheet in ((tmp_path / "empty.csv", None), (workbook, "No such")):
        with pytest.raises(UnreadableFile) as here:
            sent_table(file, ReadingChoice(sheet))
        with pytest.raises(UnreadableFile) as apart:
            read_table_apart(file, choice=ReadingChoice(sheet))
        assert str(apart.value) == str(here.value)


def test_one_that_needs_too_much_memory_ends_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "large.csv").write_text("title\n" + "x" * 15_000_000, encoding="utf-8")
    with pytest.raises(UnreadableFile) as refusal:
        read_table_apart(tmp_path / "large.csv", megabytes=100)
    assert str(refusal.value) == TOO_MUCH_WORK


def test_one_that_takes_too_long_ends_in_a_sentence(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "never.csv")  # whoever opens it waits for somebody who writes
    with pytest.raises(UnreadableFile) as refusal:
        read_table_apart(tmp_path / "never.csv", seconds=0)
    assert str(refusal.value) == TOO_MUCH_WORK


def test_the_limits_are_those_of_the_other_process(workbook: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CPU)
    read_table_apart(workbook)
    assert (resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CPU)) == before


def test_a_name_that_looks_like_an_option_is_a_name(
    workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook.rename(tmp_path / "--help")
    monkeypatch.chdir(tmp_path)
    assert read_table_apart(Path("--help")).headings[0] == "title"


def test_what_reads_ends_with_who_wants_it_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "table.csv")  # it waits for what never comes
    program = f"from exports.uploads.sandbox import *; read_table_apart(Path({str(tmp_path / 'table.csv')!r}))"
    with subprocess.Popen([sys.executable, "-c", program], cwd=PROJECT) as parent:
        wait_until(lambda: bool(children_of(parent.pid)))
        time.sleep(2)  # it has begun
        [reader] = children_of(parent.pid)
        parent.kill()
        wait_until(lambda: not is_alive(reader), seconds=10)


def test_what_the_columns_probably_mean_is_guessed_there_and_kept_with_the_table(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("Number,Title,Why\n1,Graves with a name,Because\n2,Graves,So\n")
    guesses = read_table_apart(tmp_path / "table.csv").guesses
    assert {kind: found["title"] for kind, found in guesses.items()} == {
        "indicator": "Title",
        "recommendation": "Title",
    }
    assert SentTable.from_json(read_table_apart(tmp_path / "table.csv").as_json()).guesses == guesses
