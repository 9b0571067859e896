"""The columns of the sheets by objective or theme, which are laid out to be printed and read."""

from __future__ import annotations

from typing import Final

from exports.columns.model import SheetColumn, number
from exports.columns.proposals import POSITION_COUNTS
from exports.columns.who import LANGUAGE, STATUS
from exports.words import ALSO_NAMED, COMMENT, PROPOSAL, REPLY, SECRETARIAT_SUMMARY, STANCES, SUGGESTED_WORDING
from indicators.marking import N_

_IN_FULL: Final = N_(
    "Proposals that stand there in full, each on one sheet only: that of its primary objective, or of the first it "
    "names where none is stated as primary."
)
SUBJECTS: Final = (
    SheetColumn("sheet", N_("Sheet"), N_("The sheet where it all stands; empty where nothing was proposed."), 16),
    SheetColumn("code", N_("Code"), N_("The number of the objective or theme; “all” is all 23 objectives."), 7),
    SheetColumn("title", N_("Objective or theme"), N_("What it is called."), 60, wrap=True),
    number("proposals", N_("Proposals"), _IN_FULL, 11),
    number("also", N_("Also named by"), N_("Proposals that name it and stand in full on another sheet."), 11),
    number("comments", N_("Comments and positions"), N_("Those on the proposals in full, replies included."), 13),
    *POSITION_COUNTS[:3],
)
BY_SUBJECT: Final = (
    SheetColumn(
        "reference", N_("Reference"), N_("The id of the proposal or comment; empty where one goes on."), 12, wrap=True
    ),
    SheetColumn(
        "title",
        N_("Proposal"),
        N_("The title of the proposal that the rows below it speak of."),
        34,
        wrap=True,
        strong=True,
    ),
    SheetColumn(
        "kind",
        N_("What it is"),
        N_("A proposal with its rationale, or what was said about it, in the order of the discussion."),
        19,
        wrap=True,
        allowed=(PROPOSAL, SECRETARIAT_SUMMARY, ALSO_NAMED, COMMENT, REPLY, *STANCES.values(), SUGGESTED_WORDING),
    ),
    SheetColumn("text", N_("Text"), N_("In full; what does not fit into one row goes on in the next."), 78, wrap=True),
    SheetColumn("who", N_("Who"), N_("Who speaks, as far as the author lets it be shown."), 26, wrap=True),
    LANGUAGE,
    STATUS,
    *POSITION_COUNTS,
)
