"""Which characters a text may hold: one answer for forms, imports, interfaces and workbooks."""

import re
import unicodedata
from typing import Final

FORBIDDEN_CHARACTER: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

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
