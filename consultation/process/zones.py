"""The time zones a consultation can be held in."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

# Names without a place, or kept for old data only: nobody should have to choose among them.
_NOT_OFFERED = ("Brazil/", "Canada/", "Chile/", "Etc/", "Mexico/", "SystemV/", "US/")


@cache
def zone_names() -> tuple[str, ...]:
    """Return UTC, then the names of the IANA time zone database that name a place, in order."""
    return ("UTC", *sorted(name for name in available_timezones() if "/" in name and not name.startswith(_NOT_OFFERED)))


def day_in(moment: datetime, zone: str) -> date:
    """Return the day it is at `moment` in an IANA time zone; a moment without a zone raises ValueError."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment.astimezone(ZoneInfo(zone)).date()


def beginning_of(day: date, zone: str) -> datetime:
    """Return the moment at which a day begins in an IANA time zone."""
    return datetime.combine(day, time(), ZoneInfo(zone))
