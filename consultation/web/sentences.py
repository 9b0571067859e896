"""What stands inside our sentences: lists in the reader's language, and other people's words, kept apart from ours.

A name in another script turns the direction of what stands around it, unless it is isolated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from babel import Locale
from babel.lists import format_list
from flask import Flask
from flask_babel import get_locale
from markupsafe import Markup, escape

_FIRST_STRONG, _END = "\u2068", "\u2069"
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")  # with one of these a word could end its isolation
_ISOLATED: Final = Markup('<bdi dir="auto">{}</bdi>')
_ENGLISH: Final = Locale("en", "GB")


def init_app(app: Flask) -> None:
    """Give the templates the filters of this module."""
    app.jinja_env.filters.update(isolated=isolated, list_in_words=list_in_words)


def isolated(text: object) -> Markup:
    """Return somebody's words for a page, in which they turn nothing but themselves."""
    return _ISOLATED.format(text)


def apart(text: str) -> str:
    """Return somebody's words for a sentence that is plain text, in which they turn nothing but themselves."""
    return f"{_FIRST_STRONG}{_TURNING.sub('', text)}{_END}"


def list_in_words(items: Iterable[str]) -> str:
    """Return a list as the language of the page writes it: "a, b and c"; as HTML where one of the items is."""
    found = list(items)
    is_html = any(hasattr(item, "__html__") for item in found)
    locale = get_locale() or _ENGLISH
    written = format_list(
        [str(escape(item)) for item in found] if is_html else [str(item) for item in found],
        locale=_ENGLISH if locale.language == "en" else locale,
    )
    return Markup(written) if is_html else written  # noqa: S704 - every item was escaped
