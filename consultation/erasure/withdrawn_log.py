"""The log of tombstones: a file in a place of its own, so that no restored backup brings back what was taken away.

Each line is one tombstone, as a JSON object; it says which contribution, never what was in it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from consultation.erasure.contributions import Cause
from consultation.lists import ListName


@dataclass(frozen=True)
class TakenAway:
    """One tombstone: what was taken away of which contribution, why, and on which day in its consultation's zone.

    `token` names the tombstone. `mark` is the hash of a random token of the contribution, by which one without a
    reference is known too ("" where it has none); `shows` the attribution that it had from then on.
    """

    token: str
    of: ListName
    cause: Cause
    reference: str | None
    mark: str
    shows: str
    day: date

    def as_line(self) -> str:
        """Return the line of the log, with its end."""
        return json.dumps(asdict(self) | {"day": self.day.isoformat()}) + "\n"


@dataclass(frozen=True)
class LogRead:
    """What stands in a log, each tombstone once, and the numbers of the lines that nobody can read."""

    entries: tuple[TakenAway, ...]
    unreadable: tuple[int, ...]


def append(path: Path, entries: Iterable[TakenAway]) -> None:
    """Append tombstones and wait until they are on the disk; the file is made where there is none, for its owner alone.

    Its folder is not: where another machine's is not mounted, nothing is to lie in its place. Raise OSError where it
    cannot be written.
    """
    lines = "".join(entry.as_line() for entry in entries)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        # What a power cut has left of a line must not take the next one with it.
        is_torn = (size := os.fstat(file).st_size) > 0 and os.pread(file, 1, size - 1) != b"\n"
        left = (("\n" if is_torn else "") + lines).encode()
        while left:
            left = left[os.write(file, left) :]
        os.fsync(file)
    finally:
        os.close(file)


def read_log(path: Path) -> LogRead:
    """Return what stands in a log; raise OSError where there is none."""
    entries: dict[str, TakenAway] = {}
    unread: dict[int, str] = {}
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        entry = _read(line)
        if entry is None:
            unread[number] = line
        else:
            entries.setdefault(entry.token, entry)
    whole = [line for line in lines if len(line) > len('{"token": ""')]
    return LogRead(tuple(entries.values()), tuple(number for number in unread if not _goes_on(unread[number], whole)))


def _goes_on(torn: str, lines: Collection[str]) -> bool:
    """Whether a line is the beginning of another: what was torn is made good later."""
    return len(torn) > len('{"token": "0123456') and any(line.startswith(torn) and line != torn for line in lines)


def _read(line: str) -> TakenAway | None:
    with suppress(ValueError, KeyError, TypeError):
        said = json.loads(line)
        text = {name: str(said[name]) for name in ("token", "mark", "shows")}
        reference = None if said["reference"] is None else str(said["reference"])
        of, cause = ListName(said["of"]), Cause(said["cause"])
        return TakenAway(of=of, cause=cause, reference=reference, day=date.fromisoformat(said["day"]), **text)
    return None
