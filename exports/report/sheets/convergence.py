"""Convergence, and Convergence in detail: their columns and their rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import Any, Final, NamedTuple
from weakref import finalize

import numpy as np
import numpy.typing as npt
import pandas as pd

from consultation.discussion.models import POSITIONS, Stance
from consultation.keeping.blocks import number_in
from consultation.people.models import Status
from exports.files.writer.sheet_data import Pieces
from exports.report.columns.sheet_column import SheetColumn, number, upright
from exports.report.sheets.proposals import POSITION_COUNTS, REFERENCE
from exports.report.wording.words import (
    CONFIRMED,
    CURRENT,
    INDIVIDUAL,
    NOT_STATED,
    ORGANISATION,
    SELF_DECLARED,
    STANCES,
    STATUSES,
    Labels,
)
from indicators.marking import N_

_WHICH: Final = (
    REFERENCE,
    SheetColumn("title", N_("Title"), N_("The proposal's title as it reads now."), 40, wrap=True),
    number("total", N_("All positions"), N_("Participants who have a current position on the proposal."), 10),
)


_BY_HOW_MANY_GROUPS: Final = {
    Stance.SUPPORT: N_("Groups: support"),
    Stance.SUPPORT_WITH_CHANGES: N_("Groups: support with changes"),
    Stance.STRONG_CONCERN: N_("Groups: strong concern"),
}


_BY_HOW_MANY_REGIONS: Final = {
    Stance.SUPPORT: N_("Regions: support"),
    Stance.SUPPORT_WITH_CHANGES: N_("Regions: support with changes"),
    Stance.STRONG_CONCERN: N_("Regions: strong concern"),
}


CONVERGENCE: Final = (
    *_WHICH,
    *POSITION_COUNTS,
    *(
        number(
            f"groups.{stance}",
            heading,
            N_("How many stakeholder groups somebody of whom takes this position; “not stated” is none of them."),
            14,
        )
        for stance, heading in _BY_HOW_MANY_GROUPS.items()
    ),
    *(
        number(
            f"regions.{stance}",
            heading,
            N_("From how many regions somebody takes this position; “not stated” is none of them."),
            14,
        )
        for stance, heading in _BY_HOW_MANY_REGIONS.items()
    ),
)


class Breakdown(NamedTuple):
    """A part of those who took a position: the value `value` in the column `of` of the comments."""

    of: str
    value: str
    code: str
    label: str


def breakdowns(labels: Labels) -> Iterator[Breakdown]:
    """Every part that Convergence in detail keeps apart, in the order of its columns."""
    for code, label in (("organisation", ORGANISATION), ("individual", INDIVIDUAL), ("not_stated", NOT_STATED)):
        yield Breakdown("speaks_as", label, code, _SPEAKS_AS[code])
    for code, label in (("confirmed", CONFIRMED), ("self_declared", SELF_DECLARED), ("not_stated", NOT_STATED)):
        yield Breakdown("standing", label, code, _STANDING[code])
    for dimension, values in (("region", labels.regions), ("stakeholder_group", labels.groups)):
        yield from (Breakdown(dimension, label, code, label) for code, label in values.items())
        yield Breakdown(dimension, NOT_STATED, "not_stated", _NOT_STATED[dimension])


_SPEAKS_AS: Final = {
    "organisation": N_("organisations"),
    "individual": N_("individuals"),
    "not_stated": N_("neither organisation nor name stated"),
}


_STANDING: Final = {
    "confirmed": N_("confirmed"),
    "self_declared": N_("self-declared"),
    "not_stated": N_("no group or organisation stated"),
}


_NOT_STATED: Final = {"region": N_("region not stated"), "stakeholder_group": N_("group not stated")}


def detailed_columns(labels: Labels) -> tuple[SheetColumn, ...]:
    """A row a proposal; three columns, one a position, for each part of those who took one."""
    return (
        *_WHICH,
        *(
            upright(
                detailed_column(part, stance),
                f"{labels.say(part.label)} · {labels.say(STANCES[stance])}",
                N_("Current positions of this kind in this part of the participants; empty means none."),
            )
            for part in breakdowns(labels)
            for stance in POSITIONS
        ),
    )


def detailed_column(part: Breakdown, stance: str) -> str:
    """Return the name of the column that counts a position in a part."""
    return f"{part.of}.{part.code}.{stance}"


_OVERALL: Final = tuple(column.name for column in POSITION_COUNTS[: len(POSITIONS)])
_EVERYBODY: Final = "everybody"
_PUBLISHED: Final = STATUSES[Status.PUBLISHED]
MOST_IN_MEMORY: Final = 1_000_000  # bytes
_PLACES: Final = {STANCES[stance]: place for place, stance in enumerate(POSITIONS)}

_NOWHERE: Final = -(10**9)

NumberArray = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int32]


class Convergence:
    """Counts the current positions on each published proposal, and the comments with words on it.

    It is given the frames of the sheets of proposals, then those of the comments, each in the order of their
    references. Positions are counted over everybody, and for each part of those who took one.

    Little of it is in memory: of a proposal its number, of a position the places where it counts, of words their place.
    """

    def __init__(self, labels: Labels) -> None:
        parts = list(breakdowns(labels))
        self._details = [detailed_column(part, stance) for part in parts for stance in POSITIONS]
        self._first_columns: dict[str, dict[str, int]] = {
            _EVERYBODY: {_EVERYBODY: 0},
            **{part.of: {} for part in parts},
        }
        for place, part in enumerate(parts, start=1):
            self._first_columns[part.of][part.value] = place * len(POSITIONS)
        self._width = len(POSITIONS) + len(self._details) + 1  # the last place is that of words
        self._proposals = _Spooled()
        self._numbers: list[NumberArray] = []
        self._places: list[NumberArray] = []

    def __len__(self) -> int:
        return sum(map(len, self._numbers))

    def pieces(self) -> Pieces:
        """Return the rows of Convergence, once everything was added."""
        return Pieces(len(self), self.frames())

    def detailed_pieces(self) -> Pieces:
        """Return the rows of Convergence in detail, once everything was added."""
        return Pieces(len(self), self.detailed_frames())

    def add_proposals(self, proposals: pd.DataFrame) -> None:
        """Make room for those of them that are published."""
        published = proposals.loc[proposals["status"] == _PUBLISHED, ["reference", "title"]]
        self._numbers.append(_numbers_in(published["reference"]))
        self._proposals.add(published)

    def add_comments(self, comments: pd.DataFrame) -> None:
        """Count those of them that are a current position, and those that are published and say something."""
        counted = ["proposal_reference", "stance", *(of for of in self._first_columns if of in comments)]
        positions = comments.loc[comments["position"] == CURRENT, counted].assign(**{_EVERYBODY: _EVERYBODY})
        rows = self._rows_of(positions["proposal_reference"])
        stances = _places_in(_PLACES, positions["stance"])
        for of, first_columns in self._first_columns.items():
            columns = _places_in(first_columns, positions[of]) + stances
            self._count(rows[columns >= 0], columns[columns >= 0])
        has_words = (comments["status"] == _PUBLISHED) & (comments["text"].fillna("") != "")
        worded = self._rows_of(comments.loc[has_words, "proposal_reference"])
        self._count(worded, np.full(len(worded), self._width - 1))

    def _count(self, rows: NumberArray, columns: NumberArray) -> None:
        is_there = rows >= 0
        self._places.append(rows[is_there] * self._width + columns[is_there])

    def sums(self) -> dict[str, int]:
        """Return how many positions were counted, by what they are broken down by."""
        totals = self._sums()[:-1].reshape(-1, len(POSITIONS)).sum(axis=1)
        return {
            of: int(totals[[first // len(POSITIONS) for first in first_columns.values()]].sum())
            for of, first_columns in self._first_columns.items()
        }

    @property
    def worded(self) -> int:
        """How many comments with words were counted."""
        return int(self._sums()[-1])

    def _sums(self) -> NumberArray:
        counted = np.zeros(self._width, dtype=np.int64)
        for places in self._places:
            counted += np.bincount(places % self._width, minlength=self._width)
        return counted

    def frames(self) -> Iterator[pd.DataFrame]:
        """Yield the rows of Convergence, in the order in which the proposals came."""
        for proposals, numbers in self._counted():
            overall = numbers[:, : len(POSITIONS)]
            yield proposals.assign(
                total=overall.sum(axis=1),
                **dict(zip(_OVERALL, overall.T, strict=True)),
                comment_count=numbers[:, -1],
                **self._by_how_many("groups", "stakeholder_group", numbers),
                **self._by_how_many("regions", "region", numbers),
            )

    def detailed_frames(self) -> Iterator[pd.DataFrame]:
        """Yield the rows of Convergence in detail: a part without positions is empty, so that the others are seen."""
        for proposals, numbers in self._counted():
            counts = pd.DataFrame(numbers[:, len(POSITIONS) : -1], columns=self._details, index=proposals.index)
            shown = counts.astype(object).where(counts > 0, None)
            total = numbers[:, : len(POSITIONS)].sum(axis=1)
            yield pd.concat([proposals.assign(total=total), shown], axis=1)

    def _by_how_many(self, name: str, of: str, numbers: Counts) -> dict[str, NumberArray]:
        """Return, for each position, how many parts there are somebody of whom takes it: "not stated" is no part."""
        stated = [first for value, first in self._first_columns[of].items() if value != NOT_STATED]
        return {
            f"{name}.{stance}": (numbers[:, [first + place for first in stated]] > 0).sum(axis=1)
            for place, stance in enumerate(POSITIONS)
        }

    def _counted(self) -> Iterator[tuple[pd.DataFrame, Counts]]:
        """Yield proposals and what was counted of each: over everybody, by part, and the words."""
        self._places = [np.sort(np.concatenate([*self._places, np.zeros(0, dtype=np.int64)]))]
        [places] = self._places
        start = 0
        for proposals in self._proposals.frames():
            end = start + len(proposals)
            first, last = np.searchsorted(places, [start * self._width, end * self._width])
            counts = np.zeros(len(proposals) * self._width, dtype=np.int32)
            np.add.at(counts, places[first:last] - start * self._width, 1)
            yield proposals, counts.reshape(-1, self._width)
            start = end

    def _rows_of(self, references: pd.Series[Any]) -> NumberArray:
        """Return the row of each proposal, -1 where it is none of those that are published."""
        if len(self._numbers) > 1:
            self._numbers = [np.concatenate(self._numbers)]
        (known,) = self._numbers or [np.zeros(0, dtype=np.int64)]
        asked = _numbers_in(references)
        rows = np.searchsorted(known, asked)
        is_there = np.take(known, rows, mode="clip") == asked if len(known) else np.zeros(len(asked), dtype=np.bool_)
        return np.where(is_there, rows, -1)


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


def _places_in(places: Mapping[str, int], values: pd.Series[Any]) -> NumberArray:
    """Return the place of each value, a number below any sum of places where it has none."""
    return np.array([places.get(value, _NOWHERE) for value in values.tolist()], dtype=np.int64)


def _numbers_in(references: pd.Series[Any]) -> NumberArray:
    return np.array([number_in(reference) for reference in references], dtype=np.int64)
