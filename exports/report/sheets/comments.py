"""Comments: its columns and its rows."""

from __future__ import annotations

from typing import Final

import pandas as pd

from consultation.discussion.models import POSITIONS, Stance
from consultation.people.models import Status
from exports.files.writer.sheet_data import known_values
from exports.report.columns.pages import COMMENT as COMMENT_PAGE
from exports.report.columns.pages import PAGE, pages
from exports.report.columns.sheet_column import SheetColumn, day, number
from exports.report.columns.speakers import (
    DECISION,
    LANGUAGE,
    STATUS,
    TIMELINESS,
    in_words,
    only_traces,
    who_speaks,
    why_it_waits,
    with_speaker,
)
from exports.report.wording.words import (
    COMMENT,
    CURRENT,
    NOT_COUNTED,
    NOT_STATED,
    ORPHAN,
    REPLY,
    STANCES,
    STATUSES,
    WHOLE,
    Labels,
)
from indicators.fields import Schema
from indicators.marking import N_


def comment_columns(schema: Schema, labels: Labels) -> tuple[SheetColumn, ...]:
    """Every column of the sheet, for the secretariat; others are handed those that `audiences` lists for them."""
    return (
        *_IDS,
        STATUS,
        _STANCE,
        _POSITION,
        SheetColumn(
            "section",
            N_("About"),
            N_("The part of the proposal it speaks of."),
            width=20,
            wrap=True,
            allowed=(WHOLE, *(section.label for section in schema.sections)),
        ),
        *_TEXTS,
        LANGUAGE,
        *who_speaks(labels, can_be_brought_in=False),
        number("revision", N_("Revision"), N_("The number of the proposal's wording that the comment speaks of.")),
        *_DAYS,
        PAGE,
        *DECISION,
    )


_IDS: Final = (
    SheetColumn("reference", N_("Comment"), N_("The comment's own id. It stays the same."), width=12),
    SheetColumn("proposal_reference", N_("Proposal"), N_("The reference of the proposal it is about."), width=12),
    SheetColumn("proposal_title", N_("Title of the proposal"), N_("As it reads now."), width=36),
    SheetColumn(
        "proposal_objective",
        N_("Primary objective of the proposal"),
        N_("As on the sheet of the proposals: “not stated” among several; empty where it names none or all 23."),
        width=11,
        allowed=("1 … 23", NOT_STATED),
    ),
    SheetColumn("proposal_objective_title", N_("Objective"), N_("What that objective is called."), width=36),
    SheetColumn(
        "level",
        N_("Kind"),
        N_("A comment on the proposal, or a reply to one; the comment replied to may no longer be shown."),
        width=12,
        wrap=True,
        allowed=(COMMENT, REPLY, ORPHAN),
    ),
    SheetColumn("parent_reference", N_("Reply to"), N_("For a reply: the id of the comment it answers."), width=12),
)


_STANCE: Final = SheetColumn(
    "stance",
    N_("Stance"),
    N_("One of three positions on the proposal, or a question or a piece of information without one."),
    width=14,
    wrap=True,
    allowed=tuple(STANCES.values()),
)


_POSITION: Final = SheetColumn(
    "position",
    N_("Position"),
    N_("For a position. Current: it counts in Convergence. Not counted: it or the proposal is not published."),
    width=14,
    allowed=(CURRENT, NOT_COUNTED),
)


_TEXTS: Final = (
    SheetColumn("text", N_("Text"), N_("What the comment says; a position can stand without words."), 60, wrap=True),
    SheetColumn("suggested_wording", N_("Suggested wording"), N_("How its author would word it."), 40, wrap=True),
)


_DAYS: Final = (
    day("created_at", N_("Sent"), N_("When it was sent.")),
    TIMELINESS,
    day("published_at", N_("Published"), N_("When everybody could see it for the first time.")),
    day("changed_at", N_("Changed"), N_("The last change of anything this row says.")),
)


_WITHDRAWN: Final = STATUSES[Status.WITHDRAWN]
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
    """Return a row a comment, with the columns of `comment_columns` but those of `with_places`."""
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


def with_places(frame: pd.DataFrame, labels: Labels, site: str) -> pd.DataFrame:
    """Return the rows of `comments_frame` with the objective of each proposal, and with the address of each page.

    A comment that was withdrawn, and one on what was, says nothing of that.
    """
    gone = frame["proposal_title"].isna()
    objectives = frame["proposal_objective"].mask(gone, None)
    addresses = pages(site, COMMENT_PAGE, frame["reference"])
    return frame.assign(
        proposal_objective=objectives,
        proposal_objective_title=[labels.objectives.get(code, "") for code in objectives.tolist()],
        page=pd.Series(addresses, frame.index, dtype=object).mask(frame["status"] == _WITHDRAWN, None),
    )


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
