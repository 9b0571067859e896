"""Actions: its columns and its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pandas as pd

from exports.report.columns.sheet_column import SheetColumn
from exports.report.columns.speakers import STATUS, in_words
from exports.report.sheets.proposals import POSITION_COUNTS
from exports.report.wording.words import STATUSES
from indicators.framework import Framework
from indicators.marking import N_
from indicators.schemes import ACTION

ACTIONS: Final = (
    SheetColumn("code", N_("Action"), N_("8(c) is action (c) of objective 8 of the Global Compact."), 9),
    SheetColumn("objective", N_("Objective"), N_("The title of its objective."), 44, wrap=True),
    SheetColumn(
        "reference", N_("Proposal"), N_("The reference of a proposal that names it: the action has a row for each."), 12
    ),
    SheetColumn("title", N_("Title"), N_("The proposal's title as it reads now."), 44, wrap=True),
    STATUS,
    *POSITION_COUNTS,
)


def action_frames(named: Iterable[pd.DataFrame], framework: Framework, language: str) -> Iterator[pd.DataFrame]:
    """Yield a row for each action and each proposal that names it; `named` has the rows of `queries.actions`."""
    for rows in named:
        titles = {code: framework.label_of(ACTION, code, language).text for code in rows["code"].unique()}
        yield rows.assign(objective=rows["code"].map(titles), status=in_words(rows["status"], STATUSES))
