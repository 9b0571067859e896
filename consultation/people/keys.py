"""Participation keys under the secret of this site."""

from __future__ import annotations

from flask import current_app

from consultation.config import Config
from consultation.people.secrets import keyed_hash, participation_key


def key_of(submission: str) -> str:
    """Return the key that belongs to a form's one-time token."""
    return participation_key(_secret(), submission)


def stored(key: str) -> str:
    """Return what is stored of a key."""
    return keyed_hash(_secret(), "participation key", key)


def _secret() -> str:
    config: Config = current_app.extensions["config"]
    return config.key_secret
