"""The rows of Read me."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import pandas as pd

from consultation.process.models import Action
from consultation.process.schedule import Span
from exports.models import Audience
from exports.words import AUDIENCES, SHARES
from indicators.marking import N_


@dataclass(frozen=True)
class About:
    """What Read me says that no other sheet knows. `filter` is in words, "" where there is none."""

    title: str
    mandate: int
    audience: Audience
    partner: str  # for whom it is, "" where it is for nobody in particular
    shares: Sequence[str]  # with the partner
    phases: Sequence[Span]
    filter: str
    changed_at: datetime | None
    version: str
    sheets: Mapping[str, str]  # what each holds
    rows: Mapping[str, int]  # how many it has
    notices: Sequence[str]


_MANDATES: Final = {
    70: N_("The Secretary-General is to propose a limited set of indicators to help States review progress."),
    76: N_("Actionable recommendations on missing migrants and on humanitarian assistance to migrants in distress."),
}


def read_me_frame(about: About) -> pd.DataFrame:
    """Return what stands on the first sheet: an item, a text, and a number of rows where it is about a sheet."""
    rows: list[tuple[str, str, int | None]] = [(item, text, None) for item, text in _items(about)]
    rows += [(name, holds, about.rows[name]) for name, holds in about.sheets.items()]
    rows += [(N_("Notice"), notice, None) for notice in about.notices]
    return pd.DataFrame(rows, columns=["item", "text", "rows"], dtype=object)


def _items(about: About) -> Iterator[tuple[str, str]]:
    mandate = N_(
        "Progress Declaration of the International Migration Review Forum (A/RES/76/266), paragraph %(number)s."
    )
    yield N_("Consultation"), about.title
    yield (
        N_("What this is"),
        N_("The proposals of the consultation, and the comments and positions on them, at the time given below."),
    )
    yield N_("Mandate"), " ".join(filter(None, (mandate % {"number": about.mandate}, _MANDATES.get(about.mandate))))
    yield N_("For whom"), "\n".join(filter(None, (AUDIENCES[about.audience], about.partner)))
    if about.audience is Audience.PARTNERS:
        yield N_("Shared with it"), "\n".join(SHARES[share] for share in about.shares) or N_("Only what is published.")
    yield N_("Open"), "\n".join(map(_in_words, about.phases)) or N_("It has no phases.")
    yield N_("Filter"), about.filter or N_("None: the whole consultation.")
    yield N_("Last change in the data"), in_utc(about.changed_at) if about.changed_at else N_("There are no data yet.")
    yield N_("Version of the software"), f"Steppingstone {about.version}"
    yield N_("Times"), N_("All times are in UTC and written without a zone, since a cell cannot hold one.")


def _in_words(phase: Span) -> str:
    allowed = " + ".join(_ACTIONS.get(action, action) for action in phase.allows)
    return f"{in_utc(phase.opens_at)} – {in_utc(phase.closes_at)}: {allowed}"


_ACTIONS: Final[Mapping[str, str]] = {Action.PROPOSE: N_("proposals"), Action.COMMENT: N_("comments")}


def in_utc(moment: datetime) -> str:
    """Return a moment as it stands in a text of the workbook."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
