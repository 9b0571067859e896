"""Data dictionary: its columns, and a row for every column of every sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import pandas as pd

from exports.report.columns.sheet_column import SheetColumn
from exports.report.wording.language import ENGLISH, Tongue
from indicators.marking import N_

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


def dictionary_frame(sheets: Iterable[tuple[str, Sequence[SheetColumn]]], tongue: Tongue = ENGLISH) -> pd.DataFrame:
    """Return a row for each column of the sheets, given by name, in their order."""
    say = tongue.say
    rows = [
        (
            say(name),
            tongue.heading(column.heading),
            column.name,
            say(column.meaning),
            say(column.type_in_words),
            "\n".join(map(say, column.allowed)),
            column.concept,
        )
        for name, columns in sheets
        for column in columns
    ]
    return pd.DataFrame(rows, columns=[column.name for column in DICTIONARY], dtype=object)
