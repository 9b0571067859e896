"""Two texts as HTML with their differences marked: struck through in the first, underlined in the second."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from flask import Flask, g
from flask_babel import gettext as _
from markupsafe import Markup, escape

from consultation.web.texts.language import page_direction, page_language
from consultation.web.texts.word_diff import Differences, DiffPiece

_MARK: Final = Markup("<{0}>{1}{2}{3}</{0}>")
_HEARD: Final = Markup('<span class="away" lang="{}" dir="{}"> {} </span>')


class _Mark(NamedTuple):
    """An element, and what is heard before and after what stands in it: the eye is not the only one to be told."""

    element: str
    before: Markup
    after: Markup

    def around(self, text: str) -> Markup:
        seen = text.replace("\n", "¶\n")  # a line end that is there or not would not be seen
        return _MARK.format(self.element, self.before, seen, self.after)


def init_app(app: Flask) -> None:
    """Give the templates what this module has."""
    app.jinja_env.globals["with_marks"] = with_marks


def with_marks(first: str, second: str) -> tuple[Markup, Markup]:
    """Return two texts with what differs marked, line ends as they are: they must be shown as such.

    All the texts of a page share one bounded amount of work.
    """
    if "differences" not in g:
        g.differences = Differences()
    sides = g.differences.between(first, second)
    gone = _Mark("del", _heard(_("taken out:")), _heard(_("(end)")))
    new = _Mark("ins", _heard(_("put in:")), _heard(_("(end)")))
    return _shown(sides.first, gone), _shown(sides.second, new)


def _heard(words: str) -> Markup:
    # In the language of the page, whatever that of the text around is.
    return _HEARD.format(page_language(), page_direction(), words)


def _shown(pieces: Sequence[DiffPiece], mark: _Mark) -> Markup:
    return Markup("").join(mark.around(piece.text) if piece.differs else escape(piece.text) for piece in pieces)
