"""The columns of the sheets that count or list what names what: Summary, Coverage, Paragraphs."""

from __future__ import annotations

from typing import Final

from consultation.browse.coverage import BROUGHT_IN as BROUGHT_IN_COLUMN
from consultation.browse.coverage import NOT_STATED as NOT_STATED_COLUMN
from consultation.browse.coverage import Gap
from exports.columns.model import SheetColumn, number, upright
from exports.columns.proposals import POSITION_COUNTS
from exports.columns.who import STATUS
from exports.words import GAPS, NAMED, NOT_STATED, Labels
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


def coverage_columns(labels: Labels) -> tuple[SheetColumn, ...]:
    """A row an objective and way of naming it, or a theme; a column a stakeholder group."""
    return (
        SheetColumn("code", N_("Code"), N_("The number of the objective or theme; “all” is all 23 objectives."), 7),
        SheetColumn("title", N_("Objective or theme"), N_("What it is called."), 40, wrap=True),
        SheetColumn(
            "named",
            N_("Named as"),
            N_(
                "Whether the proposals counted name the objective as their primary one, among several of which none is "
                "stated as primary, also, or all 23 at once."
            ),
            18,
            allowed=tuple(NAMED.values()),
        ),
        SheetColumn(
            "gap", N_("Gap"), N_("What is missing, in words; empty where nothing is."), 24, allowed=tuple(GAPS.values())
        ),
        upright("participants", N_("All participants"), N_("Published proposals by participants.")),
        upright(BROUGHT_IN_COLUMN, N_("Brought in"), N_("Published proposals brought in from existing work.")),
        *(
            upright(group_column(code), label, N_("Published proposals by participants of this group."))
            for code, label in (*labels.groups.items(), (NOT_STATED_COLUMN, NOT_STATED))
        ),
    )


def group_column(code: str) -> str:
    """Return the name of a group's column in Coverage."""
    return f"group.{code or 'not_stated'}"


PARAGRAPHS: Final = (
    number("paragraph", N_("Paragraph"), N_("The number of the paragraph in the Progress Declaration.")),
    SheetColumn("section", N_("Section"), N_("The part of the declaration it stands in."), 30, wrap=True),
    SheetColumn("topic", N_("Topic"), N_("What it is about; empty where that is not known."), 44, wrap=True),
    SheetColumn(
        "gap",
        N_("Gap"),
        N_("Says so where no proposal names the paragraph; empty where one does."),
        18,
        allowed=(GAPS[Gap.NOTHING],),
    ),
    SheetColumn(
        "reference",
        N_("Proposal"),
        N_("The reference of a proposal that names it: the paragraph has a row for each."),
        12,
    ),
    SheetColumn("title", N_("Title"), N_("The proposal's title as it reads now."), 44, wrap=True),
    STATUS,
    *POSITION_COUNTS,
)
