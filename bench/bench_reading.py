"""Files that would cost a careless reader much: prose in every column, and rules of colour by the thousand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule

from bench import benchmark
from exports.files.reader.reader import read_table
from exports.fill_in.guessing import guess_mapping
from indicators.fields import INDICATOR
from indicators.loading import load_framework

COLUMNS = 100
RULES = 30_000
PROSE = "the share of migrants in all regions, by sex and age, who were counted under objectives 8 and 9 "


def prose(folder: Path) -> None:
    """A table of 200 rows and 100 columns of prose."""
    row = ";".join([PROSE.strip()] * COLUMNS)
    headings = ";".join(f"Objectives {number}" for number in range(COLUMNS))
    (folder / "prose.csv").write_text("\n".join([headings, *[row] * 200]), encoding="utf-8")


def coloured(folder: Path) -> None:
    """A workbook of one row with 30,000 conditional formats."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Title"])
    sheet.append(["A row"])
    for number in range(RULES):
        sheet.conditional_formatting.add(f"A{number + 1}", FormulaRule(formula=["TRUE"]))
    book.save(folder / "coloured.xlsx")


@benchmark("a guess about 100 columns of prose", prepare=prose, repeat=5, most_seconds=1)
def guess(folder: Path) -> Callable[[], object]:
    """What each column probably means."""
    table, framework = read_table(folder / "prose.csv"), load_framework()
    return lambda: guess_mapping(table, INDICATOR, framework)


@benchmark("a workbook with 30,000 conditional formats, read", prepare=coloured, repeat=5, most_seconds=1)
def read(folder: Path) -> Callable[[], object]:
    """Looked through, and its one row read."""
    return lambda: read_table(folder / "coloured.xlsx")
