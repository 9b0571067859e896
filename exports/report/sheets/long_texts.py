"""Long texts: its columns."""

from __future__ import annotations

from typing import Final

from exports.report.columns.sheet_column import SheetColumn, number
from indicators.marking import N_

LONG_TEXTS: Final = (
    SheetColumn("sheet", N_("Sheet"), N_("The sheet whose cell the text goes on from."), 18),
    SheetColumn("row", N_("Row"), N_("The id of the row: its reference in the first column of that sheet."), 12),
    SheetColumn("column", N_("Column"), N_("The heading of the column."), 28, wrap=True),
    number("part", N_("Part"), N_("The cell itself is part 1; the parts joined in their order are the whole text.")),
    SheetColumn("text", N_("Text"), N_("The part, nothing changed."), 90, wrap=True),
)
