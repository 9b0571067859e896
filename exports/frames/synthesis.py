"""The rows of Synthesis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import pandas as pd

from exports.subjects import Subject
from exports.words import FOR_EVERYBODY, FOR_THE_SECRETARIAT, OBJECTIVE, PROPOSAL, THEME
from indicators import schemes


def synthesis_frames(
    of_subjects: pd.DataFrame, of_proposals: Iterable[pd.DataFrame], subjects: Sequence[Subject], scheme: str
) -> Iterator[pd.DataFrame]:
    """Yield the summaries of the subjects in their order, then those of the proposals as they come."""
    what = OBJECTIVE if scheme == schemes.OBJECTIVE else THEME
    titles = {subject.code: subject.title for subject in subjects}
    places = {subject.code: place for place, subject in enumerate(subjects)}
    first = of_subjects.sort_values("reference", key=lambda codes: codes.map(places), kind="stable")
    first = first.assign(title=first["reference"].map(titles), of=what)
    for frame in chain([first], (frame.assign(of=PROPOSAL) for frame in of_proposals)):
        readers = frame["is_public"].map({True: FOR_EVERYBODY, False: FOR_THE_SECRETARIAT})
        yield frame.assign(readers=readers).drop(columns="is_public")
