"""Bringing what people write to one form, so that it can be compared."""

import re
import unicodedata
from typing import Final

_TATWEEL: Final = "ـ"
_LIKE: Final = str.maketrans(
    {"_": " ", "−": "-", "’": "'", "‘": "'", "`": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"'}
)
_IGNORED: Final = frozenset({"Mn", "Cf"})
_SPACE: Final = re.compile(r"\s+")


def fold(text: str) -> str:
    """The text without case, accents, doubled spaces and outer quotes or stops; digits, dashes and widths as in ASCII.

    For comparing only: the result is never shown or stored. Any text is accepted, and may come out empty.
    """
    folded = (text.casefold() if text.isascii() else _without_marks(text)).translate(_LIKE)
    return _SPACE.sub(" ", folded).strip(" .'\"")


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(map(_folded, decomposed))


def _folded(character: str) -> str:
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category in _IGNORED or character == _TATWEEL:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return "-" if category == "Pd" else character
