"""Returned rows, what each would do, and the preview of an upload."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, Self

from exports.fill_in.import_plan import RowProblem


class Fate(StrEnum):
    """What becomes of a row when it is accepted, in the order in which people look at them."""

    FAULTY = "faulty"
    CONFLICTING = "conflicting"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    NEW = "new"
    IGNORED = "ignored"
    UNTOUCHED = "untouched"


ACCEPTABLE: Final = (Fate.NEW, Fate.CHANGED, Fate.CONFLICTING, Fate.WITHDRAWN)
"""What can be accepted; a conflict and a withdrawal only one by one, or when somebody asks for all of them."""


@dataclass(frozen=True)
class Uploader:
    """Who takes a list away and brings it back; the command line is an officer without a number."""

    participant_id: int | None = None
    is_officer: bool = False


COMMAND_LINE: Final = Uploader(is_officer=True)


@dataclass(frozen=True)
class ReturnedRow:
    """A row as it came back: of a new one every cell that says something, of another the cells that differ.

    `cells` are what was typed, by our names for the columns. `reference` and `digests` are those of its mark, by the
    same names; both are empty where it is new. `problems` are pairs of a column, "" for the row, and a sentence.
    """

    number: int
    cells: Mapping[str, str]
    reference: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)
    is_taken_back: bool = False
    problems: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class CellChange:
    """A cell that would change. Where others changed it meanwhile, `before` is what they wrote."""

    name: str
    before: str
    after: str
    is_changed_meanwhile: bool = False


@dataclass(frozen=True)
class RowEffect:
    """What a row would do, and all that is needed to do it.

    `version` is that of what it would change, `item_id` its number; `said` is what it would say, in plain values.
    `reason` tells why nothing of it is taken, where that is so.
    """

    row: ReturnedRow
    fate: Fate
    title: str = ""
    cells: Sequence[CellChange] = ()
    problems: Sequence[tuple[str, str]] = ()
    reason: str = ""
    item_id: int = 0
    version: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> int:
        return self.row.number

    @property
    def reference(self) -> str:
        return self.row.reference

    @property
    def is_taken_back(self) -> bool:
        return self.row.is_taken_back

    @property
    def is_acceptable(self) -> bool:
        """Whether it would do something that can be accepted."""
        return self.fate in ACCEPTABLE

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored; what it is about stands on top, where what was taken back is looked for."""
        about = [self.reference, self.said.get("proposal_reference", ""), self.said.get("parent_reference", "")]
        return vars(self) | {"references": about}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what was stored."""
        given = {name: value for name, value in stored.items() if name != "references"}
        given["cells"] = [CellChange(**cell) for cell in stored["cells"]]
        return cls(**given | {"row": ReturnedRow(**stored["row"]), "fate": Fate(stored["fate"])})


@dataclass(frozen=True)
class Preview:
    """What a file would change: its rows but those that would do nothing, of which `untouched` has the number.

    `headings` are the columns of the file by our names.
    """

    headings: Mapping[str, str]
    rows: Sequence[RowEffect]
    untouched: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return it in plain values."""
        return {"headings": self.headings, "rows": [row.as_json() for row in self.rows], "untouched": self.untouched}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what was stored."""
        return cls(stored["headings"], [RowEffect.from_json(row) for row in stored["rows"]], stored["untouched"])

    def without(self, gone: Collection[str]) -> Self:
        """Return it with nothing left of rows that are about any of these but that they are ignored."""
        left = [row if row.reference not in gone else _ignored(row) for row in self.rows]
        return replace(self, rows=[row for row in left if row.said.get("proposal_reference") not in gone])

    def heading(self, name: str) -> str:
        """Return what a column is called in the file; "" for the whole row."""
        return self.headings.get(name, name)

    @property
    def row_problems(self) -> list[RowProblem]:
        """Every problem with its row and the heading of its column."""
        return [RowProblem(row.number, self.heading(name), said) for row in self.rows for name, said in row.problems]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each fate."""
        found = Counter(row.fate for row in self.rows) + Counter({Fate.UNTOUCHED: self.untouched})
        return {fate.value: found[fate] for fate in Fate}

    def of(self, *fates: Fate) -> list[RowEffect]:
        """Return the rows of these fates, in their order."""
        return [row for row in self.rows if row.fate in fates]


def says_who_speaks(row: RowEffect) -> bool:
    """Whether a new row says itself who speaks in it."""
    return bool(row.said.get("speaker"))


def without_untouched(headings: Mapping[str, str], rows: Iterable[RowEffect]) -> Preview:
    """Return the preview of rows; nothing is kept of those that would do nothing."""
    all_rows = list(rows)
    kept = [row for row in all_rows if row.fate is not Fate.UNTOUCHED]
    return Preview(headings, kept, len(all_rows) - len(kept))


def _ignored(row: RowEffect) -> RowEffect:
    return RowEffect(ReturnedRow(row.number, {}, row.reference), Fate.IGNORED, reason=row.reason)
