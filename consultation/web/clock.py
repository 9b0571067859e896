"""The time, as an argument of the app."""

from __future__ import annotations

from datetime import datetime

from flask import current_app


def now() -> datetime:
    """Return the moment of this request's question; a test sets the clock through the config."""
    moment: datetime = current_app.extensions["config"].clock()
    return moment
