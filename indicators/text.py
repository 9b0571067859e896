"""Which characters a text may hold: one answer for forms, imports, interfaces and workbooks."""

import re
from typing import Final

FORBIDDEN_CHARACTER: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def normalise_text(value: str) -> str:
    """Return `value` with every line end (CRLF or CR) made LF and nothing else changed."""
    return value.replace("\r\n", "\n").replace("\r", "\n")


def forbidden_characters(value: str) -> tuple[str, ...]:
    """Return the characters of a normalised text that cannot be kept, each once, in the order they are met.

    They are what XML 1.0 forbids (controls other than tab and line feed, lone surrogates, U+FFFE and U+FFFF) and the
    carriage return, on which readers of XML disagree. Not fit to be shown or stored: name them by their number.
    """
    return tuple(dict.fromkeys(FORBIDDEN_CHARACTER.findall(value)))
