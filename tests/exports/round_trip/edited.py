"""Editing a list: cells by the reference of their row and the heading of their column."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from werkzeug.test import TestResponse


@dataclass
class Sheet:
    """The sheet of rows of a list."""

    file: Path
    workbook: Workbook
    rows: Worksheet

    @classmethod
    def opened(cls, file: Path) -> Self:
        workbook = openpyxl.load_workbook(file, rich_text=True)
        return cls(file, workbook, workbook.worksheets[1])

    @property
    def headings(self) -> list[str]:
        return [str(cell.value) for cell in self.rows[1]]

    @property
    def references(self) -> list[str]:
        return [str(cell.value) for cell in self.rows["B"][1:] if cell.value]

    def column(self, heading: str) -> int:
        return self.headings.index(heading) + 1

    def row(self, reference: str) -> int:
        return self.references.index(reference) + 2

    def read(self, reference: str, heading: str) -> str:
        return str(self.rows.cell(self.row(reference), self.column(heading)).value or "")

    def write(self, reference: str, heading: str, text: str) -> None:
        self.rows.cell(self.row(reference), self.column(heading), text)

    def add(self, **cells: str) -> int:
        """Write a new row below the last one, by headings with underscores; return its number."""
        number = self.rows.max_row + 1
        for name, text in cells.items():
            heading = next(one for one in self.headings if one.replace(" ", "_").startswith(name))
            self.rows.cell(number, self.column(heading), text)
        return number

    def save(self) -> None:
        self.workbook.save(self.file)


def address_of(page: TestResponse) -> str:
    """The address that a page was fetched from."""
    return page.request.path
