"""The time limits for slow clients."""

from __future__ import annotations

from typing import Final

BEGINNING: Final = 15.0  # seconds in which a request has to say what it wants, and in which bytes have to begin to move
RATE: Final = 1000  # bytes a second, on average
AHEAD: Final = 60.0  # seconds, at most, that somebody who was fast may then stand still


class TooSlow(Exception):
    """The client let the time pass that a request may take."""


class Pace:
    """Until when a client may go on; every byte that moves gives it more time."""

    def __init__(self, now: float, seconds: float = BEGINNING) -> None:
        self.ends = now + seconds

    def moved(self, count: int, now: float) -> None:
        """Give the time for so many bytes."""
        self.ends = max(self.ends, min(self.ends + count / RATE, now + AHEAD))

    def end_by(self, moment: float) -> None:
        """Let it end at that moment at the latest."""
        self.ends = min(self.ends, moment)

    def is_over(self, now: float) -> bool:
        """Return whether it was too slow."""
        return now >= self.ends
