"""What is counted of a request, and the pipe by which the processes that answer tell it to the one that counts."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

NOWHERE: Final = "none"  # the endpoint of an address that leads nowhere
METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST"})
OTHER: Final = "other"
FAULT: Final = "fault"
OUTAGE: Final = "outage"


@dataclass(frozen=True)
class RequestKind:
    """What requests have in common that are counted together: names of ours alone, and nothing that a client chose."""

    endpoint: str
    method: str
    status: str

    @classmethod
    def of(cls, endpoint: str | None, method: str, status: int) -> RequestKind:
        """Return the kind of a request: its endpoint, its method, the hundred of its status."""
        return cls(endpoint or NOWHERE, method if method in METHODS else OTHER, f"{status // 100}xx")


@dataclass(frozen=True)
class RequestRecord:
    """One request: its kind, how many seconds it took, and what kept it from being answered, if anything did."""

    kind: RequestKind
    seconds: float
    problem: str = ""

    def as_line(self) -> bytes:
        """Return it as one line; short enough to be written into a pipe whole."""
        kind = self.kind
        return f"{kind.endpoint} {kind.method} {kind.status} {self.seconds:.6f} {self.problem}\n".encode()

    @classmethod
    def from_line(cls, line: bytes) -> RequestRecord:
        """Return what a line says; raise ValueError where it is none."""
        endpoint, method, status, seconds, problem = line.decode().split(" ")
        return cls(RequestKind(endpoint, method, status), float(seconds), problem)


class RecordPipe:
    """The way from those who answer to the one who counts: nobody waits, and what does not fit is not counted."""

    def __init__(self) -> None:
        self._reading: int | None = None
        self._writing: int | None = None

    def open(self) -> int:
        """Open it and return the end to read from; before the processes part."""
        self._reading, self._writing = os.pipe()
        os.set_blocking(self._writing, False)
        return self._reading

    def tell(self, record: RequestRecord) -> None:
        """Tell of a request, where anybody counts."""
        if self._writing is not None:
            with suppress(OSError):
                os.write(self._writing, record.as_line())
