"""Telling somebody who waits how far it is."""

from __future__ import annotations

from typing import Final, Protocol


class Watch(Protocol):
    """Is told how far it is; what it raises ends the work."""

    def expect(self, rows: int) -> None:
        """Hear, before the first, about how many rows there will be."""

    def passed(self, rows: int) -> None:
        """Hear how many more rows are done."""


class _Nobody:
    """Looks away."""

    def expect(self, rows: int) -> None:
        """Hear nothing."""

    def passed(self, rows: int) -> None:
        """Hear nothing."""


UNWATCHED: Final[Watch] = _Nobody()
