"""Other people's words inside our sentences, kept apart from ours; lists in the reader's language.

A name in another script turns the direction of what stands around it, unless it is isolated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

from babel import Locale
from babel.lists import format_list
from flask import Flask
from flask_babel import get_locale
from markupsafe import Markup, escape

from indicators.text import apart

_MARKED: Final = re.compile("<bdi[^>]*>(.*?)</bdi>", re.DOTALL)
_ISOLATED: Final = Markup('<bdi dir="auto">%s</bdi>')
_ENGLISH: Final = Locale("en", "GB")


def init_app(app: Flask) -> None:
    """Give the templates the filters of this module."""
    app.jinja_env.filters.update(isolated=isolated, list_in_words=list_in_words, without_marks=without_marks)


def isolated(text: object) -> Markup:
    """Return somebody's words for a page, in which they turn nothing but themselves."""
    return _ISOLATED % (text,)


def filled(sentence: str, **words: object) -> Markup:
    """Return a sentence of ours, already in the language of the page, as HTML: its named places keep their marks.

    What is handed to gettext itself becomes plain text.
    """
    return escape(sentence) % words


def without_marks(heading: Markup) -> Markup:
    """Return a heading without elements, for the title of the page: what was marked is kept apart by unseen signs."""
    plain = _MARKED.sub(lambda marked: apart(marked[1]), heading)
    return escape(Markup(plain).striptags())  # noqa: S704 - it was HTML, and is escaped anew


def list_in_words(items: Iterable[object], style: Literal["standard", "unit"] = "standard") -> str:
    """Return a list as the language of the page writes it: "a, b and c"; as HTML where one of the items is.

    In the style "unit" it is "a, b, c".
    """
    found = list(items)
    is_html = any(hasattr(item, "__html__") for item in found)
    locale = get_locale() or _ENGLISH
    written = format_list(
        [str(escape(item)) for item in found] if is_html else [str(item) for item in found],
        style,
        locale=_ENGLISH if locale.language == "en" else locale,
    )
    return Markup(written) if is_html else written  # noqa: S704 - every item was escaped
