"""Where a list of codes is cut into parts: at line ends, then semicolons, then commas, and at last `and` or `/`."""

import re
from typing import Final

from indicators.codes.words import CONNECTOR
from indicators.folding import fold
from indicators.schemes import ACTION_LETTERS

_SIGNS: Final = str.maketrans(
    {
        **dict.fromkeys("،、，､﹐﹑", ","),
        **dict.fromkeys("؛；﹔", ";"),
        **dict.fromkeys("\t\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"),
        **dict.fromkeys("（﹙", "("),
        **dict.fromkeys("）﹚", ")"),
    }
)
_SPACES: Final = re.compile(r"[^\S\n]+")
_BETWEEN_BRACKETS: Final = re.compile(rf"\)(?: ?[,;] ?|{CONNECTOR.pattern}| ?)\(", re.IGNORECASE)
_RANGE_OF_BRACKETS: Final = re.compile(r"\) ?[-‐‑‒–—―] ?\(")
_NUMBERS: Final = re.compile(r"[0-9]+(?: [0-9]+)+")
# Arabic texts letter the actions and principles in the old order of the alphabet.
_ARABIC_LETTERS: Final = dict(zip("أبجدهوزحطيكل", ACTION_LETTERS, strict=True))
_ARABIC_LETTER: Final = re.compile(rf"\(([{''.join(_ARABIC_LETTERS)}])ـ?\)")
# The look ahead is bounded so that a long text without brackets is not read to its end at every sign.
_OUTSIDE_BRACKETS: Final = r"(?![^()]{0,60}\))"

LINE: Final = re.compile(r"\n")
SEMICOLON: Final = re.compile(rf";{_OUTSIDE_BRACKETS}")
COMMA: Final = re.compile(rf",{_OUTSIDE_BRACKETS}")
SEPARATORS: Final = (LINE, SEMICOLON, COMMA)


def plain(text: str) -> str:
    """The text with separators, brackets, bracketed letters and spaces as in ASCII, and what belongs to one number in
    one bracket: `8(c)(d)`, `8(c), (d)` and `8(c) and (d)` as `8(c,d)`, `8(c)-(e)` as `8(c-e)`.
    """
    spaced = _SPACES.sub(" ", text.translate(_SIGNS))
    lettered = _ARABIC_LETTER.sub(lambda match: f"({_ARABIC_LETTERS[match[1]]})", spaced)
    return _RANGE_OF_BRACKETS.sub("-", _BETWEEN_BRACKETS.sub(",", lettered))


def connected(text: str) -> list[str]:
    """The parts around `and`, `&`, `/` …, or numbers with nothing between them but spaces; else the text alone."""
    if _NUMBERS.fullmatch(folded := fold(text)):
        return folded.split()
    return CONNECTOR.split(text)
