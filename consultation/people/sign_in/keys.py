"""Participation keys: deriving that of a form, and hashing keys with the secret of this site."""

from __future__ import annotations

from flask import current_app

from consultation.config import Config
from consultation.people.tokens import keyed_hash, participation_key


def key_of(submission: str) -> str:
    """Return the key that belongs to a form's one-time token."""
    return participation_key(_secret(), submission)


def stored(key: str) -> str:
    """Return what is stored of a key."""
    return keyed_hash(_secret(), "participation key", key)


def fingerprint(submission: str, said: str) -> str:
    """Return the fingerprint of a form's answers, stored to tell whether the same form is sent again.

    Nothing of it can be found again from what is stored, not even by guessing with the secret at hand: the form's
    one-time token is part of it, and is known to the page alone.
    """
    return keyed_hash(_secret(), "what a form said", f"{submission}:{said}")


def _secret() -> str:
    config: Config = current_app.extensions["config"]
    return config.key_secret
