"""The columns of Synthesis."""

from __future__ import annotations

from typing import Final

from exports.columns.model import SheetColumn, day, number
from exports.columns.who import LANGUAGE
from exports.words import FOR_EVERYBODY, FOR_PARTNERS_TOO, FOR_THE_SECRETARIAT, OBJECTIVE, PROPOSAL, THEME
from indicators.marking import N_

SYNTHESIS: Final = (
    SheetColumn("of", N_("Of what"), N_("What the secretariat sums up."), 12, allowed=(OBJECTIVE, THEME, PROPOSAL)),
    SheetColumn("reference", N_("Id"), N_("The code of the objective or theme, or the reference of the proposal."), 12),
    SheetColumn("title", N_("Title"), N_("What it is called."), 40, wrap=True),
    number("revision", N_("Wording"), N_("The number of the wording, counted from 1.")),
    SheetColumn(
        "text", N_("Summary"), N_("What the secretariat says in sum; empty where it took it back."), 90, wrap=True
    ),
    LANGUAGE,
    SheetColumn(
        "readers",
        N_("Who reads it"),
        N_(
            "For whom this wording is while what it sums up is published. What is not for everybody is for the "
            "secretariat and, as long as nothing has replaced it, for the partners it shares its summaries with."
        ),
        28,
        allowed=(FOR_EVERYBODY, FOR_PARTNERS_TOO, FOR_THE_SECRETARIAT),
    ),
    day("worded_at", N_("Written"), N_("When the secretariat wrote this wording.")),
    day(
        "replaced_at",
        N_("Replaced"),
        N_("When another wording replaced it; empty for the one that counts."),
    ),
)
