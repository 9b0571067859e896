"""Paragraphs: its columns and its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pandas as pd

from consultation.browse.coverage import Gap
from exports.report.columns.sheet_column import SheetColumn, number
from exports.report.columns.speakers import STATUS, in_words
from exports.report.sheets.proposals import POSITION_COUNTS
from exports.report.wording.words import GAPS, STATUSES
from indicators.framework import Framework
from indicators.marking import N_

PARAGRAPHS: Final = (
    number("paragraph", N_("Paragraph"), N_("The number of the paragraph in the Progress Declaration.")),
    SheetColumn("section", N_("Section"), N_("The part of the declaration it stands in."), 30, wrap=True),
    SheetColumn("topic", N_("Topic"), N_("What it is about; empty where that is not known."), 44, wrap=True),
    SheetColumn(
        "gap",
        N_("Gap"),
        N_("Says so where no proposal names the paragraph; empty where one does."),
        18,
        allowed=(GAPS[Gap.NOTHING],),
    ),
    SheetColumn(
        "reference",
        N_("Proposal"),
        N_("The reference of a proposal that names it: the paragraph has a row for each."),
        12,
    ),
    SheetColumn("title", N_("Title"), N_("The proposal's title as it reads now."), 44, wrap=True),
    STATUS,
    *POSITION_COUNTS,
)


def paragraph_frames(named: Iterable[pd.DataFrame], framework: Framework) -> Iterator[pd.DataFrame]:
    """Yield a row for each proposal that names a paragraph, and one for each paragraph that none names.

    `named` has the rows of `queries.paragraphs`, in one or more pieces and in the order of the paragraphs.
    """
    every = _every_paragraph(framework)
    places = {code: place for place, code in enumerate(every["code"])}
    passed = 0  # so many of them have a row
    for rows in named:
        if not rows.empty:
            first, last = (places[code] for code in rows["code"].iloc[[0, -1]])
            yield _beside(every[min(passed, first) : last + 1], rows)
            passed = last + 1
        nothing = rows[:0]
    yield _beside(every[passed:], nothing)


def _every_paragraph(framework: Framework) -> pd.DataFrame:
    rows = [(entry.code, entry.number, entry.section, entry.topic) for entry in framework.paragraphs]
    return pd.DataFrame(rows, columns=["code", "paragraph", "section", "topic"], dtype=object)


def _beside(paragraphs: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the paragraphs, each as often as it is named and once if it is not."""
    found = paragraphs.merge(rows, how="left", on="code")
    return found.assign(
        gap=found["reference"].isna().map({True: GAPS[Gap.NOTHING], False: ""}),
        status=in_words(found["status"].fillna(""), STATUSES),
    )
