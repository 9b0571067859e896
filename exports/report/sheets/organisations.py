"""Organisations: its columns and its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from consultation.browse.queries import by_name
from consultation.discussion.models import POSITIONS
from consultation.people.models import Status
from consultation.proposals.models import Origin
from exports.report.columns.sheet_column import SheetColumn, number
from exports.report.wording.language import Say
from exports.report.wording.words import CONFIRMED, CURRENT, NOT_STATED, ORIGINS, SELF_DECLARED, STANCES, STATUSES
from indicators.marking import N_

ORGANISATIONS: Final = (
    SheetColumn(
        "organisation",
        N_("Organisation"),
        N_(
            "As it is written; one name written in two ways has two rows. The last row, without a standing, is what "
            "shows none."
        ),
        44,
        wrap=True,
    ),
    SheetColumn(
        "standing",
        N_("Standing"),
        N_("Whether the secretariat confirmed that what is counted here comes from it, or only its authors say so."),
        14,
        allowed=(CONFIRMED, SELF_DECLARED),
    ),
    number("participants", N_("Proposals by participants"), N_("Published proposals that show it."), 14),
    number("brought_in", N_("Proposals brought in"), N_("Published proposals that show it and were brought in."), 14),
    number("comments", N_("Comments"), N_("Published comments, positions and replies on published proposals."), 12),
    number("support_count", N_("Support"), N_("Those of the comments that are a current position in support.")),
    number("changes_count", N_("Support with changes"), N_("Those that are a current position with changes.")),
    number("concern_count", N_("Strong concern"), N_("Those that are a current position of strong concern.")),
)
_COUNTED: Final = tuple(column.name for column in ORGANISATIONS[2:])
_PUBLISHED: Final = STATUSES[Status.PUBLISHED]
_BROUGHT_IN: Final = ORIGINS[Origin.BROUGHT_IN]
_BY_STANCE: Final = {STANCES[stance]: name for stance, name in zip(POSITIONS, _COUNTED[3:], strict=True)}
_NOBODY: Final = ("", "")

Counted = tuple[str, str]
"""An organisation and its standing; both are empty for what shows none."""


class OrganisationCounts:
    """Counts the rows of the sheets of proposals and comments by organisation, frame by frame.

    Only what is published, and said on what is published, is counted.
    """

    def __init__(self, say: Say) -> None:
        self._say = say
        self._counts: dict[Counted, Counter[str]] = {_NOBODY: Counter()}

    def add_proposals(self, proposals: pd.DataFrame) -> None:
        """Count a frame of the sheet of proposals."""
        columns = ("status", "origin", "organisation", "standing")
        for (status, origin, *who), times in _alike(proposals, *columns):
            if status == _PUBLISHED:
                self._of(*who)["brought_in" if origin == _BROUGHT_IN else "participants"] += times

    def add_comments(self, comments: pd.DataFrame) -> None:
        """Count a frame of the sheet of comments."""
        columns = ("status", "proposal_status", "stance", "position", "organisation", "standing")
        for (status, proposal_status, stance, position, *who), times in _alike(comments, *columns):
            if status == _PUBLISHED and proposal_status == Status.PUBLISHED:
                counts = self._of(*who)
                counts["comments"] += times
                if position == CURRENT:
                    counts[_BY_STANCE[stance]] += times

    def sum(self, what: str) -> int:
        """Return how many "participants", "brought_in" or "comments" were counted in all."""
        return sum(counts[what] for counts in self._counts.values())

    def frame(self) -> pd.DataFrame:
        """Return the rows of the sheet: by name, what shows none at the end."""
        named = sorted((one for one in self._counts if one != _NOBODY), key=lambda one: (by_name(one[0]), one))
        rows = [[*one, *self._numbers(one)] for one in named]
        rows.append([self._say(NOT_STATED), "", *self._numbers(_NOBODY)])
        return pd.DataFrame(rows, columns=["organisation", "standing", *_COUNTED], dtype=object)

    def _of(self, organisation: str | None, standing: str) -> Counter[str]:
        return self._counts.setdefault((organisation, standing) if organisation else _NOBODY, Counter())

    def _numbers(self, one: Counted) -> list[int]:
        return [self._counts[one][name] for name in _COUNTED]


def _alike(frame: pd.DataFrame, *columns: str) -> Iterable[tuple[Any, int]]:
    """Return the different rows, and how often each is there."""
    return Counter(zip(*(frame[name].tolist() for name in columns), strict=True)).items()
