"""The words of a text as both databases search them."""

from __future__ import annotations

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.proposals.search.words import LONGEST_WORD, MOST_TERMS, Term, reader_of_many, terms_of, words_of
from tests.reference import NAMES_IN_SIX_LANGUAGES


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Migrants, MIGRATION & co.", ["migrants", "migration", "co"]),
        ("Straße naïve Çá", ["strasse", "naive", "ca"]),
        ("ＡＢＣ ﬁn №5", ["abc", "fin", "no5"]),
        ("Ёлка и ещё", ["елка", "и", "еще"]),
        ("snake_case 10.7.1 8(c)", ["snake", "case", "10", "7", "1", "8", "c"]),
        ("移徙者", ["移", "徙", "者"]),
        ("GCM目标8", ["gcm", "目", "标", "8"]),
        ("مُهَاجِــرِين", ["مهاجرين"]),
        ("أهداف إلى آخر", ["اهداف", "الي", "اخر"]),
        ("الهجرة والهجرة بالهجرة كالهجرة للهجرة", ["هجره"] * 5),
        ("الم ولا", ["الم", "ولا"]),
        ("", []),
        ("… !?", []),
    ],
)
def test_a_text_is_taken_apart_into_plain_words(written: str, words: list[str]) -> None:
    assert words_of(written) == words


def test_a_word_without_end_is_cut_so_that_every_database_takes_it() -> None:
    assert words_of("a" * 5_000) == ["a" * LONGEST_WORD]


@pytest.mark.parametrize(
    ("typed", "beginnings"),
    [
        ("migrants", {"migrant"}),
        ("policies", {"policies", "policy"}),
        ("policy", {"policies", "policy"}),
        ("access", {"access"}),
        ("international", {"internat"}),
        ("мигрантов", {"мигрант"}),
        ("المهاجرين", {"مهاجر"}),
    ],
)
def test_a_searched_word_finds_its_other_forms(typed: str, beginnings: set[str]) -> None:
    [spellings] = terms_of(typed)
    assert set(spellings) == {Term((word,), begins=True) for word in beginnings}


def test_numbers_and_short_words_are_searched_as_they_are() -> None:
    assert terms_of("10 of") == [(Term(("10",)),), (Term(("of",)),)]


def test_what_hangs_together_is_searched_in_a_row() -> None:
    assert terms_of("10.7.1") == [(Term(("10", "7", "1")),)]
    assert terms_of("border-crossing") == [(Term(("border", "crossing"), begins=True),)]
    assert terms_of("移徙者 死亡") == [(Term(("移", "徙", "者")),), (Term(("死", "亡")),)]


@pytest.mark.parametrize("quotes", ['"{}"', "“{}”", "«{}»", "„{}“"])
def test_what_stands_in_quotes_is_searched_as_it_stands(quotes: str) -> None:
    assert terms_of(quotes.format("border deaths")) == [(Term(("border", "deaths")),)]


def test_a_thousand_words_are_twenty_terms() -> None:
    assert len(terms_of(" ".join(f"word{number}" for number in range(1_000)))) == MOST_TERMS


@given(st.text())
def test_no_text_is_too_odd_to_be_searched(text: str) -> None:
    for spellings in terms_of(text):
        for term in spellings:
            assert term.words
            assert all(word and not set(word) & set(string.punctuation + string.whitespace) for word in term.words)
            assert all(len(word) <= LONGEST_WORD for word in term.words)


@pytest.mark.reference
def test_every_word_of_a_real_name_is_found_again_in_it() -> None:
    for name in _texts(json.loads(NAMES_IN_SIX_LANGUAGES.read_text(encoding="utf-8"))):
        words = words_of(name)
        for piece in name.split():
            for spellings in terms_of(piece):
                assert any(_stands_in(term, words) for term in spellings), (piece, name)


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for part in inner for text in _texts(part)]


def _stands_in(term: Term, words: list[str]) -> bool:
    *first, last = term.words
    places = range(len(words) - len(first))
    return any(words[at : at + len(first)] == first and _fits(words[at + len(first)], last, term) for at in places)


def _fits(word: str, last: str, term: Term) -> bool:
    return word.startswith(last) if term.begins else word == last


@given(st.lists(st.text(max_size=12), max_size=6))
def test_many_texts_have_the_same_words_as_each_whatever_stands_between_them(pieces: list[str]) -> None:
    read = reader_of_many()
    for space in (" ", "\n", "\u00a0", "\u3000"):
        assert read(space.join(pieces)) == words_of(space.join(pieces))
