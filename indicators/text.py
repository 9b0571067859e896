"""Which characters a text may hold, and how somebody's words stand in a sentence of ours: one answer for all."""

import re
import unicodedata
from typing import Final

_FIRST_STRONG, _END = "\u2068", "\u2069"
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")  # with one of these a word could end its isolation
FORBIDDEN_CHARACTER: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")

_UNSEEN_KINDS: Final = {"Cf", "Mn", "Me"}  # categories of Unicode: marks need a letter to stand on
_UNSEEN_LETTERS: Final = set("\u115f\u1160\u2800\u3164\uffa0")  # fillers, and the pattern without a dot


def normalise_text(value: str) -> str:
    """Return `value` with every line end (CRLF or CR) made LF and nothing else changed."""
    return value.replace("\r\n", "\n").replace("\r", "\n")


def forbidden_characters(value: str) -> tuple[str, ...]:
    """Return the characters of a normalised text that cannot be kept, each once, in the order they are met.

    They are what XML 1.0 forbids (controls other than tab and line feed, lone surrogates, U+FFFE and U+FFFF) and the
    carriage return, on which readers of XML disagree. Not fit to be shown or stored: name them by their number.
    """
    return tuple(dict.fromkeys(FORBIDDEN_CHARACTER.findall(value)))


def has_something_to_see(value: str) -> bool:
    """Tell whether a text has a character that leaves a trace: not only spaces, fillers and what turns directions."""
    return any(map(_is_seen, value))


def _is_seen(character: str) -> bool:
    is_blank = character.isspace() or character in _UNSEEN_LETTERS
    return not is_blank and unicodedata.category(character) not in _UNSEEN_KINDS


def apart(text: str) -> str:
    """Return somebody's words for a sentence that is plain text, in which they turn nothing but themselves.

    The two signs around them are not seen, on paper and in a cell either.
    """
    return f"{_FIRST_STRONG}{_TURNING.sub('', text)}{_END}"


def without_signs(sentence: str) -> str:
    """Return a sentence without the unseen signs in it, for where words are copied out of it."""
    return _TURNING.sub("", sentence)
