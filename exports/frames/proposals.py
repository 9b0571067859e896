"""The rows of Indicators and Recommendations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from exports.frames.who import in_words, only_traces, why_it_waits, with_speaker
from exports.words import NOT_STATED, ORIGINS, STATUSES, Labels
from indicators.fields import Descriptor, Schema, Shape
from indicators.schemes import ACTION, ALL_OBJECTIVES, OBJECTIVE, THEME

_TRACE: Final = ("reference", "origin", "status", "decided_at", "submitted_at", "timeliness", "changed_at")


def proposals_frame(rows: pd.DataFrame, alignments: pd.DataFrame, schema: Schema, labels: Labels) -> pd.DataFrame:
    """Return a row a proposal, with the columns of `proposal_columns`: every code in words or in one cell."""
    frame = with_speaker(rows, labels).assign(
        **answers_in_words(rows, alignments, schema, labels),
        origin=in_words(rows["origin"], ORIGINS),
        status=in_words(rows["status"], STATUSES),
        is_flood=why_it_waits(rows["is_flood"]),
    )
    return only_traces(frame, _TRACE)


def answers_in_words(
    rows: pd.DataFrame, alignments: pd.DataFrame, schema: Schema, labels: Labels
) -> dict[str, pd.Series[Any]]:
    """Return what a proposal or a wording of it says, by the names of the columns; `reference` tells rows apart."""
    answers = {descriptor.name: _answers(rows[descriptor.name], descriptor) for descriptor in schema.columns}
    return answers | _named(rows["reference"], alignments, schema, labels)


def _answers(values: pd.Series[Any], descriptor: Descriptor) -> pd.Series[Any]:
    if descriptor.shape is Shape.CHOICE:
        return values.map(lambda code: descriptor.label_of(code) if code else "")
    if descriptor.shape is Shape.CHOICES:
        return values.map(lambda codes: "\n".join(descriptor.label_of(code) for code in codes))
    return values


def _named(references: pd.Series[Any], alignments: pd.DataFrame, schema: Schema, labels: Labels) -> dict[str, Any]:
    """What each proposal names, a column a scheme."""
    codes: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    primary: dict[str, str] = {}
    columns = (alignments[name].tolist() for name in ("reference", "scheme", "code", "is_primary"))
    for reference, scheme, code, is_primary in zip(*columns, strict=True):
        codes[scheme][reference].append(code)
        if is_primary:
            primary[reference] = code
    schemes = {descriptor.name: descriptor.scheme for descriptor in schema.codes} | {"actions": ACTION}
    objectives = codes[OBJECTIVE].items()
    is_open = {one: NOT_STATED for one, named in objectives if one not in primary and set(named) - {ALL_OBJECTIVES}}
    written = {
        name: {reference: _written(named, scheme, labels) for reference, named in codes[scheme].items()}
        for name, scheme in schemes.items()
    }
    return {
        name: [said.get(reference, "") for reference in references]
        for name, said in (written | {"primary_objective": primary | is_open}).items()
    }


def _written(codes: Sequence[str], scheme: str, labels: Labels) -> str:
    if scheme == THEME:
        return "\n".join(labels.themes.get(code, code) for code in codes)
    return "; ".join(codes)
