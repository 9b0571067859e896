"""The language of the page; texts by people carry their own."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from babel import Locale
from flask import Flask
from flask_babel import Babel, get_locale, get_translations, gettext

from indicators.localized import Localized

INTERFACE_LANGUAGES = ("en",)


def init_app(app: Flask) -> None:
    """Serve the interface in the languages that have a complete translation: English today."""
    Babel(app, default_locale="en", locale_selector=lambda: "en")


def translations_here() -> Any:
    """Return the translations into the language of the request; the same object for the same language."""
    return get_translations()


def page_language() -> str:
    """Return the language of the interface as a BCP 47 tag."""
    return _tag(get_locale() or Locale("en"))


def in_page_language(words: str | Localized) -> str | Localized:
    """Return marked words in the language of the page; a name says itself in which language it is."""
    return words if isinstance(words, Localized) else str(gettext(words))


@lru_cache
def _tag(locale: Locale) -> str:
    return str(locale).replace("_", "-")


def page_direction() -> str:
    """Return "rtl" or "ltr", as the interface's language reads."""
    locale = get_locale()
    return "rtl" if locale is not None and locale.text_direction == "rtl" else "ltr"
