"""Showing a new participation key to its holder, for a quarter of an hour."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flask import redirect, session, url_for
from werkzeug import Response

from consultation.people.sign_in.keys import find_key_of_form
from consultation.people.tokens import grouped
from consultation.web.clock import now
from consultation.web.identity import identity

_ENTRY = "new_key"


class KeyOrigin(StrEnum):
    """What brought a key."""

    SENT = "sent"
    DRAFT = "draft"
    ASKED = "asked"


@dataclass(frozen=True)
class NewKey:
    """A key as it is written, where its holder goes on to, and what was done with the form that brought it."""

    written: str
    then: str
    came_of: KeyOrigin
    is_mailed: bool


def lead_to_key(
    submission: str, *, then: str, came_of: KeyOrigin = KeyOrigin.ASKED, is_mailed: bool = False
) -> Response:
    """Lead this browser to the page of the key that belongs to a form's one-time token.

    The signed cookie says which form it was, and no address does; signing out empties the cookie.
    """
    session[_ENTRY] = [submission, then, came_of, is_mailed]
    return redirect(url_for("people.show_key"))


def find_new_key() -> NewKey | None:
    """Return the key that this browser was given, while it may be shown to who is signed in."""
    who, kept = identity(), session.get(_ENTRY)
    if who is None or kept is None:
        return None
    submission, then, came_of, is_mailed = kept
    found = find_key_of_form(submission)
    if found is None:
        return None
    key, record = found
    if record.participant_id != who.participant_id or record.shown_until <= now():
        return None
    return NewKey(grouped(key), then, KeyOrigin(came_of), is_mailed)
