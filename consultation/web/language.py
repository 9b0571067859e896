"""The language of the page; texts by people carry their own."""

from __future__ import annotations

from flask import Flask
from flask_babel import Babel, get_locale

INTERFACE_LANGUAGES = ("en",)


def init_app(app: Flask) -> None:
    """Serve the interface in the languages that have a complete translation: English today."""
    Babel(app, default_locale="en", locale_selector=lambda: "en")


def page_language() -> str:
    """Return the language of the interface as a BCP 47 tag."""
    return str(get_locale() or "en").replace("_", "-")


def page_direction() -> str:
    """Return "rtl" or "ltr", as the interface's language reads."""
    locale = get_locale()
    return "rtl" if locale is not None and locale.text_direction == "rtl" else "ltr"
