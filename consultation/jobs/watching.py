"""Watch: how long work tells whoever waits how many rows are done."""

from __future__ import annotations

from typing import Final, Protocol


class Watch(Protocol):
    """Is told the progress of work in rows; what it raises ends the work."""

    def expect(self, rows: int) -> None:
        """Be told, before the first row, about how many there will be."""

    def passed(self, rows: int) -> None:
        """Be told how many more rows are done."""


class _Nobody:
    """Looks away."""

    def expect(self, rows: int) -> None:
        """Hear nothing."""

    def passed(self, rows: int) -> None:
        """Hear nothing."""


UNWATCHED: Final[Watch] = _Nobody()
