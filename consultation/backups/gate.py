"""The gate before everything the site publishes: closed while a restored backup waits to be accepted."""

from __future__ import annotations

from typing import Final

from flask import Flask, request
from flask_babel import gettext as _

from consultation.backups.queries import NOTHING_IS_PUBLISHED, is_waiting
from consultation.errors import NotPublished
from consultation.web.identity import identity
from consultation.web.transactions import engine

OPEN: Final = frozenset(
    {
        *("static", "pages.health", "pages.ready", "pages.about", "pages.accessibility", "pages.protection"),
        *("people.sign_in", "people.link_sent", "people.sign_in_with_key", "people.send_again", "people.open_link"),
        *("people.sign_out", "people.session_here"),
    }
)
"""What shows nothing that anybody has contributed, and the ways in for officers, who see all of it."""


def init_app(app: Flask) -> None:
    """Look with every request, in a transaction of its own; must be registered after the identity."""
    app.before_request(_require_open)


def _require_open() -> None:
    who = identity()
    if request.endpoint is None or request.endpoint in OPEN or (who is not None and who.is_officer):
        return
    with engine().connect() as connection:
        is_closed = is_waiting(connection)
    if is_closed:
        raise NotPublished(_(NOTHING_IS_PUBLISHED))
