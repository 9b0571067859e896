"""The columns of What changed."""

from __future__ import annotations

from typing import Final

from exports.columns.model import SheetColumn
from exports.words import CHANGE_KINDS, CONTRIBUTIONS
from indicators.marking import N_

CHANGES: Final = (
    SheetColumn("of", N_("Contribution"), N_("What was contributed."), 13, allowed=tuple(CONTRIBUTIONS.values())),
    SheetColumn("reference", N_("Reference"), N_("Its own id."), 12),
    SheetColumn("title", N_("Title"), N_("Of a proposal: its title in the later file."), 36, wrap=True),
    SheetColumn(
        "kind",
        N_("Change"),
        N_(
            "Added: it is in the later file only. Changed: in both, with another text or number; where words or a "
            "name were taken back or hidden meanwhile, what it said before is not kept. No longer there: it was "
            "withdrawn or hidden, or the later file does not hold it; nothing of it is shown."
        ),
        20,
        allowed=tuple(CHANGE_KINDS.values()),
    ),
    SheetColumn(
        "field", N_("Field"), N_("The heading of the column that changed; empty for what was added."), 26, wrap=True
    ),
    SheetColumn("before", N_("Before"), N_("What stood there in the earlier file."), 55, wrap=True),
    SheetColumn(
        "after", N_("After"), N_("What stands there in the later one; of what was added, its text."), 55, wrap=True
    ),
)
