"""The rows of Convergence."""

from __future__ import annotations

from typing import Final

import pandas as pd

from consultation.discussion.models import POSITIONS
from consultation.people.models import Status
from exports.columns.tables import breakdowns, convergence_column
from exports.words import CURRENT, STANCES, STATUSES, Labels

_ALWAYS_A_NUMBER: Final = "all."


def convergence_frame(proposals: pd.DataFrame, comments: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Count the current positions on each published proposal, for each part of those who took one.

    Takes the frames of the sheets of proposals and comments. A part without positions is empty, so that the others
    are seen; the counts over everybody are always numbers.
    """
    published = proposals[proposals["status"] == STATUSES[Status.PUBLISHED]]
    positions = comments[comments["position"] == CURRENT].assign(all="all")
    counts = _counts(positions, labels).reindex(published["reference"], fill_value=0)
    overall = counts[[name for name in counts.columns if name.startswith(_ALWAYS_A_NUMBER)]]
    shown = counts.astype(object).where(counts > 0, None).assign(**overall)
    return shown.assign(total=overall.sum(axis=1), title=published["title"].tolist()).reset_index()


def _counts(positions: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """A row a proposal that has positions, a column a part and position."""
    columns = {
        (part.of, part.value, STANCES[stance]): convergence_column(part, stance)
        for part in breakdowns(labels)
        for stance in POSITIONS
    }
    parts = dict.fromkeys(of for of, _value, _stance in columns)
    each = [
        positions[["proposal_reference", of, "stance"]].set_axis(["reference", "value", "stance"], axis=1).assign(of=of)
        for of in parts
    ]
    found = pd.concat(each).groupby(["reference", "of", "value", "stance"]).size().unstack("reference", fill_value=0).T
    return found.reindex(columns=list(columns), fill_value=0).set_axis(list(columns.values()), axis=1)
