"""Finding what changed between two handouts, from the rows that were kept of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from consultation.keeping.blocks import ERASED, REFERENCE, number_in
from consultation.lists import ListName

Row = Mapping[str, Any]
Pair = tuple[Row | None, Row | None]

SAYS_NOTHING_NEW: Final = frozenset({REFERENCE, "changed_at"})
"""What differs whenever something else does."""


class ChangeKind(StrEnum):
    """What became of a contribution."""

    ADDED = "added"
    CHANGED = "changed"
    REPLACED = "replaced"
    REMOVED = "removed"


@dataclass(frozen=True)
class ItemChange:
    """What became of a contribution, or of one field of it; `title` is that of a proposal.

    Nothing is said of what is not in the later file, or was taken back since: there `field`, `before` and `after` are
    empty. Of what has replaced something that its author took back, as a name or words, only what is new is said.
    """

    of: ListName
    reference: str
    kind: ChangeKind
    title: str = ""
    field: str = ""
    before: str = ""
    after: str = ""


@dataclass
class Changes:
    """Finds the changes between two handouts, and counts the contributions by kind of change.

    `fields` names, in their order, what can change in proposals and in comments.
    """

    fields: Mapping[ListName, Sequence[str]]
    counts: Counter[tuple[ListName, ChangeKind]] = field(default_factory=Counter)

    def between(self, of: ListName, before: Iterable[Row], after: Iterable[Row]) -> Iterator[ItemChange]:
        """Yield the changes from rows to later ones, both in the order of their references."""
        for earlier, later in _beside(before, after):
            changes = list(self._of_one(of, earlier, later))
            if changes:
                self.counts[of, changes[0].kind] += 1
            yield from changes

    def _of_one(self, of: ListName, earlier: Row | None, later: Row | None) -> Iterator[ItemChange]:
        reference = str((earlier or later or {})[REFERENCE])
        if later is None or ERASED in later:
            yield ItemChange(of, reference, ChangeKind.REMOVED)
            return
        if earlier == later:
            return
        title = str(later.get("title", ""))
        if earlier is None or ERASED in earlier:
            kind = ChangeKind.ADDED if earlier is None else ChangeKind.REPLACED
            yield ItemChange(of, reference, kind, title, after=_text_of(of, later))
            return
        for name in self.fields[of]:
            said, says = str(earlier.get(name, "")), str(later.get(name, ""))
            if name not in SAYS_NOTHING_NEW and said != says:
                yield ItemChange(of, reference, ChangeKind.CHANGED, title, name, said, says)


def _text_of(of: ListName, row: Row) -> str:
    return str(row.get("rationale" if of is ListName.PROPOSALS else "text", ""))


def _beside(before: Iterable[Row], after: Iterable[Row]) -> Iterator[Pair]:
    """Yield the rows of both, those of one reference side by side."""
    earlier_rows, later_rows = iter(before), iter(after)
    earlier, later = next(earlier_rows, None), next(later_rows, None)
    while earlier is not None or later is not None:
        place = _place(earlier, later)
        yield (earlier if place <= 0 else None), (later if place >= 0 else None)
        if place <= 0:
            earlier = next(earlier_rows, None)
        if place >= 0:
            later = next(later_rows, None)


def _place(earlier: Row | None, later: Row | None) -> int:
    """Return which of the two comes first: -1, 1, or 0 where they are of the same reference."""
    if earlier is None or later is None:
        return 1 if earlier is None else -1
    difference = number_in(earlier[REFERENCE]) - number_in(later[REFERENCE])
    return (difference > 0) - (difference < 0)
