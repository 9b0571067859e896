"""The rows of Synthesis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import pandas as pd

from exports.subjects import Subject
from exports.words import FOR_EVERYBODY, FOR_PARTNERS_TOO, FOR_THE_SECRETARIAT, OBJECTIVE, PROPOSAL, THEME
from indicators import schemes


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
