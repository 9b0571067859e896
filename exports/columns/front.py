"""The columns of the sheets that speak of the others: Read me, Long texts, Data dictionary."""

from __future__ import annotations

from typing import Final

from exports.columns.model import SheetColumn, number
from indicators.marking import N_

READ_ME: Final = (
    SheetColumn("item", N_("About this workbook"), N_("What the text beside it is about."), 26, strong=True),
    SheetColumn("text", N_("What one should know"), N_("In words."), 90, wrap=True),
    number("rows", N_("Rows"), N_("How many rows the sheet has below its heading.")),
)
LONG_TEXTS: Final = (
    SheetColumn("sheet", N_("Sheet"), N_("The sheet whose cell the text goes on from."), 18),
    SheetColumn("row", N_("Row"), N_("The id of the row: its reference in the first column of that sheet."), 12),
    SheetColumn("column", N_("Column"), N_("The heading of the column."), 28, wrap=True),
    number("part", N_("Part"), N_("The cell itself is part 1; the parts joined in their order are the whole text.")),
    SheetColumn("text", N_("Text"), N_("The part, nothing changed."), 90, wrap=True),
)
CHARTS: Final = (
    SheetColumn("chart", N_("Chart"), N_("What it is called."), 40, wrap=True),
    SheetColumn("about", N_("What it shows"), N_("In words."), 70, wrap=True),
    SheetColumn("source", N_("Drawn from"), N_("The sheet whose cells it is drawn from."), 18),
)
DICTIONARY: Final = (
    SheetColumn("sheet", N_("Sheet"), N_("The sheet the column stands in."), 18),
    SheetColumn("column", N_("Column"), N_("Its heading."), 32, wrap=True),
    SheetColumn("field", N_("Field"), N_("Its name for programs; it stays the same in every language."), 34, wrap=True),
    SheetColumn("meaning", N_("Meaning"), N_("What its cells say."), 70, wrap=True),
    SheetColumn("type", N_("Type"), N_("What its cells are."), 22, wrap=True),
    SheetColumn(
        "allowed", N_("Allowed values"), N_("What can stand in them; empty where anything can."), 44, wrap=True
    ),
    SheetColumn("concept", N_("SDMX concept"), N_("The concept of the SDG metadata structure it answers."), 26),
)
