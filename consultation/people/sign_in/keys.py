"""Participation keys: deriving that of a form, and hashing keys, with the secrets of this site.

A key is made and stored with KEY_SECRET. What was made with an earlier one opens everything as long as that one is
named in KEY_SECRET_EARLIER, and is stored with the present one as soon as it is used.
"""

from __future__ import annotations

from itertools import product

from flask import current_app

from consultation.config import Config
from consultation.people.models import Participant, ParticipationKey
from consultation.people.queries import find_key, find_participant_by_key
from consultation.people.sign_in.credentials import store_key_anew
from consultation.people.tokens import keyed_hash, participation_key
from consultation.web.transactions import db


def key_of(submission: str) -> str:
    """Return the key that belongs to a form's one-time token."""
    return participation_key(_secrets()[0], submission)


def stored(key: str) -> str:
    """Return what is stored of a key."""
    return _hash(_secrets()[0], key)


def find_key_of_form(submission: str) -> tuple[str, ParticipationKey] | None:
    """Return the key that a form's one-time token has brought, and its record; None where it has brought none."""
    for made_with, kept_with in product(_secrets(), repeat=2):  # a key that was used since is kept with another
        key = participation_key(made_with, submission)
        record = find_key(db(), _hash(kept_with, key))
        if record is not None:
            return key, record
    return None


def find_participant_with(key: str) -> Participant | None:
    """Return whose key it is, and store it with the present secret; None where it is nobody's."""
    for secret in _secrets():
        participant = find_participant_by_key(db(), _hash(secret, key))
        if participant is not None:
            store_key_anew(db(), before=_hash(secret, key), after=stored(key))
            return participant
    return None


def fingerprint(submission: str, said: str) -> str:
    """Return the fingerprint of a form's answers, stored to tell whether the same form is sent again.

    Nothing of it can be found again from what is stored, not even by guessing with the secret at hand: the form's
    one-time token is part of it, and is known to the page alone.
    """
    return fingerprints(submission, said)[0]


def fingerprints(submission: str, said: str) -> list[str]:
    """Return what `fingerprint` returns, and then what it returned while earlier secrets were in use."""
    return [keyed_hash(secret, "what a form said", f"{submission}:{said}") for secret in _secrets()]


def _hash(secret: str, key: str) -> str:
    return keyed_hash(secret, "participation key", key)


def _secrets() -> tuple[str, ...]:
    config: Config = current_app.extensions["config"]
    return (config.key_secret, *config.key_secret_earlier)
