"""The rows of Revisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from exports.columns import REVISIONS, changed_columns
from exports.frames.proposals import answers_in_words
from exports.frames.who import in_words, speaker_of, with_speaker
from exports.words import STATUSES, Labels
from indicators.fields import Schema

_OF_A_WORDING: Final = ("proposal_reference", "revision", "worded_at")


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
