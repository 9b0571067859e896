"""What a browser makes of HTML: the parser's complaints, and the elements.

One parser is that of a browser engine (html5ever): it finds every error that the standard knows, but is slow to hand
over what it has made. The other (turbohtml) builds the elements in no time, and tells few errors.
`docs/decisions/0048-who-judges-the-html.md` says what an older parser found beyond, and how that is found here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from markupever import HtmlOptions, Parser
from turbohtml.treebuild import parse_into

STRICT: Final = HtmlOptions(full_document=True, exact_errors=True, discard_bom=False)
HTML: Final = "http://www.w3.org/1999/xhtml"
NOT_OURS: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Seldom but lawful characters of what people wrote; they are not ours to judge."""
WITHOUT_SCRIPTS: Final = re.compile(r"<noscript>(<meta [^<>]*>)</noscript>")
"""What a browser that runs scripts, as the parser is, would take for text."""
FOUND_BY_PATTERN: Final = {
    "a page that does not begin with <!doctype html>": re.compile(r"\A(?!\s*<!doctype html>)", re.IGNORECASE),
    "an & that begins no reference, or one that does not end with ;": re.compile(r"&(?!#?\w+;)"),
    "two dashes within a comment": re.compile(r"<!--(?:(?!-->).)*?--(?!>)", re.DOTALL),
    "a <noscript> that holds anything but a <meta>": re.compile("<noscript"),
}


@dataclass(frozen=True)
class Markup:
    """A page as it is understood, and what is wrong with how it is written."""

    root: Element
    problems: list[str]


def understood(html: str) -> Markup:
    """Return the elements of a page, those of HTML by their bare names, and every error in how it is written."""
    source = WITHOUT_SCRIPTS.sub(r"\1", NOT_OURS.sub("\ufffd", html))
    problems = [problem for problem, pattern in FOUND_BY_PATTERN.items() if pattern.search(source)]
    errors = _errors(source)
    if errors:
        problems += [f"line {_line_of(errors[0], source)}: {errors[0]}", *errors[1:]]
    return Markup(elements(source), problems)


def elements(html: str) -> Element:
    """Return the <html> that a browser makes of this HTML, with everything that stands in it."""
    return parse_into(html, _Elements())[0]


def _errors(source: str) -> list[str]:
    return Parser(STRICT).process(source).finish().errors()


def _line_of(first: str, source: str) -> int:
    """Return the line up to which a page has to be read for its first error; the parser does not say."""
    lines = source.splitlines(keepends=True)
    until = range(1, len(lines))
    return 1 + bisect_left(until, True, key=lambda number: _errors("".join(lines[:number]))[:1] == [first])


class _Elements:
    """Builds what is parsed from the elements of Python's own library; comments are left out."""

    def create_document(self) -> Element:
        return Element("document")

    def create_doctype(self, _name: str, _public: str | None, _system: str | None) -> Element:
        return self.create_comment("")

    def create_element(self, name: str, namespace: str, attrs: tuple[tuple[str, str | None], ...]) -> Element:
        tag = name if namespace == HTML else f"{{{namespace}}}{name}"
        return Element(tag, {key: value or "" for key, value in attrs})

    def create_text(self, data: str) -> Element:
        text = self.create_comment("")
        text.text = data
        return text

    def create_comment(self, _data: str) -> Element:
        return Element(NO_ELEMENT)

    def create_pi(self, _target: str, _data: str) -> Element:
        return self.create_comment("")

    def append(self, parent: Element, child: Element) -> None:
        if child.tag != NO_ELEMENT:
            parent.append(child)
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + (child.text or "")
        else:
            parent.text = (parent.text or "") + (child.text or "")


NO_ELEMENT: Final = "#"
