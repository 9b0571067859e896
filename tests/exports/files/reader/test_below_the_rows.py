"""Of a sheet only its rows are read: conditional formats by the thousand cost nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import openpyxl
from openpyxl.formatting.rule import FormulaRule

from exports.files.reader.reader import read_table


def workbook(path: Path, rules: int) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Title", "Why"])
    sheet.append(["Graves </sheetData> with a name", "Because"])
    for number in range(rules):
        sheet.conditional_formatting.add(f"A{number + 1}", FormulaRule(formula=["TRUE"]))
    book.save(path)
    return path


def work_of(path: Path) -> int:
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        assert read_table(path).rows[0].cells["Title"] == "Graves </sheetData> with a name"
    finally:
        sys.setprofile(None)
    return calls


def test_thousands_of_conditional_formats_are_looked_through_once_and_never_built(tmp_path: Path) -> None:
    few, many = (workbook(tmp_path / f"{rules}.xlsx", rules) for rules in (1_000, 3_000))
    work_of(few)
    more = work_of(many) - work_of(few)
    assert more < 2_000 * 4  # one look at each of their elements
