"""A clock that a test sets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2027, 1, 15, 12, 0, tzinfo=UTC)


class Clock:
    """Stands at `START` until it is set; called, it says the time."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **units: float) -> datetime:
        """Go on by `seconds=`, `minutes=`, `days=` … and return the new time."""
        self.time += timedelta(**units)
        return self.time
