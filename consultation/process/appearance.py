"""When approved contributions appear: in a protected consultation once a day, together (docs/decisions/0022)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from consultation.process.models import HOUR_OF_APPEARANCE, Consultation


def appears_at(consultation: Consultation, now: datetime) -> datetime | None:
    """Return when what is approved now appears to everybody; None for at once."""
    return next_appearance(consultation.zone, now) if consultation.is_protected else None


def next_appearance(zone: str, now: datetime) -> datetime:
    """Return the first moment after `now` at which it is the hour in a zone, whatever its clocks do that day."""
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    days = (today, today + timedelta(days=1))
    moments = (datetime.combine(day, HOUR_OF_APPEARANCE, here).astimezone(UTC) for day in days)
    return next(moment for moment in moments if moment > now)
