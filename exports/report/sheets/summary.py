"""Summary: its columns and its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from consultation.people.models import Status
from consultation.proposals.models import Origin
from exports.files.writer.sheet_data import known_values
from exports.report.columns.sheet_column import SheetColumn, number
from exports.report.wording.words import (
    BROUGHT_IN,
    CURRENT,
    LANGUAGE_NAMES,
    NOT_STATED,
    ORIGINS,
    STANCES,
    STATUSES,
    Labels,
)
from indicators.fields import Schema
from indicators.marking import N_

SUMMARY: Final = (
    SheetColumn("dimension", N_("Counted by"), N_("What the rows are counted by."), 22),
    SheetColumn("value", N_("Value"), N_("One of its values."), 44, wrap=True),
    number("participants", N_("Proposals by participants"), N_("Published proposals, unless counted by status."), 14),
    number("brought_in", N_("Proposals brought in"), N_("Published proposals, unless counted by status."), 14),
    number(
        "comments",
        N_("Comments"),
        N_("Published comments, positions and replies on published proposals, unless counted by status."),
        12,
    ),
    number("positions", N_("Positions"), N_("Those of the comments that are somebody's current position."), 12),
)


_COUNTED: Final = ("participants", "brought_in", "comments", "positions")
_PUBLISHED: Final = STATUSES[Status.PUBLISHED]
_KINDS: Final = {"indicator": N_("indicator"), "recommendation": N_("recommendation")}


class Dimension(NamedTuple):
    """Something to count by: what it is called, the frames' column, its values in their order, as written there."""

    label: str
    column: str
    values: Mapping[str, str]


class SummaryCounts:
    """Counts the rows of the sheets of proposals and comments, frame by frame, by one dimension after another.

    Only what is published, and said on what is published, is counted, except by status. Every value has a row, also one
    that does not occur.
    """

    def __init__(self, schema: Schema, labels: Labels, statuses: Iterable[str]) -> None:
        self._say = labels.say
        by_status = Dimension(N_("Status"), "status", _same(STATUSES[status] for status in statuses))
        self._dimensions = [by_status, *_dimensions(schema, labels)]
        self._counts: dict[tuple[str, str], Counter[Any]] = {}  # by what is counted and by which column

    def add_proposals(self, proposals: pd.DataFrame) -> None:
        """Count a frame of the sheet of proposals."""
        was_brought_in = proposals["origin"] == ORIGINS[Origin.BROUGHT_IN]
        is_published = proposals["status"] == _PUBLISHED
        counted = self._counted_columns(proposals)
        self._add("participants", counted[~was_brought_in], is_published)
        self._add("brought_in", counted[was_brought_in], is_published)

    def add_comments(self, comments: pd.DataFrame) -> None:
        """Count a frame of the sheet of comments."""
        is_published = (comments["status"] == _PUBLISHED) & (comments["proposal_status"] == Status.PUBLISHED)
        counted = self._counted_columns(comments)
        self._add("comments", counted, is_published)
        self._add("positions", counted[comments["position"] == CURRENT], is_published)

    def number(self, what: str, status: str) -> int:
        """Return how many there are of a status: of "participants", "brought_in", "comments" or "positions"."""
        return self._counts[what, "status"][STATUSES[status]]

    def published(self, what: str) -> int:
        """Return how many are published, and said on what is published: of the same as `number`."""
        return self._counts.get((what, "language"), Counter[Any]()).total()

    def frame(self) -> pd.DataFrame:
        """Return the rows of the sheet."""
        rows = [row for dimension in self._dimensions for row in self._rows(dimension)]
        return pd.DataFrame(rows, columns=["dimension", "value", *_COUNTED], dtype=object)

    def _counted_columns(self, rows: pd.DataFrame) -> pd.DataFrame:
        return rows[[dimension.column for dimension in self._dimensions if dimension.column in rows]]

    def _add(self, what: str, rows: pd.DataFrame, is_published: pd.Series[bool]) -> None:
        published = rows if is_published.all() else rows[is_published[rows.index]]
        for column in map(str, rows):
            counted = rows if column == "status" else published
            self._counts.setdefault((what, column), Counter()).update(known_values(counted[column]))

    def _rows(self, dimension: Dimension) -> Iterator[tuple[Any, ...]]:
        """Yield a row a value: those of the dimension, then any other that occurs, so that every row adds up."""
        label, column, values = dimension
        counts = {what: self._counts.get((what, column)) for what in _COUNTED}
        others = sorted({value for count in counts.values() if count for value in count} - {*values, None})
        every = [*values, *others]
        names = [self._say(values.get(value, value or NOT_STATED)) for value in every]
        numbers = [_numbers(count, every) for count in counts.values()]
        for name, *row in zip(names, *numbers, strict=True):
            yield self._say(label), name, *row


def _numbers(count: Counter[Any] | None, values: Sequence[str]) -> list[int | None]:
    """Return how often each value was counted; nothing where what is counted has none of them."""
    return [None if count is None else count[value] for value in values]


def _dimensions(schema: Schema, labels: Labels) -> Iterator[Dimension]:
    yield Dimension(N_("Kind of proposal"), "kind", {schema.kind.value: _KINDS[schema.kind]})
    for descriptor in schema.columns:
        if descriptor.name == "action":
            yield Dimension(N_("What is asked"), "action", _same(choice.label for choice in descriptor.choices))
    yield Dimension(N_("Kind of comment"), "stance", _same(STANCES.values()))
    others = (NOT_STATED, BROUGHT_IN)
    groups, regions = _same((*labels.groups.values(), *others)), _same((*labels.regions.values(), *others))
    yield Dimension(N_("Stakeholder group"), "stakeholder_group", groups)
    yield Dimension(N_("Region"), "region", regions)
    yield Dimension(N_("Language"), "language", LANGUAGE_NAMES)


def _same(values: Iterable[str]) -> dict[str, str]:
    return {value: value for value in values}
