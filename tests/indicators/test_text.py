"""The characters a text may hold."""

from xml.parsers import expat
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.text import forbidden_characters, has_something_to_see, normalise_text

ANY_TEXT = st.text(st.characters(codec=None))


def test_every_line_end_becomes_a_line_feed_and_nothing_else_changes() -> None:
    assert normalise_text("a\r\nb\rc\nd\u2028e\u0085f\r\r\n") == "a\nb\nc\nd\u2028e\u0085f\n\n"


@pytest.mark.parametrize("character", ["\0", "\b", "\v", "\f", "\r", "\x1b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_a_character_that_xml_cannot_carry_is_named(character: str) -> None:
    assert forbidden_characters(f"before{character}after") == (character,)


@pytest.mark.parametrize(
    "text", ["", "\t\n ", "\x7f\x85", "e\u0301", "العربية\u200f", "\u202edne", "👩‍👩‍👧", "\U0010ffff", "\ufffd"]
)
def test_what_people_write_in_any_script_is_kept(text: str) -> None:
    assert forbidden_characters(text) == ()


def test_each_character_is_named_once_in_the_order_they_are_met() -> None:
    assert forbidden_characters("\x02a\x01b\x02") == ("\x02", "\x01")


@given(ANY_TEXT)
def test_a_text_without_forbidden_characters_comes_back_from_xml_as_it_was(text: str) -> None:
    text = normalise_text(text)
    found: list[str] = []
    parser = expat.ParserCreate()
    parser.CharacterDataHandler = found.append
    if not forbidden_characters(text):
        parser.Parse(f"<t>{escape(text)}</t>".encode(), True)
        assert "".join(found) == text


@pytest.mark.parametrize(
    "text", ["", " \n", "\u200b", "\u202e", "\u00a0\u200b", "\u2800", "\u3164", "\u0301", "\U000e0041"]
)
def test_spaces_fillers_and_what_turns_directions_are_nothing_to_see(text: str) -> None:
    assert not has_something_to_see(text)


@pytest.mark.parametrize("text", ["a", "\u202eא", "。", "?", "\u0928\u093f", "\x01", "\U0001f54a\ufe0f"])
def test_whatever_leaves_a_trace_is_something_to_see(text: str) -> None:
    assert has_something_to_see(text)
