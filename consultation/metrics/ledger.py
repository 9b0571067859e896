"""Which numbers of requests are shown when: from step to step of the clock, and of few requests at the day's end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from consultation.metrics.records import RequestKind, RequestRecord

FEWEST: Final = 5  # requests of a kind that move its number together within a day


class Ledger:
    """What was counted and is not shown yet.

    Whoever writes down every few seconds how often something was asked for knows when somebody proposed, and which of
    two contributions came together. So a number stands still from step to step of the clock; and where fewer than five
    of its kind have come since it moved last, until the day has ended (UTC).
    """

    def __init__(self, step: timedelta, now: datetime) -> None:
        self._step = step
        self._at, self._day = self._step_of(now), now.date()
        self._hidden: defaultdict[RequestKind, list[float]] = defaultdict(list)

    def add(self, record: RequestRecord) -> None:
        """Count a request."""
        self._hidden[record.kind].append(record.seconds)

    def due(self, now: datetime) -> Iterator[tuple[RequestKind, list[float]]]:
        """Yield once what may be shown from now on: kinds with the seconds that their requests took."""
        if self._step_of(now) == self._at:
            return
        is_another_day = now.date() != self._day
        self._at, self._day = self._step_of(now), now.date()
        shown = [kind for kind, seconds in self._hidden.items() if is_another_day or len(seconds) >= FEWEST]
        for kind in sorted(shown, key=lambda kind: (kind.endpoint, kind.method, kind.status)):
            yield kind, sorted(self._hidden.pop(kind))

    def _step_of(self, moment: datetime) -> int:
        return int(moment.timestamp() // self._step.total_seconds())
