"""Warning of ids that a spreadsheet program has changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from exports.files.reader.table import Table, TableProblem
from indicators.marking import N_
from indicators.text import apart

LIKE_DATES: Final = N_(
    "The ids in the column “%(heading)s” look like dates. A spreadsheet program may have made dates of them: compare "
    "them with their source."
)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}( [\d:]+)?|\d{1,2}[-./ ][A-Za-z]{3}([-./ ]\d{2,4})?")
_HALF: Final = 0.5


def remarks_on_ids(table: Table, mapping: Mapping[str, str]) -> Iterator[TableProblem]:
    """Yield what is odd about the ids of a table, given the headings by the names of our fields."""
    heading = mapping.get("external_id", "")
    ids = [text for row in table.rows if (text := row.cells.get(heading, "").strip())]
    like_dates = sum(_DATE.fullmatch(text) is not None for text in ids)
    if like_dates > _HALF * len(ids):
        yield TableProblem(table.heading_row, heading, LIKE_DATES, {"heading": apart(heading)})
