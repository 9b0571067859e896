"""The time zones a consultation can be held in."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

# Names without a place, or kept for old data only: nobody should have to choose among them.
_NOT_OFFERED = ("Brazil/", "Canada/", "Chile/", "Etc/", "Mexico/", "SystemV/", "US/")


@cache
def zone_names() -> tuple[str, ...]:
    """Return UTC, then the names of the IANA time zone database that name a place, in order."""
    return ("UTC", *sorted(name for name in available_timezones() if "/" in name and not name.startswith(_NOT_OFFERED)))
