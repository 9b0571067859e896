"""The language of the page; texts by people carry their own."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any

from babel import Locale
from flask import Flask, g
from flask_babel import Babel, Domain, get_locale, get_translations, gettext

from indicators.localized import Localized

INTERFACE_LANGUAGES = ("en",)


class Catalogues(Domain):  # type: ignore[misc]
    """Finds the catalogue of a locale once for each request and language: a form asks for hundreds of its words."""

    def get_translations(self) -> Any:
        """Return the catalogue of the locale in force."""
        locale = get_locale()
        if locale is None:
            return super().get_translations()
        kept = g.get("catalogue")
        if kept is None or kept[0] is not locale:
            kept = g.catalogue = (locale, super().get_translations())
        return kept[1]


class PageBabel(Babel):  # type: ignore[misc]
    """Flask-Babel with our way to the catalogues."""

    @cached_property
    def domain_instance(self) -> Catalogues:
        """The catalogues of the interface."""
        return Catalogues(domain=self.domain)


def init_app(app: Flask) -> None:
    """Serve the interface in the languages that have a complete translation: English today."""
    PageBabel(app, default_locale="en", locale_selector=lambda: "en")


def translations_here() -> Any:
    """Return the translations into the language of the request."""
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
