"""How two texts side by side show what differs, to the eye and to the ear."""

from __future__ import annotations

from typing import NamedTuple

from flask import render_template_string
from markupsafe import Markup

from consultation.web.texts.diff_html import with_marks
from tests.consultation.web.specimen import SMALL_APP
from tests.html_contract import check_page
from tests.screen import compared_on

PAGE = """<!doctype html><html lang="en" dir="ltr"><head><title>Two texts</title></head><body><main><h1>Two texts</h1>
{% from "components/compare.html" import compare, compare_key %}<h2>Both</h2>{{ compare_key() }}
{{ compare("Before", "After", rows) }}</main></body></html>"""


class Row(NamedTuple):
    """What stands side by side."""

    first: str
    second: str
    language: str | None = "en"
    label: str = "Why"


def page_with(*rows: Row) -> str:
    with SMALL_APP.test_request_context():
        html = render_template_string(PAGE, rows=rows)
    assert check_page(html) == []
    return html


def test_what_was_taken_out_is_deleted_and_what_was_put_in_inserted() -> None:
    html = page_with(Row("The cat sat.", "The dog sat."))
    assert compared_on(html) == [("The [cat] sat.", "The [dog] sat.")]
    assert (html.count("<del>"), html.count("<ins>")) == (2, 2)  # with those of the key


def test_marks_are_heard_in_the_language_of_the_page_whatever_that_of_the_text() -> None:
    html = page_with(Row("عدد المفقودين", "عدد العائدين", "ar"))
    assert '<div class="text" lang="ar" dir="rtl">' in html
    assert '<del><span class="away" lang="en" dir="ltr"> taken out: </span>المفقودين' in html
    assert '<ins><span class="away" lang="en" dir="ltr"> put in: </span>العائدين' in html


def test_where_one_side_says_nothing_nothing_is_marked() -> None:
    html = page_with(Row("", "See https://example.org/ for it."))
    assert compared_on(html) == []
    assert "Nothing said" in html
    assert '<a href="https://example.org/"' in html


def test_what_is_compared_is_text_and_never_markup() -> None:
    with SMALL_APP.test_request_context():
        first, second = with_marks("<b>bold</b> & <ins>", "<i>italic</i> & </ins>")
    for side in (first, second):
        assert isinstance(side, Markup)
        bare = side.replace("<del>", "").replace("</del>", "").replace("<ins>", "").replace("</ins>", "")
        assert "<b" not in bare
        assert "<i" not in bare
        assert "&amp;" in bare


def test_a_line_end_that_is_new_is_seen() -> None:
    assert compared_on(page_with(Row("one two", "one\ntwo"))) == [("one[ ]two", "one[¶\n]two")]


def test_all_texts_of_a_page_share_one_bounded_amount_of_work() -> None:
    long = [Row(f"{'word ' * 4_000}{number}", f"{'other ' * 4_000}{number}") for number in range(60)]
    found = compared_on(page_with(*long))
    assert found[0][0].startswith("[word")
    assert found[0][0].endswith("] 0")
    assert found[-1][0].endswith("59]")  # as a whole
