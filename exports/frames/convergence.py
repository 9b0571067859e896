"""The rows of Convergence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import Any, Final
from weakref import finalize

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation.discussion.models import POSITIONS
from consultation.keeping.blocks import number_in
from consultation.people.models import Status
from exports.columns.tables import breakdowns, convergence_column
from exports.frames.suppression import Counts, Mask, left_out
from exports.sheet_data import LEFT_OUT
from exports.words import CURRENT, STANCES, STATUSES, Labels

_ALWAYS_A_NUMBER: Final = "all."
MOST_IN_MEMORY: Final = 1_000_000  # bytes
_PLACES: Final = {STANCES[stance]: place for place, stance in enumerate(POSITIONS)}

_NOWHERE: Final = -(10**9)

Numbers = npt.NDArray[np.int64]


class Convergence:
    """Counts the current positions on each published proposal, for each part of those who took one.

    It is given the frames of the sheets of proposals, then those of the comments, each in the order of their
    references. A part without positions is empty, so that the others are seen; the counts over everybody are always
    numbers. Where it `hides_small_numbers` they are left out of the other parts.

    Little of it is in memory: of a proposal its number, of a position the places where it counts.
    """

    def __init__(self, labels: Labels, *, hides_small_numbers: bool) -> None:
        self._hides_small_numbers = hides_small_numbers
        parts = list(breakdowns(labels))
        self.columns = [convergence_column(part, stance) for part in parts for stance in POSITIONS]
        self._first_columns: dict[str, dict[str, int]] = {part.of: {} for part in parts}
        for place, part in enumerate(parts):
            self._first_columns[part.of][part.value] = place * len(POSITIONS)
        self._proposals = _Spooled()
        self._numbers: list[Numbers] = []
        self._places: list[Numbers] = []

    def __len__(self) -> int:
        return sum(map(len, self._numbers))

    def add_proposals(self, proposals: pd.DataFrame) -> None:
        """Make room for those of them that are published."""
        published = proposals.loc[proposals["status"] == STATUSES[Status.PUBLISHED], ["reference", "title"]]
        self._numbers.append(_numbers_in(published["reference"]))
        self._proposals.add(published)

    def add_comments(self, comments: pd.DataFrame) -> None:
        """Count those of them that are a current position."""
        counted = ["proposal_reference", "stance", *(of for of in self._first_columns if of in comments)]
        positions = comments.loc[comments["position"] == CURRENT, counted].assign(all="all")
        rows = self._rows_of(positions["proposal_reference"])
        stances = _places_in(_PLACES, positions["stance"])
        for of, first_columns in self._first_columns.items():
            columns = _places_in(first_columns, positions[of]) + stances
            is_known = (rows >= 0) & (columns >= 0)
            self._places.append(rows[is_known] * len(self.columns) + columns[is_known])

    def sums(self) -> dict[str, int]:
        """Return how many positions were counted, by what they are broken down by."""
        counted = np.zeros(len(self.columns), dtype=np.int64)
        for places in self._places:
            counted += np.bincount(places % len(self.columns), minlength=len(self.columns))
        totals = counted.reshape(-1, len(POSITIONS)).sum(axis=1)
        return {
            of: int(totals[[first // len(POSITIONS) for first in first_columns.values()]].sum())
            for of, first_columns in self._first_columns.items()
        }

    def frames(self) -> Iterator[pd.DataFrame]:
        """Yield the rows, in the order in which the proposals came."""
        places = np.sort(np.concatenate([*self._places, np.zeros(0, dtype=np.int64)]))
        start = 0
        for proposals in self._proposals.frames():
            end = start + len(proposals)
            first, last = np.searchsorted(places, [start * len(self.columns), end * len(self.columns)])
            counts = np.zeros(len(proposals) * len(self.columns), dtype=np.int32)
            np.add.at(counts, places[first:last] - start * len(self.columns), 1)
            yield self._frame(proposals, counts.reshape(-1, len(self.columns)))
            start = end

    def _left_out(self, numbers: Counts) -> Mask:
        """Return which cells are left out: each position is broken down several times, its total is always shown."""
        hidden = np.zeros(numbers.shape, dtype=np.bool_)
        for first_columns in self._first_columns.values():
            for place in range(len(POSITIONS)):
                columns = [first + place for first in first_columns.values()]
                hidden[:, columns] = left_out(numbers[:, columns])
        return hidden

    def _rows_of(self, references: pd.Series[Any]) -> Numbers:
        """Return the row of each proposal, -1 where it is none of those that are published."""
        if len(self._numbers) > 1:
            self._numbers = [np.concatenate(self._numbers)]
        (known,) = self._numbers or [np.zeros(0, dtype=np.int64)]
        asked = _numbers_in(references)
        rows = np.searchsorted(known, asked)
        is_there = np.take(known, rows, mode="clip") == asked if len(known) else np.zeros(len(asked), dtype=np.bool_)
        return np.where(is_there, rows, -1)

    def _frame(self, proposals: pd.DataFrame, numbers: Counts) -> pd.DataFrame:
        counts = pd.DataFrame(numbers, columns=self.columns)
        overall = counts[[name for name in self.columns if name.startswith(_ALWAYS_A_NUMBER)]]
        shown = counts.astype(object).where(counts > 0, None)
        if self._hides_small_numbers:
            shown = shown.mask(self._left_out(numbers), LEFT_OUT)
        shown = shown.assign(**overall)
        return shown.assign(
            reference=proposals["reference"].tolist(), title=proposals["title"].tolist(), total=overall.sum(axis=1)
        )


class _Spooled:
    """Frames of texts that are put aside and taken again later, in a file of their own once they are many."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(MOST_IN_MEMORY)  # noqa: SIM115
        finalize(self, self._file.close)

    def add(self, frame: pd.DataFrame) -> None:
        self._file.write(json.dumps(frame.to_dict("list")).encode() + b"\n")

    def frames(self) -> Iterator[pd.DataFrame]:
        self._file.seek(0)
        for line in self._file:
            yield pd.DataFrame(json.loads(line), dtype=object)


def _places_in(places: Mapping[str, int], values: pd.Series[Any]) -> Numbers:
    """Return the place of each value, a number below any sum of places where it has none."""
    return np.array([places.get(value, _NOWHERE) for value in values.tolist()], dtype=np.int64)


def _numbers_in(references: pd.Series[Any]) -> Numbers:
    return np.array([number_in(reference) for reference in references], dtype=np.int64)
