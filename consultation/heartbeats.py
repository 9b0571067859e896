"""Heartbeats of the mail sender and the workers: a file for each, in the instance folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

MAIL_SENDER: Final = "mail-sender"
WORKER: Final = "worker"
EVERY: Final = timedelta(seconds=10)


class Heartbeat:
    """The heartbeat of one program."""

    def __init__(self, instance: Path, name: str, clock: Callable[[], datetime]) -> None:
        self._file = _file_of(instance, name)
        self._clock = clock
        self._last: datetime | None = None

    def beat(self) -> None:
        """Write the heartbeat, unless it was written just now; a folder that is full is for others to notice."""
        moment = self._clock()
        if self._last is not None and moment - self._last < EVERY:
            return
        self._last = moment
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file.touch()
            os.utime(self._file, (moment.timestamp(), moment.timestamp()))


def last_heard_of(instance: Path, name: str) -> datetime | None:
    """Return the time of a program's last heartbeat; None where there was none."""
    with suppress(OSError):
        return datetime.fromtimestamp(_file_of(instance, name).stat().st_mtime, UTC)
    return None


def _file_of(instance: Path, name: str) -> Path:
    return instance / "heard-of" / name
