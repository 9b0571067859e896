"""Synthesis: its columns and its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

import pandas as pd

from exports.report.columns.sheet_column import SheetColumn, day, number
from exports.report.columns.speakers import LANGUAGE
from exports.report.wording.subjects import Subject
from exports.report.wording.words import (
    FOR_EVERYBODY,
    FOR_PARTNERS_TOO,
    FOR_THE_SECRETARIAT,
    OBJECTIVE,
    PROPOSAL,
    THEME,
)
from indicators import schemes
from indicators.marking import N_

SYNTHESIS: Final = (
    SheetColumn("of", N_("Of what"), N_("What the secretariat sums up."), 12, allowed=(OBJECTIVE, THEME, PROPOSAL)),
    SheetColumn("reference", N_("Id"), N_("The code of the objective or theme, or the reference of the proposal."), 12),
    SheetColumn("title", N_("Title"), N_("What it is called."), 40, wrap=True),
    number("revision", N_("Wording"), N_("The number of the wording, counted from 1.")),
    SheetColumn(
        "text", N_("Summary"), N_("What the secretariat says in sum; empty where it took it back."), 90, wrap=True
    ),
    LANGUAGE,
    SheetColumn(
        "readers",
        N_("Who reads it"),
        N_(
            "For whom this wording is while what it sums up is published. What is not for everybody is for the "
            "secretariat and, as long as nothing has replaced it, for the partners it shares its summaries with."
        ),
        28,
        allowed=(FOR_EVERYBODY, FOR_PARTNERS_TOO, FOR_THE_SECRETARIAT),
    ),
    day("worded_at", N_("Written"), N_("When the secretariat wrote this wording.")),
    day(
        "replaced_at",
        N_("Replaced"),
        N_("When another wording replaced it; empty for the one that counts."),
    ),
)


def synthesis_frames(
    of_subjects: pd.DataFrame,
    of_proposals: Iterable[pd.DataFrame],
    subjects: Sequence[Subject],
    scheme: str,
    *,
    partners_read: bool,
) -> Iterator[pd.DataFrame]:
    """Yield the summaries of the subjects in their order, then those of the proposals as they come.

    Where `partners_read` what is not for everybody, those that count are theirs, too.
    """
    what = OBJECTIVE if scheme == schemes.OBJECTIVE else THEME
    titles = {subject.code: subject.title for subject in subjects}
    places = {subject.code: place for place, subject in enumerate(subjects)}
    first = of_subjects.sort_values("reference", key=lambda codes: codes.map(places), kind="stable")
    first = first.assign(title=first["reference"].map(titles), of=what)
    for frame in chain([first], (frame.assign(of=PROPOSAL) for frame in of_proposals)):
        yield frame.assign(readers=_readers(frame, partners_read=partners_read)).drop(columns="is_public")


def _readers(frame: pd.DataFrame, *, partners_read: bool) -> list[str]:
    counts = frame["replaced_at"].isna() & (frame["text"] != "")
    return [
        FOR_EVERYBODY if is_public else FOR_PARTNERS_TOO if counted and partners_read else FOR_THE_SECRETARIAT
        for is_public, counted in zip(frame["is_public"], counts, strict=True)
    ]
