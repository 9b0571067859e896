"""What people wrote is shown as they wrote it, and is never anything but text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from time import perf_counter
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import given
from hypothesis import strategies as st

from consultation.web.texts.formatting import direction, machine_time, paragraphs, presentable, time_in, time_in_utc
from indicators.text import forbidden_characters, normalise_text
from tests.markup import elements

ALLOWED = {"p", "br", "a"}
KEPT = st.text().map(normalise_text).filter(lambda text: not forbidden_characters(text))


def parsed(html: str) -> Element:
    """The HTML as a browser understands it in the body of a page."""
    return elements(f"<!doctype html><body>{html}")[1]


def links(text: str) -> list[str]:
    """Where the links in this text lead."""
    return [link.attrib["href"] for link in parsed(paragraphs(text)).iter("a")]


def test_blank_lines_part_paragraphs_and_line_ends_stay() -> None:
    assert paragraphs("One\ntwo\n\n \nthree") == "<p>One<br>\ntwo</p>\n<p>three</p>"


def test_nothing_is_no_paragraph() -> None:
    assert paragraphs(" \n\n ") == ""


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "</p></div><iframe src='//example.org'>",
        "&lt;b&gt; &#60;script&#62;",
        "<a href='javascript:alert(1)'>x</a>",
        "https://example.org/\"onmouseover='alert(1)'",
        "https://example.org/<script>alert(1)</script>",
        "<!-- --> <![CDATA[ ]]> {{ 7 * 7 }}",
    ],
)
def test_markup_is_shown_and_never_meant(hostile: str) -> None:
    tree = parsed(paragraphs(hostile))
    assert {element.tag for element in tree.iter()} - {"body"} <= ALLOWED
    assert "".join(tree.itertext()) == hostile


@given(KEPT)
def test_every_character_of_any_text_is_shown_and_nothing_else_comes_of_it(text: str) -> None:
    tree = parsed(paragraphs(text))
    shown = "".join(tree.itertext())
    assert "".join(shown.split()) == "".join(text.split())
    for element in tree.iter():
        assert element.tag in ALLOWED | {"body"}
        assert set(element.attrib) <= {"href", "rel", "dir"}
        assert element.get("href", "https://").lower().startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://example.org.", ["https://example.org"]),
        ("(https://example.org/a_(b))", ["https://example.org/a_(b)"]),
        (
            "HTTP://example.org/ and https://example.net/?a=b&c=d!",
            ["HTTP://example.org/", "https://example.net/?a=b&c=d"],
        ),
        ("انظر https://example.org/a، ثم", ["https://example.org/a"]),
        ("见 https://example.org/甲。", ["https://example.org/甲"]),
        ("«https://example.org»", ["https://example.org"]),
        ("javascript:alert(1) data:text/html,x ftp://example.org mailto:a@example.org", []),
        ("https:// http://. https:///path", []),
        ("https://example.org@evil.example/", []),
        ("https://user:secret@example.org/", []),
        ("https://[::1 https://[x]/", []),
        ("https://example.org\u202egro.live", ["https://example.org"]),
    ],
)
def test_web_addresses_become_links_without_the_sentence_around_them(text: str, found: list[str]) -> None:
    assert links(text) == found


def test_a_link_says_that_it_is_not_ours_and_keeps_its_direction() -> None:
    link = next(parsed(paragraphs("https://example.org")).iter("a"))
    assert link.attrib["rel"] == "nofollow noopener noreferrer ugc"
    assert link.attrib["dir"] == "ltr"


@pytest.mark.parametrize("piece", ["https://", ")", "\n\n ", "((((https://a.b", "https://a.b "])
def test_long_texts_take_no_longer_than_their_length(piece: str) -> None:
    text = "https://a" + (piece * 200_000)[:200_000]
    started = perf_counter()
    paragraphs(text)
    assert perf_counter() - started < 3


@pytest.mark.parametrize(
    ("language", "found"),
    [
        ("ar", "rtl"),
        ("ar-EG", "rtl"),
        ("fa", "rtl"),
        ("en", "ltr"),
        ("zh-Hant", "ltr"),
        (None, "auto"),
        ("", "auto"),
        ("xx", "auto"),
        ("und", "auto"),
        ("not a language", "auto"),
        ("\x00", "auto"),
    ],
)
def test_the_direction_follows_the_language(language: str | None, found: str) -> None:
    assert direction(language) == found


def test_what_no_page_may_contain_is_shown_as_a_mark() -> None:
    assert presentable("a\x00b\ud800c\x0bd\ne") == "a\ufffdb\ufffdc\ufffdd\ne"


@pytest.fixture
def reader() -> Iterator[None]:
    """Somebody reads a page in English."""
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


@pytest.mark.usefixtures("reader")
class TestTime:
    """A moment is never without its zone."""

    moment = datetime(2026, 11, 20, 17, 5, tzinfo=UTC)

    def test_a_moment_in_utc_says_so(self) -> None:
        assert time_in_utc(self.moment) == "20 November 2026, 17:05 UTC"

    def test_a_moment_in_a_zone_has_utc_beside_it(self) -> None:
        assert time_in(self.moment, "Europe/Zurich") == "20 November 2026, 18:05 Zurich time (17:05 UTC)"

    def test_another_day_in_utc_is_said(self) -> None:
        assert time_in(self.moment, "Asia/Tokyo") == "21 November 2026, 02:05 Tokyo time (20 November 2026, 17:05 UTC)"

    def test_the_time_of_a_machine_has_no_language(self) -> None:
        with force_locale("ar"):
            assert machine_time(self.moment) == "2026-11-20T17:05:00Z"

    def test_other_languages_name_their_months(self) -> None:
        with force_locale("fr"):
            assert time_in_utc(self.moment).startswith("20 novembre 2026")
