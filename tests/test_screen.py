"""Forms are filled in as a browser fills them in."""

from __future__ import annotations

import pytest

from tests.screen import fill_in

PAGE = """
<form action="/search"><input type="search" name="q"></form>
<form method="post">
  <input type="hidden" name="csrf_token" value="token">
  <input name="title" value="as given">
  <textarea name="rationale">
first
second</textarea>
  <input type="checkbox" name="objectives" value="8" checked><input type="checkbox" name="objectives" value="10">
  <input name="objectives" value="">
  <input type="radio" name="shown" value="named" checked><input type="radio" name="shown" value="nothing">
  <select name="region"><option value="">-</option><option value="africa">Africa</option></select>
  <input type="checkbox" name="agree">
  <input name="closed" value="never sent" disabled>
  <button name="act" value="save">Save the draft</button>
  <button name="act" value="send" formaction="/send">Send</button>
</form>
"""
UNTOUCHED = [
    ("csrf_token", "token"),
    ("title", "as given"),
    ("rationale", "first\r\nsecond"),
    ("objectives", "8"),
    ("objectives", ""),
    ("shown", "named"),
    ("region", ""),
]


def test_what_is_not_mentioned_is_sent_as_the_page_gave_it() -> None:
    form = fill_in(PAGE, {"title": "as given"})
    assert (form.method, form.action) == ("POST", "")
    assert form.pairs == [*UNTOUCHED, ("act", "save")]


def test_a_value_ticks_the_box_that_carries_it_and_what_is_left_is_typed() -> None:
    form = fill_in(PAGE, {"objectives": ["10", "8(c), 9"], "shown": "nothing", "region": "africa", "agree": "on"})
    assert [pair for pair in form.pairs if pair not in UNTOUCHED] == [
        ("objectives", "10"),
        ("objectives", "8(c), 9"),
        ("shown", "nothing"),
        ("region", "africa"),
        ("agree", "on"),
        ("act", "save"),
    ]
    assert ("objectives", "8") not in form.pairs


def test_the_button_is_named_by_its_words_and_may_send_elsewhere() -> None:
    form = fill_in(PAGE, {}, button="Send")
    assert form.action == "/send"
    assert form.pairs[-1] == ("act", "send")


def test_the_form_is_the_one_that_has_the_fields() -> None:
    form = fill_in(PAGE, {"q": "water"})
    assert (form.method, form.action, form.pairs) == ("GET", "/search", [("q", "water")])


@pytest.mark.parametrize("values", [{"closed": "x"}, {"unknown": "x"}, {"region": "nowhere"}])
def test_what_a_person_could_not_do_on_the_page_fails(values: dict[str, str]) -> None:
    with pytest.raises(AssertionError):
        fill_in(PAGE, values)
