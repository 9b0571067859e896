"""Identity: who is asking. The cookie carries a random token; who it stands for is a record on the server."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, current_app, g, request, session
from flask_babel import gettext as _
from sqlalchemy import Connection, Engine

from consultation.errors import SignInNeeded
from consultation.web.clock import now
from consultation.web.transactions import engine

COOKIE_ENTRY = "sign_in"
_FORMS_ENTRY = "csrf_token"  # where Flask-WTF keeps it
HAS_ENDED = "has_ended"  # by itself, not by signing out: forms that are open still are whose they were
SIGNED_OUT = "signed_out"  # a random mark of the last signing out of this browser; whose forms were open then is over
KNOWN_BY = "of-"  # begins the name of a field by which a form is known to be of before or after
NOBODY_YET = "0"  # where nobody has signed out
USE_IS_NOTED_EVERY = timedelta(minutes=2)
NEEDS_NOBODY = {"static", "pages.health", "pages.ready"}
WAYS_IN_AND_OUT = {"people.sign_in", "people.sign_in_with_key", "people.open_link", "people.sign_out"}
LOOKED_AT_BY_ITSELF = {"jobs.show"}  # by a page that is open, whether or not anybody sits before it


@dataclass(frozen=True)
class Identity:
    """The participant behind a request. Where the session ends when it is not used, `ends_at` is when that would be."""

    participant_id: int
    is_officer: bool
    is_reachable: bool
    ends_at: datetime | None = None
    used_at: datetime | None = None


class SessionEnded(SignInNeeded):
    """What was sent belongs to a session that has ended by itself."""


FindIdentity = Callable[[Connection, str, datetime], Identity | None]
NoteUse = Callable[[Engine, str, datetime], bool]


def init_app(app: Flask, find_identity: FindIdentity, note_use: NoteUse) -> None:
    """Hand in the query that finds who a sign-in token stands for, and what notes that its session is in use."""
    app.extensions["find_identity"] = find_identity
    app.extensions["note_use"] = note_use
    app.before_request(_identify)


def _identify() -> None:
    # In a transaction of its own, so that limits and the request's own transaction can still choose theirs.
    token = token_here()
    g.identity = None
    if token is None or request.endpoint in NEEDS_NOBODY:
        return
    g.identity = _find(token)
    if g.identity is None:
        _notice_the_end()
    elif _is_use():
        _note_use(token, g.identity)


def _find(token: str) -> Identity | None:
    with engine().connect() as connection:
        found: Identity | None = current_app.extensions["find_identity"](connection, token, now())
    if found is not None and found.ends_at is not None and session.permanent:
        session.permanent = False  # it ends with the browser, whatever was asked for before
    return found


def _notice_the_end() -> None:
    if request.endpoint in WAYS_IN_AND_OUT:
        return
    mark = mark_here()
    session.clear()
    session[HAS_ENDED] = True
    _keep(mark)
    if request.method == "POST":
        raise SessionEnded(_("You were signed out, because nothing was done here for a while. Please sign in again."))


def _is_use() -> bool:
    return request.endpoint not in LOOKED_AT_BY_ITSELF and "look" not in request.args


def _note_use(token: str, who: Identity) -> None:
    if who.ends_at is None or who.used_at is None or now() - who.used_at < USE_IS_NOTED_EVERY:
        return
    if current_app.extensions["note_use"](engine(), token, now()):
        g.identity = _find(token) or who


def identity() -> Identity | None:
    """Return who is signed in, or None for a visitor; safe to ask where no request was identified."""
    found: Identity | None = g.get("identity")
    return found


def seconds_left() -> int | None:
    """Return in how many seconds the session of this browser ends when it is not used; None where it does not."""
    who = identity()
    return None if who is None or who.ends_at is None else max(0, int((who.ends_at - now()).total_seconds()))


def remember(token: str, who: Identity, *, stays: bool = False, open_forms: str | None = None) -> None:
    """Sign this browser in: from here on it carries `token`, in a fresh cookie that `stays` or ends with it.

    With `open_forms`, what `secret_of_open_forms` has returned before, the pages it has open can still be sent.
    """
    mark = mark_here()
    session.clear()
    session[COOKIE_ENTRY] = token
    session.permanent = stays
    _keep(mark)
    if open_forms is not None:
        session[_FORMS_ENTRY] = open_forms
    g.identity = who


def secret_of_open_forms() -> str | None:
    """Return what the tokens in this browser's forms are checked against."""
    secret = session.get(_FORMS_ENTRY)
    return secret if isinstance(secret, str) else None


def forget() -> str | None:
    """Clear this browser's session and return the token it carried, so that its record can be ended."""
    token, mark = token_here(), mark_here()
    session.clear()
    _keep(new_token() if token is not None else mark)
    g.identity = None
    return token


def mark_here() -> str:
    """Return the mark of the last signing out in this browser, "" where nobody has signed out.

    Pages and forms carry it: those of before are left, and what was typed into them is shown to nobody any more.
    """
    mark = session.get(SIGNED_OUT)
    return mark if isinstance(mark, str) else ""


def _keep(mark: str) -> None:
    if mark:
        session[SIGNED_OUT] = mark


def token_here() -> str | None:
    """Return the sign-in token this browser carries, whether or not it stands for anybody still."""
    token = session.get(COOKIE_ENTRY)
    return token if isinstance(token, str) else None


def new_token() -> str:
    """Return 128 random bits as text, for cookies, forms and links."""
    return secrets.token_urlsafe(16)
