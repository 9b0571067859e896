"""The phases of a consultation as plain values, apart from forms and tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self


@dataclass(frozen=True)
class Span:
    """From `opens_at` up to but without `closes_at`, the named actions are possible."""

    opens_at: datetime
    closes_at: datetime
    allows: tuple[str, ...]


@dataclass(frozen=True)
class Schedule:
    """The spans of a consultation, whose dates people read in a zone of the IANA time zone database."""

    zone: str
    spans: tuple[Span, ...]

    def allowed(self, now: datetime) -> frozenset[str]:
        """Return the actions that are possible at a moment."""
        return frozenset(one for span in self.spans if span.opens_at <= now < span.closes_at for one in span.allows)

    @property
    def mark(self) -> str:
        """A text that is another one as soon as anything in the schedule is."""
        spans = (
            f"{span.opens_at.isoformat()}/{span.closes_at.isoformat()} {'+'.join(span.allows)}" for span in self.spans
        )
        return " ".join([self.zone, *spans])

    @classmethod
    def from_mark(cls, mark: str) -> Self:
        """Return the schedule that has this mark; ValueError where none has."""
        zone, *said = mark.split(" ")
        spans = [_span(times, can) for times, can in zip(said[::2], said[1::2], strict=True)]
        found = cls(zone, tuple(spans))
        if found.mark != mark:
            raise ValueError(mark)
        return found

    def is_same(self, other: Schedule) -> bool:
        """Whether both say the same, in whatever order."""
        return self.zone == other.zone and Counter(self.spans) == Counter(other.spans)

    def comes_of_opening(self, before: Schedule, number: int, now: datetime) -> bool:
        """Whether in another schedule the span with this number was opened, and nothing else changed."""
        gone, come = self._only_change_of(before, number)
        return bool(gone and come and come.opens_at <= now and come == replace(gone, opens_at=come.opens_at))

    def comes_of_closing(self, before: Schedule, number: int, now: datetime) -> bool:
        """Whether in another schedule the span with this number was closed, or taken out, and nothing else changed."""
        gone, come = self._only_change_of(before, number)
        is_closed = come is None or (come.closes_at <= now and come == replace(gone or come, closes_at=come.closes_at))
        return gone is not None and is_closed

    def _only_change_of(self, before: Schedule, number: int) -> tuple[Span | None, Span | None]:
        """Return the span that was changed in another schedule, and what it is now; None twice for any other change."""
        gone, come = Counter(before.spans) - Counter(self.spans), Counter(self.spans) - Counter(before.spans)
        is_only = [*gone.elements()] == [*before.spans[number : number + 1]] and come.total() <= 1
        if not is_only or self.zone != before.zone:
            return None, None
        return next(gone.elements(), None), next(come.elements(), None)

    def as_plain(self) -> dict[str, Any]:
        """Return it as texts in lists, for a cookie."""
        spans = [[span.opens_at.isoformat(), span.closes_at.isoformat(), [*span.allows]] for span in self.spans]
        return {"zone": self.zone, "spans": spans}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Schedule:
        """Return what `as_plain` was made of."""
        read = datetime.fromisoformat
        return cls(
            plain["zone"], tuple(Span(read(opens), read(closes), (*can,)) for opens, closes, can in plain["spans"])
        )


def _span(times: str, allows: str) -> Span:
    opens_at, closes_at = (datetime.fromisoformat(one) for one in times.split("/"))
    if opens_at.tzinfo is None or closes_at.tzinfo is None:
        raise ValueError(times)
    return Span(opens_at, closes_at, tuple(allows.split("+")))
