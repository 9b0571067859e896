"""The first page and the pages about the site."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue

from consultation.heartbeats import MAIL_SENDER, WORKER, last_heard_of
from consultation.pages.queries import SiteNumbers, numbers_by_consultation
from consultation.people.flood_limits import COUNTED_FOR
from consultation.people.sign_in.credentials import LINK_LASTS, OFFICER_SIGNED_IN_FOR, SIGNED_IN_FOR, UNUSED_FOR
from consultation.process.queries import consultations
from consultation.process.timeline import allowed_now, steps_of
from consultation.readiness import Readiness, ReadinessWatch, waited_for
from consultation.web.clock import now
from consultation.web.pages import page
from consultation.web.transactions import db

pages = Blueprint("pages", __name__)

HEARD_WITHIN = timedelta(minutes=1)


@pages.route("/")
def home() -> ResponseReturnValue:
    """Say what this is, where the consultations stand and how to take part."""
    numbers = numbers_by_consultation(db())
    asked = [
        (one, steps_of(one, now()), numbers.get(one.id, SiteNumbers()), allowed_now(one, now()))
        for one in consultations(db())
    ]
    return page("pages/home.html", asked=asked, is_open=any(allowed for *_rest, allowed in asked))


@pages.route("/protection")
def protection() -> ResponseReturnValue:
    """Say what is stored, what is not, and what nobody here can protect."""
    return page(
        "pages/protection.html",
        minutes_of_link=LINK_LASTS.total_seconds() // 60,
        days_signed_in=SIGNED_IN_FOR.days,
        minutes_unused=UNUSED_FOR.total_seconds() // 60,
        hours_counted=ceil(COUNTED_FOR / timedelta(hours=1)),
        hours_of_officer=OFFICER_SIGNED_IN_FOR.total_seconds() // 3600,
    )


@pages.route("/accessibility")
def accessibility() -> ResponseReturnValue:
    """Say how these pages can be used, and what is known not to work."""
    return page("pages/accessibility.html")


@pages.route("/about")
def about() -> ResponseReturnValue:
    """Say who runs the site and how to write to them."""
    return page("pages/about.html")


@pages.route("/health")
def health() -> ResponseReturnValue:
    """Answer whoever watches over the server: whether the database can be read, and nothing else."""
    return _said("ok", 200) if _state().is_readable else _said("unavailable", 503)


@pages.route("/ready")
def ready() -> ResponseReturnValue:
    """Tell a load balancer whether the site can keep what people send, and which other processes run."""
    state = _state()
    lines = [
        "ready" if state.is_ready else "not ready",
        f"database: {'reached' if state.has_database else 'not reached'}",
        f"schema: {'current' if state.has_schema else 'not current'}",
        f"room to write: {'yes' if state.has_room else 'no'}",
        f"worker: {_heard(WORKER)}",
        f"mail sender: {_heard(MAIL_SENDER)}",
        *_waiting(state),
    ]
    return _said("\n".join(lines), 200 if state.is_ready else 503)


def _state() -> Readiness:
    """Return what a thread beside this one has found: a database that hangs is not to hold those who ask."""
    watch: ReadinessWatch = current_app.extensions["readiness"]
    return watch.state()


def _heard(name: str) -> str:
    last = last_heard_of(current_app.extensions["config"].instance, name)
    is_there = last is not None and now() - last <= HEARD_WITHIN
    return "heard of" if is_there else "not heard of for a minute"


def _waiting(state: Readiness) -> list[str]:
    if not state.has_schema:
        return []
    return [f"unsent mail: {_since(state.mail_since)}", f"job not begun: {_since(state.job_since)}"]


def _since(begin: datetime | None) -> str:
    minutes = waited_for(begin, now()) // timedelta(minutes=1)
    return f"for {minutes} minutes" if minutes else "none for long"


def _said(word: str, status: int) -> Response:
    return Response(f"{word}\n", status, {"Cache-Control": "no-store"}, mimetype="text/plain")
