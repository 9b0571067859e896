"""The rows of Comments."""

from __future__ import annotations

from typing import Final

import pandas as pd

from consultation.discussion.models import POSITIONS, Stance
from consultation.people.models import Status
from exports.frames.who import in_words, only_traces, why_it_waits, with_speaker
from exports.sheet_data import known_values
from exports.words import COMMENT, CURRENT, NOT_COUNTED, ORPHAN, REPLY, STANCES, STATUSES, WHOLE, Labels
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
    "timeliness",
    "changed_at",
)


def comments_frame(rows: pd.DataFrame, schema: Schema, labels: Labels) -> pd.DataFrame:
    """Return a row a comment, with the columns of `comment_columns`."""
    sections = {section.name: section.label for section in schema.sections}
    frame = with_speaker(rows, labels).assign(
        proposal_title=rows["proposal_title"].where(rows["proposal_status"] != Status.WITHDRAWN, None),
        level=_levels(rows),
        section=[sections.get(name, name) if name else WHOLE for name in rows["section"].tolist()],
        stance=in_words(rows["stance"], STANCES),
        position=_positions(rows),
        status=in_words(rows["status"], STATUSES),
        is_flood=why_it_waits(rows["is_flood"]),
    )
    return only_traces(frame, _TRACE)


def _levels(rows: pd.DataFrame) -> list[str]:
    parents = known_values(rows["parent_reference"])
    replies = zip(rows["is_reply"].tolist(), parents, strict=True)
    return [COMMENT if not is_reply else ORPHAN if parent is None else REPLY for is_reply, parent in replies]


def _positions(rows: pd.DataFrame) -> list[str]:
    """What each comment's position counts for; "" where it has none."""
    said = (rows[name].tolist() for name in ("stance", "status", "proposal_status"))
    return [_position(*one) for one in zip(*said, strict=True)]


def _position(stance: Stance | None, status: Status, proposal_status: Status) -> str:
    if stance not in POSITIONS:
        return ""
    return CURRENT if status == proposal_status == Status.PUBLISHED else NOT_COUNTED
