"""Read me: its columns and its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import pandas as pd

from consultation.process.models import Action
from consultation.process.schedule import Span
from exports.report.columns.sheet_column import SheetColumn, number
from exports.report.scope.audiences import Audience
from exports.report.wording.language import Say, as_it_is
from exports.report.wording.words import AUDIENCES, SHARES
from indicators.marking import N_

READ_ME: Final = (
    SheetColumn("item", N_("About this workbook"), N_("What the text beside it is about."), 26, strong=True),
    SheetColumn("text", N_("What one should know"), N_("In words."), 90, wrap=True),
    number("rows", N_("Rows"), N_("How many rows the sheet has below its heading.")),
)


@dataclass(frozen=True)
class WorkbookFacts:
    """What Read me says that no other sheet knows. `filter` is in words, "" where there is none."""

    title: str
    mandate: int
    audience: Audience
    partner: str  # for whom it is, "" where it is for nobody in particular
    shares: Sequence[str]  # with the partner
    phases: Sequence[Span]
    filter: str
    changed_on: date | None  # the day of the last change
    zone: str  # of every day
    version: str
    sheets: Mapping[str, str]  # what each holds
    rows: Mapping[str, int]  # how many it has
    notices: Sequence[str]
    say: Say = as_it_is


_MANDATES: Final = {
    70: N_("The Secretary-General is to propose a limited set of indicators to help States review progress."),
    76: N_("Actionable recommendations on missing migrants and on humanitarian assistance to migrants in distress."),
}


def read_me_frame(about: WorkbookFacts) -> pd.DataFrame:
    """Return what stands on the first sheet: an item, a text, and a number of rows where it is about a sheet."""
    say = about.say
    rows: list[tuple[str, str, int | None]] = [(say(item), text, None) for item, text in _items(about)]
    rows += [(say(name), say(holds), about.rows[name]) for name, holds in about.sheets.items()]
    rows += [(say(N_("Notice")), notice, None) for notice in about.notices]
    return pd.DataFrame(rows, columns=["item", "text", "rows"], dtype=object)


def _items(about: WorkbookFacts) -> Iterator[tuple[str, str]]:
    say = about.say
    mandate = N_(
        "Progress Declaration of the International Migration Review Forum (A/RES/76/266), paragraph %(number)s."
    )
    yield N_("Consultation"), say(about.title)
    yield (
        N_("What this is"),
        say(N_("The proposals of the consultation, and the comments and positions on them, at the time given below.")),
    )
    mandates = (say(mandate) % {"number": about.mandate}, say(_MANDATES.get(about.mandate, "")))
    yield N_("Mandate"), " ".join(filter(None, mandates))
    yield N_("For whom"), "\n".join(filter(None, (say(AUDIENCES[about.audience]), about.partner)))
    if about.audience is Audience.PARTNERS:
        shared = "\n".join(say(SHARES[share]) for share in about.shares)
        yield N_("Shared with it"), shared or say(N_("Only what is published."))
    yield N_("Open"), "\n".join(_in_words(phase, say) for phase in about.phases) or say(N_("It has no phases."))
    yield N_("Filter"), about.filter or say(N_("None: the whole consultation."))
    changed_on = about.changed_on.isoformat() if about.changed_on else say(N_("There are no data yet."))
    yield N_("Last change in the data"), changed_on
    yield N_("Version of the software"), f"Steppingstone {about.version}"
    yield N_("Days"), say(_DAYS) % {"zone": about.zone}


_DAYS: Final = N_(
    "Every day is one of the time zone %(zone)s. Of contributions no time of day is told, because it could show which "
    "of them come from the same person."
)


def _in_words(phase: Span, say: Say) -> str:
    allowed = " + ".join(say(_ACTIONS.get(action, action)) for action in phase.allows)
    return f"{_in_utc(phase.opens_at)} – {_in_utc(phase.closes_at)}: {allowed}"


_ACTIONS: Final[Mapping[str, str]] = {Action.PROPOSE: N_("proposals"), Action.COMMENT: N_("comments")}


def _in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
