"""Whether a contribution came in time, on proposals and comments alike; only the secretariat is told."""

from __future__ import annotations

from typing import Final

from exports.columns.model import SheetColumn
from exports.words import IN_TIME, LATE
from indicators.marking import N_

TIMELINESS: Final = SheetColumn(
    "timeliness",
    N_("In time"),
    N_(
        "Late: when it was sent or brought in, to the second, a phase that allows it had ended and none was open, by "
        "the dates of the phases as they are now. In time: everything else, also what was brought in before the first."
    ),
    width=10,
    allowed=(IN_TIME, LATE),
)
