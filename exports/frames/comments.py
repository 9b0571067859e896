"""The rows of Comments."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from consultation.discussion.models import POSITIONS
from consultation.people.models import Status
from exports.frames.who import in_words, only_traces, with_speaker
from exports.words import COMMENT, CURRENT, NOT_COUNTED, ORPHAN, REPLY, STANCES, STATUSES, SUPERSEDED, WHOLE, Labels
from indicators.fields import Schema

_TRACE: Final = (
    "reference",
    "proposal_reference",
    "revision",
    "level",
    "parent_reference",
    "status",
    "decided_at",
    "created_at",
    "changed_at",
)


def comments_frame(rows: pd.DataFrame, schema: Schema, labels: Labels) -> pd.DataFrame:
    """Return a row a comment, with the columns of `comment_columns`."""
    sections = {section.name: section.label for section in schema.sections}
    frame = with_speaker(rows, labels).assign(
        proposal_title=rows["proposal_title"].where(rows["proposal_status"] != Status.WITHDRAWN, None),
        level=_levels(rows),
        section=rows["section"].map(lambda name: sections.get(name, name) if name else WHOLE),
        stance=in_words(rows["stance"], STANCES),
        position=_positions(rows),
        status=in_words(rows["status"], STATUSES),
    )
    return only_traces(frame, _TRACE)


def _levels(rows: pd.DataFrame) -> pd.Series[Any]:
    replies = rows["parent_reference"].isna().map({True: ORPHAN, False: REPLY})
    return replies.where(rows["is_reply"].astype(bool), COMMENT)


def _positions(rows: pd.DataFrame) -> pd.Series[Any]:
    """What each comment's position counts for; "" where it has none."""
    counts = (rows["status"] == Status.PUBLISHED) & (rows["proposal_status"] == Status.PUBLISHED)
    found = rows["superseded_at"].isna().map({True: CURRENT, False: SUPERSEDED})
    return found.where(counts, NOT_COUNTED).where(rows["stance"].isin(POSITIONS), "")
