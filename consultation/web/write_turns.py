"""Taking turns to write: at most half of a process's threads wait for the database's lock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from time import monotonic

from consultation.errors import Outage

A_MOMENT = 0.2  # seconds that one waits for a turn


class Turn:
    """Somebody who writes, or waits for the lock, since a moment."""

    def __init__(self) -> None:
        self.since = monotonic()


class Turns:
    """At most `most` at a time: while these get on, others wait a moment; while these wait, nobody else does."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: list[Turn] = []
        self._changed = Condition()

    def take(self) -> Turn:
        """Return a turn; raise Outage where none is to be had."""
        arrived = monotonic()
        with self._changed:
            while len(self._taken) >= self._most:
                left = min(arrived, self._taken[0].since) + A_MOMENT - monotonic()
                if left <= 0:
                    raise Outage
                self._changed.wait(left)
            turn = Turn()
            self._taken.append(turn)
        return turn

    def give_back(self, turn: Turn) -> None:
        """Let the next one begin."""
        with self._changed:
            self._taken.remove(turn)
            self._changed.notify()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold a turn while the block runs."""
        turn = self.take()
        try:
            yield
        finally:
            self.give_back(turn)
