"""When something was sent, as others are told: a day in the consultation's zone, and whether it came in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

import pandas as pd

from consultation.process.models import Action, Consultation
from consultation.process.schedule import Span
from consultation.process.zones import day_in
from exports.report.wording.words import IN_TIME, LATE


@dataclass(frozen=True)
class Calendar:
    """The days of one consultation, and the spans of time in which it takes what."""

    zone: str
    spans: Sequence[Span]

    @classmethod
    def of(cls, consultation: Consultation) -> Self:
        """Return that of a consultation that comes with its phases."""
        return cls(consultation.zone, consultation.schedule.spans)

    def day(self, moment: datetime | None) -> date | None:
        """Return the day of a moment, None where there is none."""
        return None if moment is None else day_in(moment, self.zone)

    def in_days(self, rows: pd.DataFrame, moments: Iterable[str]) -> pd.DataFrame:
        """Return rows as read with days in the place of the moments in some columns."""
        days = {name: pd.Series(map(self.day, rows[name]), index=rows.index, dtype=object) for name in moments}
        return rows.assign(**days)

    def timeliness(self, moments: Iterable[datetime | None], action: Action) -> list[str]:
        """Return of each moment whether it lies in time for an action, to the second; "" where there is none.

        Late is what came when a span that allows the action had ended and none was open.
        """
        spans = [span for span in self.spans if action in span.allows]
        return [_timeliness(moment, spans) if moment is not None else "" for moment in moments]


def _timeliness(moment: datetime, spans: Sequence[Span]) -> str:
    is_open = any(span.opens_at <= moment < span.closes_at for span in spans)
    has_ended = any(span.closes_at <= moment for span in spans)
    return LATE if has_ended and not is_open else IN_TIME
