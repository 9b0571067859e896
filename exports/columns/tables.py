"""The columns of the sheets that count or list what names what: Summary, Coverage, Paragraphs, Convergence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from consultation.browse.coverage import BROUGHT_IN as BROUGHT_IN_COLUMN
from consultation.browse.coverage import NOT_STATED as NOT_STATED_COLUMN
from consultation.browse.coverage import Gap
from consultation.discussion.models import POSITIONS
from exports.columns.model import SheetColumn, number, upright
from exports.columns.proposals import POSITION_COUNTS, REFERENCE
from exports.columns.who import STATUS
from exports.words import (
    CONFIRMED,
    GAPS,
    INDIVIDUAL,
    NAMED,
    NOT_STATED,
    ORGANISATION,
    SELF_DECLARED,
    STANCES,
    Labels,
)
from indicators.marking import N_

SUMMARY: Final = (
    SheetColumn("dimension", N_("Counted by"), N_("What the rows are counted by."), 22),
    SheetColumn("value", N_("Value"), N_("One of its values."), 44, wrap=True),
    number("participants", N_("Proposals by participants"), N_("Published proposals, unless counted by status."), 14),
    number("brought_in", N_("Proposals brought in"), N_("Published proposals, unless counted by status."), 14),
    number(
        "comments",
        N_("Comments"),
        N_("Published comments, positions and replies, unless counted by status."),
        12,
        may_leave_out=True,
    ),
    number(
        "positions",
        N_("Positions"),
        N_("Those of the comments that are somebody's current position."),
        12,
        may_leave_out=True,
    ),
)


def coverage_columns(labels: Labels) -> tuple[SheetColumn, ...]:
    """A row an objective and way of naming it, or a theme; a column a stakeholder group."""
    return (
        SheetColumn("code", N_("Code"), N_("The number of the objective or theme; “all” is all 23 objectives."), 7),
        SheetColumn("title", N_("Objective or theme"), N_("What it is called."), 40, wrap=True),
        SheetColumn(
            "named",
            N_("Named as"),
            N_("Whether the proposals counted name the objective as their primary one, also, or all 23 at once."),
            11,
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


class Breakdown(NamedTuple):
    """A part of those who took a position: the value `value` in the column `of` of the comments."""

    of: str
    value: str
    code: str
    label: str


def breakdowns(labels: Labels) -> Iterator[Breakdown]:
    """Every part that Convergence keeps apart, in the order of its columns."""
    yield Breakdown("all", "all", "all", N_("all"))
    for code, label in (("organisation", ORGANISATION), ("individual", INDIVIDUAL), ("not_stated", NOT_STATED)):
        yield Breakdown("speaks_as", label, code, _SPEAKS_AS[code])
    for code, label in (("confirmed", CONFIRMED), ("self_declared", SELF_DECLARED), ("not_stated", NOT_STATED)):
        yield Breakdown("standing", label, code, _STANDING[code])
    for dimension, values in (("region", labels.regions), ("stakeholder_group", labels.groups)):
        yield from (Breakdown(dimension, label, code, label) for code, label in values.items())
        yield Breakdown(dimension, NOT_STATED, "not_stated", _NOT_STATED[dimension])


_SPEAKS_AS: Final = {
    "organisation": N_("organisations"),
    "individual": N_("individuals"),
    "not_stated": N_("neither organisation nor name stated"),
}
_STANDING: Final = {
    "confirmed": N_("confirmed"),
    "self_declared": N_("self-declared"),
    "not_stated": N_("no group or organisation stated"),
}
_NOT_STATED: Final = {"region": N_("region not stated"), "stakeholder_group": N_("group not stated")}


def convergence_columns(labels: Labels) -> tuple[SheetColumn, ...]:
    """A row a proposal; three columns, one a position, for each part of those who took one."""
    return (
        REFERENCE,
        SheetColumn("title", N_("Title"), N_("The proposal's title as it reads now."), 34, wrap=True),
        number("total", N_("All positions"), N_("Participants who have a current position on the proposal."), 10),
        *(
            upright(
                convergence_column(part, stance),
                f"{labels.say(part.label)} · {labels.say(STANCES[stance])}",
                N_("Current positions of this kind in this part of the participants; empty means none."),
                may_leave_out=part.of != "all",
            )
            for part in breakdowns(labels)
            for stance in POSITIONS
        ),
    )


def convergence_column(part: Breakdown, stance: str) -> str:
    """Return the name of the column that counts a position in a part."""
    return f"{part.of}.{part.code}.{stance}"
