"""Charts: its columns."""

from __future__ import annotations

from typing import Final

from exports.report.columns.sheet_column import SheetColumn
from indicators.marking import N_

CHARTS: Final = (
    SheetColumn("chart", N_("Chart"), N_("What it is called."), 40, wrap=True),
    SheetColumn("about", N_("What it shows"), N_("In words."), 70, wrap=True),
    SheetColumn("source", N_("Drawn from"), N_("The sheet whose cells it is drawn from."), 18),
)
