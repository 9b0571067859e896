"""The rows of Summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

import pandas as pd

from consultation.people.models import Status
from consultation.proposals.models import Origin
from exports.words import BROUGHT_IN, CURRENT, LANGUAGE_NAMES, NOT_STATED, ORIGINS, STANCES, STATUSES, Labels
from indicators.fields import Schema
from indicators.marking import N_

_PUBLISHED: Final = STATUSES[Status.PUBLISHED]
_KINDS: Final = {"indicator": N_("indicator"), "recommendation": N_("recommendation")}


Parts: TypeAlias = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]


class Dimension(NamedTuple):
    """Something to count by: what it is called, the frames' column, its values in their order, as written there."""

    label: str
    column: str
    values: Mapping[str, str]


def summary_frame(
    proposals: pd.DataFrame, comments: pd.DataFrame, schema: Schema, labels: Labels, statuses: Iterable[Status]
) -> pd.DataFrame:
    """Count the rows of the sheets of proposals and comments by one dimension after another.

    Only what is published is counted, except by status. Every value has a row, also one that does not occur.
    """
    by_status = Dimension(N_("Status"), "status", _same(STATUSES[status] for status in statuses))
    rows = list(_counted(by_status, _parts(proposals, comments)))
    published = _parts(proposals[proposals["status"] == _PUBLISHED], comments[comments["status"] == _PUBLISHED])
    for dimension in _dimensions(schema, labels):
        rows += _counted(dimension, published)
    names = ["dimension", "value", "participants", "brought_in", "comments", "positions"]
    return pd.DataFrame(rows, columns=names, dtype=object)


def _dimensions(schema: Schema, labels: Labels) -> Iterator[Dimension]:
    yield Dimension(N_("Kind of proposal"), "kind", {schema.kind.value: _KINDS[schema.kind]})
    for descriptor in schema.columns:
        if descriptor.name == "action":
            yield Dimension(N_("What is asked"), "action", _same(choice.label for choice in descriptor.choices))
    yield Dimension(N_("Kind of comment"), "stance", _same(STANCES.values()))
    others = (NOT_STATED, BROUGHT_IN)
    yield Dimension(N_("Stakeholder group"), "stakeholder_group", _same((*labels.groups.values(), *others)))
    yield Dimension(N_("Region"), "region", _same((*labels.regions.values(), *others)))
    yield Dimension(N_("Language"), "language", LANGUAGE_NAMES)


def _same(values: Iterable[str]) -> dict[str, str]:
    return {value: value for value in values}


def _parts(proposals: pd.DataFrame, comments: pd.DataFrame) -> Parts:
    """What each column counts."""
    was_brought_in = proposals["origin"] == ORIGINS[Origin.BROUGHT_IN]
    current = comments["position"] == CURRENT
    return proposals[~was_brought_in], proposals[was_brought_in], comments, comments[current]


def _counted(dimension: Dimension, parts: Parts) -> Iterator[tuple[Any, ...]]:
    """Yield a row a value: those of the dimension, then any other that occurs, so that every row adds to the sums."""
    counts = [_counts(part, dimension.column) for part in parts]
    others = sorted({value for count in counts if count for value in count} - set(dimension.values))
    for value in (*dimension.values, *others):
        label = dimension.values.get(value, value or NOT_STATED)
        yield dimension.label, label, *(None if count is None else count.get(value, 0) for count in counts)


def _counts(rows: pd.DataFrame, column: str) -> dict[str, int] | None:
    """How often each value occurs; None where the rows have no such column."""
    return dict(Counter(rows[column].dropna())) if column in rows else None
