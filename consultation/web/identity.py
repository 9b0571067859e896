"""Who is asking. The cookie carries a random token; who it stands for is a record on the server."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app, g, session
from sqlalchemy import Connection

from consultation.web.clock import now
from consultation.web.transactions import engine

COOKIE_ENTRY = "sign_in"
_FORMS_ENTRY = "csrf_token"  # where Flask-WTF keeps it


@dataclass(frozen=True)
class Identity:
    """The participant behind a request."""

    participant_id: int
    is_officer: bool
    is_reachable: bool


FindIdentity = Callable[[Connection, str, datetime], Identity | None]


def init_app(app: Flask, find_identity: FindIdentity) -> None:
    """Hand in the query that finds who a sign-in token stands for."""
    app.extensions["find_identity"] = find_identity
    app.before_request(_identify)


def _identify() -> None:
    # In a transaction of its own, so that limits and the request's own transaction can still choose theirs.
    token = token_here()
    g.identity = None
    if token is not None:
        with engine().connect() as connection:
            g.identity = current_app.extensions["find_identity"](connection, token, now())


def identity() -> Identity | None:
    """Return who is signed in, or None for a visitor; safe to ask where no request was identified."""
    found: Identity | None = g.get("identity")
    return found


def remember(token: str, who: Identity, *, open_forms: str | None = None) -> None:
    """Sign this browser in: from here on it carries `token`, in a fresh cookie.

    With `open_forms`, what `secret_of_open_forms` has returned before, the pages it has open can still be sent.
    """
    session.clear()
    session[COOKIE_ENTRY] = token
    if open_forms is not None:
        session[_FORMS_ENTRY] = open_forms
    g.identity = who


def secret_of_open_forms() -> str | None:
    """Return what the tokens in this browser's forms are checked against."""
    secret = session.get(_FORMS_ENTRY)
    return secret if isinstance(secret, str) else None


def forget() -> str | None:
    """Sign this browser out and return the token it carried, so that its record can be ended."""
    token = token_here()
    session.clear()
    g.identity = None
    return token


def token_here() -> str | None:
    """Return the sign-in token this browser carries, whether or not it stands for anybody still."""
    token = session.get(COOKIE_ENTRY)
    return token if isinstance(token, str) else None


def new_token() -> str:
    """Return 128 random bits as text, for cookies, forms and links."""
    return secrets.token_urlsafe(16)
