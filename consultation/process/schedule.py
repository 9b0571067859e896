"""When a consultation is open and for what, apart from how it is asked for and where it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


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
