"""What two texts say differently, and how much work finding it may be."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.web.texts.word_diff import MOST_WORDS, Differences, DiffPiece

HOSTILE = (
    "a\n" * 25_000,
    "\n" * 50_000,
    "." * 50_000,
    "a." * 25_000,
    "\u0301" * 50_000,
    "文" * 50_000,
    "\u200d" * 50_000,
)


def differing(first: str, second: str) -> tuple[list[str], list[str]]:
    sides = Differences().between(first, second)
    return tuple([piece.text for piece in side if piece.differs] for side in sides)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("first", "second", "gone", "new"),
    [
        ("The cat sat on the mat.", "The dog sat on the mat.", ["cat"], ["dog"]),
        ("one two three", "one three", ["two "], []),
        ("don't go by 3.5 metres", "don't go by 3.6 metres", ["3.5"], ["3.6"]),
        ("عدد المهاجرين المفقودين", "عدد المهاجرين العائدين", ["المفقودين"], ["العائدين"]),
        ("كَتَبَ الوَلَدُ", "كَتَبَ الأبُ", ["الوَلَدُ"], ["الأبُ"]),
        ("国际移民问题", "国际难民问题", ["移"], ["难"]),
        ("ภาษาไทยง่าย", "ภาษาจีนง่าย", ["ไทย"], ["จีน"]),
        ("the same", "the same", [], []),
        ("", "something", [], ["something"]),
    ],
)
def test_the_words_that_differ_are_found_in_every_script(
    first: str, second: str, gone: list[str], new: list[str]
) -> None:
    assert differing(first, second) == (gone, new)


def test_words_that_were_all_replaced_are_one_mark_and_not_one_each() -> None:
    assert differing("in the red old house", "in a new large house") == (["the red old"], ["a new large"])


def test_a_mark_does_not_go_on_over_a_line_end_that_both_have() -> None:
    assert differing("red\n\nold", "new\n\nbig") == (["red", "old"], ["new", "big"])


@given(st.text("ab \n.文é", max_size=60), st.text("ab \n.文é", max_size=60))
def test_the_pieces_give_both_texts_in_full_and_what_does_not_differ_is_the_same(first: str, second: str) -> None:
    sides = Differences().between(first, second)
    assert ("".join(piece.text for piece in sides.first), "".join(piece.text for piece in sides.second)) == (
        first,
        second,
    )
    same = ["".join(piece.text for piece in side if not piece.differs) for side in sides]
    assert same[0] == same[1]


def test_a_repeated_word_is_compared_like_any_other() -> None:
    """Where a word that is in more than a hundredth of a text counted as nothing, all of it would differ."""
    assert differing("the end " * 300, "the end " * 299 + "the start ") == (["end"], ["start"])


def test_five_thousand_words_are_compared_by_word_and_one_more_by_paragraph() -> None:
    paragraph = "word " * 99 + "word\n"
    at_most = paragraph * (MOST_WORDS // 100)
    assert differing(at_most, "other" + at_most[len("word") :]) == (["word"], ["other"])
    beyond = "more\n" + at_most
    changed = beyond.replace("more\n", "less\n")
    assert differing(beyond, changed) == (["more\n"], ["less\n"])
    assert differing(beyond, beyond.replace("word word", "another word", 1))[0] == [paragraph]


def test_five_thousand_words_that_have_little_in_common_are_compared_in_well_under_a_second() -> None:
    draw = random.Random(7)
    first, second = (" ".join(f"w{draw.randrange(60)}" for _ in range(MOST_WORDS)) for _ in range(2))
    began = time.process_time()
    assert len(Differences().between(first, second).first) > 100
    assert time.process_time() - began < 1


def test_whatever_is_compared_on_a_page_is_a_bounded_amount_of_work() -> None:
    differences = Differences()
    began = time.process_time()
    for text in HOSTILE * 8:
        assert differences.between(text, f"b{text}c").second
    assert time.process_time() - began < 5


def test_when_no_room_is_left_texts_are_compared_as_a_whole() -> None:
    assert Differences(room=0).between("a b", "a c").first == [DiffPiece("a b", differs=True)]
    assert Differences(room=0).between("a b", "a b").first == [DiffPiece("a b", differs=False)]
