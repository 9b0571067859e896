"""The language a workbook is written in: its words and headings. What people wrote stays as they wrote it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from babel import Locale
from babel.lists import format_list
from babel.support import NullTranslations, Translations

from consultation.places import PROJECT

Say = Callable[[str], str]
"""Returns a marked text in the language; a text that is not known comes back as it is."""


SayNumber = Callable[[str, str, int], str]
"""Returns, of the forms of a marked text for one and for many, the one for a number in the language."""


def for_number(one: str, many: str, number: int) -> str:
    """Return the form for a number as English has it."""
    return one if number == 1 else many


def as_it_is(text: str) -> str:
    """Return the text itself: what is marked is written in English."""
    return text


@dataclass(frozen=True)
class Tongue:
    """A language of the interface: its code, how it says a marked text, and one of a number, whether it is mirrored."""

    code: str = "en"
    say: Say = as_it_is
    is_right_to_left: bool = False
    say_number: SayNumber = for_number

    def heading(self, text: str) -> str:
        """Return the heading of a column."""
        return self.say(text)

    def list_in_words(self, items: Iterable[str]) -> str:
        """Return a list as the language writes it in a sentence: "a, b and c"."""
        return format_list(list(items), locale=_BRITISH if self.code == "en" else Locale.parse(self.code, sep="-"))


_BRITISH: Final = Locale("en", "GB")  # whose lists have no comma before the last "and", like those of our pages
ENGLISH: Final = Tongue()


@cache
def tongue_of(code: str) -> Tongue:
    """Return a language by its code, with the translations there are."""
    if code == ENGLISH.code:
        return ENGLISH
    words: NullTranslations = Translations.load(str(PROJECT / "translations"), [code])
    is_right_to_left = Locale.parse(code, sep="-").text_direction == "rtl"
    return Tongue(code, words.ugettext, is_right_to_left, words.ungettext)
