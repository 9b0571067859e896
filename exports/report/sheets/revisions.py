"""Revisions: its columns, and a row for each field that was changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from exports.report.columns.sheet_column import SheetColumn, day, number
from exports.report.columns.speakers import LANGUAGE, STATUS, in_words, speaker_of, with_speaker
from exports.report.sheets.proposals import answers_in_words, proposal_columns
from exports.report.wording.words import STATUSES, Labels
from indicators.fields import Schema
from indicators.marking import N_

REVISIONS: Final = (
    SheetColumn("proposal_reference", N_("Proposal"), N_("The reference of the proposal that was changed."), 12),
    number("revision", N_("Revision"), N_("The number of the wording that brought the change.")),
    day("worded_at", N_("Changed"), N_("When that wording was written.")),
    SheetColumn(
        "who",
        N_("Who"),
        N_("Its author, who alone can change it, as far as they let themselves be shown."),
        26,
        wrap=True,
    ),
    STATUS,
    SheetColumn(
        "field", N_("Field"), N_("The heading of what was changed, as on the sheet of the proposals."), 26, wrap=True
    ),
    SheetColumn("before", N_("Before"), N_("What it said in the wording before; empty where nothing."), 60, wrap=True),
    SheetColumn("after", N_("After"), N_("What it says in this one; empty where nothing."), 60, wrap=True),
)


def changed_columns(schema: Schema, labels: Labels) -> tuple[SheetColumn, ...]:
    """Return the columns of a proposal that an author can change, in the order of their sheet."""
    asked = {column.name for column in schema.descriptors} | {"primary_objective", "actions", LANGUAGE.name}
    return tuple(column for column in proposal_columns(schema, labels) if column.name in asked)


def revision_frames(
    wordings: Iterable[tuple[pd.DataFrame, pd.DataFrame]], schema: Schema, labels: Labels
) -> Iterator[pd.DataFrame]:
    """Yield a row for each field in which a wording differs from the one before it.

    The wordings come with what they name, as from `queries.revisions` and `alignments_of_revisions`, in their order.
    """
    columns = changed_columns(schema, labels)
    headings = [(column.name, labels.tongue.heading(column.heading)) for column in columns]
    last: list[Any] = []
    for rows, alignments in wordings:
        said = answers_in_words(rows, alignments, schema, labels)
        frame = with_speaker(rows, labels).assign(**said, status=in_words(rows["status"], STATUSES)).astype(object)
        these = [*last, *frame.itertuples(index=False)]
        changes = [
            (
                later.proposal_reference,
                later.revision,
                later.worded_at,
                speaker_of(later, labels.say),
                later.status,
                *change,
            )
            for earlier, later in pairwise(these)
            if earlier.proposal_reference == later.proposal_reference
            for change in _changes(earlier, later, headings)
        ]
        yield pd.DataFrame(changes, columns=[column.name for column in REVISIONS], dtype=object)
        last = these[-1:]


def _changes(earlier: Any, later: Any, columns: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    for name, heading in columns:
        before, after = getattr(earlier, name), getattr(later, name)
        if before != after:
            yield heading, before, after
