"""What comes out of an uploaded file: rows of text by heading, each with what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple, Self

from exports.report.wording.language import ENGLISH

MOST_BYTES: Final = 20 * 2**20
MOST_ROWS: Final = 20_000  # below the headings
MOST_COLUMNS: Final = 200
MOST_CELLS: Final = 250_000  # with something in them
MOST_CHARACTERS: Final = 20_000_000

EXAMPLE: Final = "example"  # stands in the first column of the row of a template that is not read
_MARK: Final = re.compile(r"Steppingstone (\d+) ([a-z]+) ([A-Za-z-]+)(?: ([a-z]+) of ([a-z0-9-]+))?")
VERSION: Final = 1
REFERENCE: Final = re.compile(r"[A-Z]{1,3}-\d{4,12}")  # of a proposal or a comment
LONGEST_REFERENCE: Final = 20
BESIDE: Final = ("primary_objective", "language", "external_id", "source", "proposer", "source_note")
"""What a row can say besides the descriptors of its kind."""


class Mark(NamedTuple):
    """By what a sheet of ours is known when it comes back: its version, its kind of proposal, its language.

    A list that was edited also says which `list_name` it is, and of which consultation (`slug`); a template does not.
    """

    version: int
    kind: str
    language: str
    list_name: str = ""
    slug: str = ""


def mark_of(kind: str, language: str) -> str:
    """Return the mark of a template of today, which is the heading of its first column."""
    return f"Steppingstone {VERSION} {kind} {language}"


def list_mark_of(kind: str, language: str, list_name: str, slug: str) -> str:
    """Return the mark of a list of today."""
    return f"{mark_of(kind, language)} {list_name} of {slug}"


def find_mark(text: str) -> Mark | None:
    """Return what a heading says a table to be, None where it is no mark."""
    found = _MARK.fullmatch(text)
    return Mark(int(found[1]), found[2], found[3], found[4] or "", found[5] or "") if found else None


def in_english(message: str, values: Mapping[str, object]) -> str:
    """Return a marked message in English; a list among its values as a sentence holds it."""
    return with_values(message, values, ENGLISH.list_in_words)


def with_values(sentence: str, values: Mapping[str, object], write_list: Callable[[Iterable[str]], str]) -> str:
    """Return a sentence with its values in their places."""
    return sentence % {name: write_list(one) if isinstance(one, list) else one for name, one in values.items()}


class UnreadableFile(Exception):
    """A file that is refused as a whole, in one sentence.

    `message` is marked for translation and names its `values` as `%(name)s`; a list of texts may be one of them. As a
    string it is the English sentence.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(in_english(message, values))
        self.message = message
        self.values = values


@dataclass(frozen=True)
class Problem:
    """What is wrong in one row, and in which column where it concerns one.

    `message` is marked for translation and names its `values` as `%(name)s`; `sentence` is it in English.
    """

    row: int
    column: str | None
    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The message in English, without its place."""
        return in_english(self.message, self.values)


@dataclass(frozen=True)
class Record:
    """One row as it stands in the file: its number there, the line it begins on where there are lines, its cells."""

    number: int
    cells: Sequence[str]
    line: int | None = None


@dataclass(frozen=True)
class Row:
    """One row below the headings that is not empty.

    `number` is the one a spreadsheet shows beside it; `line` is where it begins in a CSV file, which differs when
    texts run over several lines. Line ends in `cells` are LF. A row with `problems` is not to be used as it is.
    """

    number: int
    cells: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    line: int | None = None


@dataclass(frozen=True)
class Table:
    """The headings in their order, each different, and the rows; `problems` are those of the row of headings.

    A column without heading goes by its letter, a second one of the same heading by heading and letter. `guesses` are
    the headings that probably mean our fields, by the names of these, for each kind of proposal; none for what says
    itself what it is.
    """

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()
    heading_row: int = 1
    guesses: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored; of each row `references` are what a list says it is about."""
        rows = [vars(row) | {"references": self.references(row)} for row in self.rows]
        return {
            "headings": self.headings,
            "rows": rows,
            "problems": self.problems,
            "heading_row": self.heading_row,
            "guesses": self.guesses,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what was stored."""
        rows = (Row(one["number"], one["cells"], _problems(one["problems"]), one["line"]) for one in stored["rows"])
        told = _problems(stored["problems"]), stored["heading_row"], stored.get("guesses", {})
        return cls(tuple(stored["headings"]), tuple(rows), *told)

    def references(self, row: Row) -> list[str]:
        """Return what a row of a list is about, by all of its cells; nothing for other tables."""
        if self.mark is None or not self.mark.list_name:
            return []
        marked = row.cells[self.headings[0]].partition(" ")[0]
        named = (text.strip() for text in row.cells.values() if len(text) < LONGEST_REFERENCE)
        return [marked, *(text for text in named if REFERENCE.fullmatch(text))]

    def without(self, gone: Collection[str]) -> Table:
        """Return it without the rows that are about any of these."""
        return replace(self, rows=tuple(row for row in self.rows if not set(self.references(row)) & set(gone)))

    @property
    def mark(self) -> Mark | None:
        """The mark of the template that it is, None where it is none."""
        return find_mark(self.headings[0]) if self.headings else None


def _problems(stored: Sequence[Mapping[str, Any]]) -> tuple[Problem, ...]:
    return tuple(Problem(**one) for one in stored)
