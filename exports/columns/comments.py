"""The columns of Comments."""

from __future__ import annotations

from typing import Final

from exports.columns.model import SheetColumn, day, number
from exports.columns.when import TIMELINESS
from exports.columns.who import DECISION, LANGUAGE, STATUS, who_speaks
from exports.words import COMMENT, CURRENT, NOT_COUNTED, ORPHAN, REPLY, STANCES, WHOLE, Labels
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
        *DECISION,
    )


_IDS: Final = (
    SheetColumn("reference", N_("Comment"), N_("The comment's own id. It stays the same."), width=12),
    SheetColumn("proposal_reference", N_("Proposal"), N_("The reference of the proposal it is about."), width=12),
    SheetColumn("proposal_title", N_("Title of the proposal"), N_("As it reads now."), width=36),
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
