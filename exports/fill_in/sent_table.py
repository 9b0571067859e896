"""A table that somebody sent: its rows, its sheet mark, and guesses which column is which field."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

from exports.files.reader.table import Table, TableProblem, TableRow
from exports.fill_in.sheet_mark import SheetMark, find_mark

BESIDE: Final = ("primary_objective", "language", "external_id", "source", "proposer", "source_note")
"""What a row can say besides the descriptors of its kind."""
REFERENCE: Final = re.compile(r"[A-Z]{1,3}-\d{4,12}")  # of a proposal or a comment
LONGEST_REFERENCE: Final = 20


@dataclass(frozen=True)
class SentTable(Table):
    """A table that was read. `guesses` are the headings that probably mean our fields, by the names of these.

    They are given for each kind of proposal; there are none for what says itself what it is. `language` is the code of
    that in which the texts seem to be written, "" where it cannot be told.
    """

    guesses: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)
    language: str = field(default="", compare=False)

    @classmethod
    def of(cls, table: Table) -> Self:
        """Return a table as it was read, without guesses."""
        return cls(**vars(table))

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored; of each row `references` are what a list says it is about."""
        rows = [vars(row) | {"references": self.references(row)} for row in self.rows]
        return {
            "headings": self.headings,
            "rows": rows,
            "problems": self.problems,
            "heading_row": self.heading_row,
            "guesses": self.guesses,
            "language": self.language,
            "remarks": self.remarks,
            "sheet": self.sheet,
            "sheets": self.sheets,
            "encoding": self.encoding,
            "is_encoding_sure": self.is_encoding_sure,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what was stored."""
        rows = (
            TableRow(one["number"], one["cells"], _problems(one["problems"]), one["line"]) for one in stored["rows"]
        )
        return cls(
            tuple(stored["headings"]),
            tuple(rows),
            _problems(stored["problems"]),
            stored["heading_row"],
            remarks=_problems(stored.get("remarks", ())),  # older uploads have none
            sheet=stored.get("sheet", ""),
            sheets=tuple(stored.get("sheets", ())),
            encoding=stored.get("encoding", ""),
            is_encoding_sure=stored.get("is_encoding_sure", True),
            guesses=stored.get("guesses", {}),
            language=stored.get("language", ""),
        )

    def references(self, row: TableRow) -> list[str]:
        """Return what a row of a list is about, by all of its cells; nothing for other tables."""
        if self.mark is None or not self.mark.list_name:
            return []
        marked = row.cells[self.headings[0]].partition(" ")[0]
        named = (text.strip() for text in row.cells.values() if len(text) < LONGEST_REFERENCE)
        return [marked, *(text for text in named if REFERENCE.fullmatch(text))]

    def without(self, gone: Collection[str]) -> SentTable:
        """Return it without the rows that are about any of these."""
        return replace(self, rows=tuple(row for row in self.rows if not set(self.references(row)) & set(gone)))

    @property
    def mark(self) -> SheetMark | None:
        """The mark of the sheet of ours that it is, None where it is none."""
        return find_mark(self.headings[0]) if self.headings else None


def _problems(stored: Sequence[Mapping[str, Any]]) -> tuple[TableProblem, ...]:
    return tuple(TableProblem(**one) for one in stored)
