"""The rows of Convergence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from consultation.discussion.models import POSITIONS
from consultation.people.models import Status
from exports.columns.tables import breakdowns, convergence_column
from exports.frames.suppression import Counts, Mask, left_out
from exports.sheet_data import LEFT_OUT
from exports.words import CURRENT, STANCES, STATUSES, Labels

_ALWAYS_A_NUMBER: Final = "all."
_AT_ONCE: Final = 1_000
_PLACES: Final = {STANCES[stance]: place for place, stance in enumerate(POSITIONS)}


class Convergence:
    """Counts the current positions on each published proposal, for each part of those who took one.

    It is given the frames of the sheets of proposals, then those of the comments, and keeps of each proposal its
    reference, its title and its counts. A part without positions is empty, so that the others are seen; the counts
    over everybody are always numbers. Where it `hides_small_numbers` they are left out of the other parts.
    """

    def __init__(self, labels: Labels, *, hides_small_numbers: bool) -> None:
        self._hides_small_numbers = hides_small_numbers
        parts = list(breakdowns(labels))
        self.columns = [convergence_column(part, stance) for part in parts for stance in POSITIONS]
        self._first_columns: dict[str, dict[str, int]] = {part.of: {} for part in parts}
        for place, part in enumerate(parts):
            self._first_columns[part.of][part.value] = place * len(POSITIONS)
        self._rows: dict[str, int] = {}
        self._titles: list[str] = []
        self._counts: Counts = np.zeros((0, len(self.columns)), dtype=np.int32)

    def __len__(self) -> int:
        return len(self._titles)

    def add_proposals(self, proposals: pd.DataFrame) -> None:
        """Make room for those of them that are published."""
        published = proposals[proposals["status"] == STATUSES[Status.PUBLISHED]]
        self._rows.update(zip(published["reference"], range(len(self), len(self) + len(published)), strict=True))
        self._titles += published["title"].tolist()

    def add_comments(self, comments: pd.DataFrame) -> None:
        """Count those of them that are a current position."""
        counts = self._all_counts()
        positions = comments[comments["position"] == CURRENT].assign(all="all")
        rows = positions["proposal_reference"].map(self._rows)
        stances = positions["stance"].map(_PLACES)
        for of, first_columns in self._first_columns.items():
            columns = positions[of].map(first_columns) + stances
            is_known = rows.notna() & columns.notna()
            np.add.at(counts, (rows[is_known].astype(int), columns[is_known].astype(int)), 1)

    def sums(self) -> dict[str, int]:
        """Return how many positions were counted, by what they are broken down by."""
        totals = self._all_counts().sum(axis=0).reshape(-1, len(POSITIONS)).sum(axis=1)
        return {
            of: int(totals[[first // len(POSITIONS) for first in first_columns.values()]].sum())
            for of, first_columns in self._first_columns.items()
        }

    def frames(self) -> Iterator[pd.DataFrame]:
        """Yield the rows, in the order in which the proposals came."""
        references, counts = list(self._rows), self._all_counts()
        for start in range(0, len(self), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            yield self._frame(references[some], self._titles[some], counts[some])

    def _left_out(self, numbers: Counts) -> Mask:
        """Return which cells are left out: each position is broken down several times, its total is always shown."""
        hidden = np.zeros(numbers.shape, dtype=np.bool_)
        for first_columns in self._first_columns.values():
            for place in range(len(POSITIONS)):
                columns = [first + place for first in first_columns.values()]
                hidden[:, columns] = left_out(numbers[:, columns])
        return hidden

    def _all_counts(self) -> Counts:
        if len(self._counts) < len(self):
            self._counts = np.pad(self._counts, ((0, len(self) - len(self._counts)), (0, 0)))
        return self._counts

    def _frame(self, references: list[str], titles: list[str], numbers: Counts) -> pd.DataFrame:
        counts = pd.DataFrame(numbers, columns=self.columns)
        overall = counts[[name for name in self.columns if name.startswith(_ALWAYS_A_NUMBER)]]
        shown = counts.astype(object).where(counts > 0, None)
        if self._hides_small_numbers:
            shown = shown.mask(self._left_out(numbers), LEFT_OUT)
        shown = shown.assign(**overall)
        return shown.assign(reference=references, title=titles, total=overall.sum(axis=1))
