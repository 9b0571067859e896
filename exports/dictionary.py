"""The data dictionary: every column of every sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from exports.columns.front import DICTIONARY
from exports.columns.model import SheetColumn
from exports.speaking import ENGLISH, Tongue


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
