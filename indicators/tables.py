"""Reading a reference file: cells by column, and every problem with its file, row and column."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indicators.folding import fold
from indicators.languages import FALLBACK, LANGUAGE_CODES
from indicators.localized import Translations

_CODE: Final = re.compile(r"[a-z]+(_[a-z]+)*")


@dataclass(frozen=True)
class DataProblem:
    """What is wrong and where; rows are counted as a spreadsheet shows them, the header being row 1."""

    file: str
    message: str
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        row = None if self.row is None else f"row {self.row}"
        column = None if self.column is None else f"column {self.column}"
        place = ", ".join(filter(None, (self.file, row, column)))
        return f"{place}: {self.message}"


@dataclass(frozen=True)
class TableShape:
    """What a file is called and must look like.

    A translated stem `title` allows the columns `title_ar` … `title_es` and requires the English one. Each `unique`
    column identifies a row. Where the number of rows is not given, one is enough.
    """

    file: str
    required: tuple[str, ...]
    translated: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    rows: int | None = None

    @property
    def all_required(self) -> tuple[str, ...]:
        """The required columns, English names included."""
        return (*self.required, *(f"{stem}_{FALLBACK}" for stem in self.translated))

    @property
    def allowed(self) -> frozenset[str]:
        """Every column that may occur."""
        names = (column for stem in self.translated for column in self.columns_of(stem))
        return frozenset((*self.required, *names, *self.optional))

    @staticmethod
    def columns_of(stem: str) -> tuple[str, ...]:
        """The columns of a translated stem, in the order of the languages."""
        return tuple(f"{stem}_{code}" for code in LANGUAGE_CODES)


class ReferenceRow:
    """The cells of one row; a cell that cannot be used is reported once and read as an empty value."""

    def __init__(self, table: "ReferenceTable", number: int, cells: Mapping[str, str]) -> None:
        self.number = number
        self.is_sound = True
        self._table = table
        self._cells = cells

    def report(self, column: str, message: str) -> None:
        """Note a problem with this row's cell."""
        self.is_sound = False
        self._table.report(message, row=self.number, column=column)

    def text(self, column: str) -> str:
        """The cell, which must not be empty."""
        text = self.optional(column)
        if not text:
            self.report(column, "is empty")
        return text

    def optional(self, column: str) -> str:
        """The cell, empty where it or its column is missing."""
        return self._cells.get(column, "")

    def one_of(self, column: str, allowed: Sequence[str]) -> str:
        """The cell, which must be one of these."""
        text = self.optional(column)
        if text not in allowed:
            self.report(column, f"{text!r} is not one of {', '.join(map(repr, allowed))}")
        return text

    def integer(self, column: str, allowed: range) -> int:
        """The cell as a whole number of the range; the first of the range where it is none."""
        text = self.optional(column)
        numbers = {str(number): number for number in allowed}
        if text not in numbers:
            self.report(column, f"{text!r} is not a whole number from {allowed[0]} to {allowed[-1]}")
        return numbers.get(text, allowed[0])

    def flag(self, column: str) -> bool:
        """Whether the cell says `true`; it must say `true` or `false`, and a column that is not there says `false`."""
        return column in self._cells and self.one_of(column, ("true", "false")) == "true"

    def code(self, column: str) -> str:
        """The cell as a code of our own: small letters and underscores, fit for addresses and stored rows."""
        text = self.text(column)
        if text and not _CODE.fullmatch(text):
            self.report(column, f"{text!r} is not a code of small letters and underscores")
        return text

    def names(self, stem: str) -> Translations:
        """The names in the columns `stem_ar` … `stem_es`; English must be there."""
        self.text(f"{stem}_{FALLBACK}")
        return Translations({code: self.optional(f"{stem}_{code}") for code in LANGUAGE_CODES})


class ReferenceTable:
    """One reference file, read as strictly as its columns say; what is wrong is added to `problems`."""

    def __init__(self, folder: Path, shape: TableShape, problems: list[DataProblem]) -> None:
        self._path = folder / shape.file
        self._shape = shape
        self._problems = problems

    def report(self, message: str, row: int | None = None, column: str | None = None) -> None:
        """Note a problem with this file."""
        self._problems.append(DataProblem(self._shape.file, message, row, column))

    def rows(self) -> Iterator[ReferenceRow]:
        """Its rows in order; none when a column is missing, since every cell of it would be reported."""
        header, *records = self._records() or [[]]
        if not header or not self._accepts(header):
            return
        rows = list(self._cells(header, records))
        self._count(rows)
        for column in self._shape.unique:
            self._compare(rows, (column,))
        for stem in self._shape.translated:
            self._compare(rows, self._shape.columns_of(stem))
        yield from rows

    def _count(self, rows: list[ReferenceRow]) -> None:
        if not rows:
            self.report("has no rows")
        elif self._shape.rows not in {None, len(rows)}:
            self.report(f"has {len(rows)} rows instead of {self._shape.rows}")

    def _records(self) -> list[list[str]]:
        try:
            text = self._path.read_bytes().decode("utf-8-sig")
            records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except OSError as error:
            self.report(f"cannot be read: {error.strerror}")
        except UnicodeDecodeError as error:
            self.report("is not UTF-8", row=error.object.count(b"\n", 0, error.start) + 1)
        except csv.Error as error:
            self.report(f"is not a table of comma-separated values: {error}")
        else:
            if not records:
                self.report("is empty")
            return records
        return []

    def _accepts(self, header: list[str]) -> bool:
        for column in sorted({column for column in header if header.count(column) > 1}):
            self.report("occurs more than once", row=1, column=column)
        for column in header:
            if column not in self._shape.allowed:
                self.report("is not a known column", row=1, column=column)
        missing = [column for column in self._shape.all_required if column not in header]
        for column in missing:
            self.report("is missing", row=1, column=column)
        return not missing

    def _cells(self, header: list[str], records: list[list[str]]) -> Iterator[ReferenceRow]:
        for number, record in enumerate(records, start=2):
            if len(record) != len(header):
                self.report(f"has {len(record)} cells instead of {len(header)}", row=number)
            cells = (cell.strip() for cell in record)
            yield ReferenceRow(self, number, dict(zip(header, cells, strict=False)))

    def _compare(self, rows: list[ReferenceRow], columns: tuple[str, ...]) -> None:
        """Report what two rows share in these columns: a reader of lists could not tell them apart."""
        first: dict[str, int] = {}
        for row in rows:
            for column in columns:
                text = fold(row.optional(column))
                if text and first.setdefault(text, row.number) != row.number:
                    row.report(column, f"{row.optional(column)!r} already stands in row {first[text]}")
