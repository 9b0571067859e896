"""How often something may be tried, counted in the database that all workers share."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import TypeVar

from flask import Flask, current_app, g, request
from flask_babel import ngettext
from sqlalchemy import Engine, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from consultation.database import Base
from consultation.errors import TooManyAttempts
from consultation.web.clock import now
from consultation.web.identity import identity
from consultation.web.transactions import PATIENCE, engine, turns

View = TypeVar("View", bound=Callable[..., object])


class RateCount(Base):
    """How often a subject (a keyed hash of a day, never an address or a number) tried something within a window."""

    __tablename__ = "rate_counts"

    scope: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    window: Mapped[datetime] = mapped_column("window_start", primary_key=True)
    count: Mapped[int]


@dataclass(frozen=True)
class Limit:
    """At most `most` attempts in a window of `seconds`; `unproven_only` leaves out who has a proven address."""

    scope: str
    most: int
    seconds: int
    unproven_only: bool = False


# Many people may share one network address: an office, a camp's access point, a relay that hides its users.
ASKING_FOR_A_LINK = Limit("link", most=20, seconds=15 * 60)
TRYING_A_KEY = Limit("key", most=20, seconds=15 * 60)
# Of requests, previews and mistakes among them; what is sent is held from a number on, but not refused.
POSTING_WITHOUT_ACCOUNT = Limit("post", most=1_000, seconds=60 * 60, unproven_only=True)


def limited(limit: Limit) -> Callable[[View], View]:
    """Count every POST to the view against the limit before it runs."""

    def mark(view: View) -> View:
        view.limit = limit  # type: ignore[attr-defined]
        return view

    return mark


def init_app(app: Flask) -> None:
    """Count before every request, ahead of its own transaction; must be registered after the identity."""
    app.before_request(_count_request)


def _count_request() -> None:
    if request.method != "POST" or request.endpoint is None:
        return
    secret: str = current_app.extensions["config"].key_secret
    g.network = subject_of(request.remote_addr or "", secret, now())
    limit: Limit | None = getattr(current_app.view_functions[request.endpoint], "limit", None)
    who = identity()
    if limit is None or (limit.unproven_only and who is not None and who.is_reachable):
        return
    with turns().taken():
        count_attempt(engine(), limit, g.network, now())


def subject_of(address: str, secret: str, moment: datetime) -> str:
    """Return a keyed hash of a network address that differs each day; IPv6 counts by its /64."""
    message = f"{moment.astimezone(UTC).date().isoformat()} {_network_of(address)}"
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()[:32]


def _network_of(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(int(parsed) >> 64)
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def count_attempt(database: Engine, limit: Limit, subject: str, moment: datetime) -> None:
    """Count one attempt and commit; raise TooManyAttempts past the limit."""
    start = datetime.fromtimestamp(moment.timestamp() // limit.seconds * limit.seconds, UTC)
    insert = postgresql.insert if database.dialect.name == "postgresql" else sqlite.insert
    statement = insert(RateCount).values(scope=limit.scope, subject=subject, window=start, count=1)
    counted = statement.on_conflict_do_update(
        index_elements=[RateCount.scope, RateCount.subject, RateCount.window],
        set_={"count": RateCount.count + 1},
    ).returning(RateCount.count)
    # Only the subject's own: whoever deleted others' rows too could wait for somebody who waits for them.
    old = delete(RateCount).where(
        RateCount.scope == limit.scope, RateCount.subject == subject, RateCount.window < start
    )
    with database.execution_options(writing=True, patience=PATIENCE).begin() as connection:
        connection.execute(old)
        count = connection.execute(counted).scalar_one()
    if count > limit.most:
        wait = start + timedelta(seconds=limit.seconds) - moment
        raise TooManyAttempts(_sentence(wait), retry_after=int(wait.total_seconds()) + 1)


def _sentence(wait: timedelta) -> str:
    minutes = int(wait.total_seconds() // 60) + 1
    sentence: str = ngettext(
        "There were too many attempts from here. Please try again in %(num)d minute.",
        "There were too many attempts from here. Please try again in %(num)d minutes.",
        minutes,
    )
    return sentence
