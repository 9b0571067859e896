"""The columns of Revisions, and those of a proposal whose changes it lists."""

from __future__ import annotations

from typing import Final

from exports.columns.model import SheetColumn, day, number
from exports.columns.proposals import proposal_columns
from exports.columns.who import LANGUAGE, STATUS
from exports.words import Labels
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
