"""Splitting a text into the words that both databases search, so that each finds the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final

LONGEST_WORD: Final = 64  # characters; PostgreSQL refuses words of more than 2,046 bytes
MOST_TERMS: Final = 20
SHORTEST_STEM: Final = 3
LONGEST_STEM: Final = 8
"""What a searched word is shortened to: beginnings of these lengths are indexed, others would take a hundred times as
long to look up."""

# Written without spaces between words: every character is a word, and a search for several asks for them in a row.
_UNSPACED: Final = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD: Final = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_QUOTED: Final = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]|(\S+)')

# After decomposition the hamza and madda over alef, waw and yeh are marks and gone like the others.
_ARABIC_LIKE: Final = str.maketrans({"ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ٱ": "ا", "ـ": None})
_ARABIC_ARTICLE: Final = re.compile(r"(?:[وفبك]?ال|لل)(?=\w{3})")
_BEGINS_ARTICLES: Final = frozenset("وفبكال")
_ARABIC: Final = re.compile("[\u0621-\u064a]")
_CYRILLIC: Final = re.compile("[\u0430-\u044f]")

_ARABIC_ENDINGS: Final = ("ات", "ون", "ين", "ان", "ه")
_RUSSIAN_ENDINGS: Final = (
    *("иями", "ями", "ами", "ого", "его", "ому", "ему", "ыми", "ими", "иях", "иям", "ией"),
    *("ах", "ях", "ов", "ев", "ей", "ой", "ый", "ий", "ая", "яя", "ое", "ее", "ые", "ие", "ам", "ям", "ом", "ем"),
    *("ую", "юю", "ию", "ия", "ии", "а", "я", "о", "е", "ы", "и", "у", "ю", "ь"),
)


@dataclass(frozen=True)
class Term:
    """Words that must follow one another. Where `begins`, the last of them may go on."""

    words: tuple[str, ...]
    begins: bool = False


Alternatives = tuple[Term, ...]
"""Spellings of which one must be found."""


def words_of(text: str) -> list[str]:
    """Return the words of a text without case, accents and vowel marks, and without the Arabic article."""
    return list(_words_within(text))


def reader_of_many() -> Callable[[str], list[str]]:
    """Return what does the same for many texts, and remembers what stood between two spaces for as long as it is there.

    The same pieces come again in text after text. No longer: what somebody withdraws must not stay in a process.
    """
    within = cache(_words_within)
    return lambda text: list(chain.from_iterable(map(within, text.split())))


def _words_within(piece: str) -> tuple[str, ...]:
    return tuple(_bare(word)[:LONGEST_WORD] for word in _WORD.findall(_folded(piece)))


def terms_of(typed: str) -> list[Alternatives]:
    """Return what somebody searches for: all of it must be found. What stands in quotes is searched as it stands.

    Beyond twenty terms the rest is left out: nobody types more, and a database need not work through a pasted page.
    """
    return list(_terms(typed))[:MOST_TERMS]


def _terms(typed: str) -> Iterator[Alternatives]:
    for match in _QUOTED.finditer(typed):
        quoted, plain = match.groups()
        words = tuple(words_of(quoted if plain is None else plain))[:LONGEST_WORD]
        if not words:
            continue
        if plain is None:
            yield (Term(words),)
        elif len(words) > 1:
            yield (_beginning(words[-1], after=words[:-1]),)
        else:
            yield tuple(dict.fromkeys(_beginning(stem) for stem in _stems(words[0])))


def _beginning(word: str, after: tuple[str, ...] = ()) -> Term:
    if len(word) < SHORTEST_STEM or word.isdigit():
        return Term((*after, word))
    return Term((*after, word[:LONGEST_STEM]), begins=True)


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", decomposed.translate(_WITHOUT_MARKS)).translate(_ARABIC_LIKE)


class _WithoutMarks(dict[int, int | None]):
    """Maps each character to itself, marks and signs of format to nothing; filled as characters are met."""

    def __missing__(self, code: int) -> int | None:
        found = self[code] = None if unicodedata.category(chr(code)) in {"Mn", "Cf"} else code
        return found


_WITHOUT_MARKS: Final = _WithoutMarks()


def _bare(word: str) -> str:
    article = _ARABIC_ARTICLE.match(word) if word[0] in _BEGINS_ARTICLES else None
    return word[article.end() :] if article else word


def _stems(word: str) -> tuple[str, ...]:
    """Return what the forms of a word begin with: the plural finds the singular, one case another."""
    if _CYRILLIC.match(word):
        return (_without(word, _RUSSIAN_ENDINGS, at_least=4),)
    if _ARABIC.match(word):
        return (_without(word, _ARABIC_ENDINGS, at_least=3),)
    if len(word) > 4 and word.endswith("ies"):
        return (word, f"{word[:-3]}y")
    if len(word) > 4 and word.endswith("y"):
        return (word, f"{word[:-1]}ies")
    if len(word) > 4 and word.endswith("s") and not word.endswith("ss"):
        return (word[:-1],)
    return (word,)


def _without(word: str, endings: tuple[str, ...], *, at_least: int) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= at_least:
            return word[: -len(ending)]
    return word
