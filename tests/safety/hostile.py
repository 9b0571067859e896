"""Hostile values for forms and addresses, and sending them."""

from __future__ import annotations

from urllib.parse import quote

HOSTILE = {
    "nul": b"a\x00b",
    "more than 64 bits": b"9223372036854775808",
    "less than 64 bits": b"-9223372036854775809",
    "a number without end": b"9" * 5_000,
    "digits of another script": "٣٫٥".encode(),
    "bad UTF-8": b"\xff\xfe\xc3(",
    "a lone surrogate": b"\xed\xa0\x80",
    "no character": b"\xef\xbf\xbe\xef\xb7\x90",
    "line ends": b"a\rb\r\nSet-Cookie: c=d\n\n",
    "directions": "\u202e\u2066abc\u200f".encode(),
    "code": b"{{ 7 * 7 }}<script>alert(1)</script>' OR 1=1; --%s%n\\",
    "a pattern": b'" * ( NEAR AND NOT ^ : {title} & | ! <->',
    "nothing": b"",
    "a whole page": b"long " * 4_100,
}

TO_DATABASES = {
    name: HOSTILE[name]
    for name in (
        "nul",
        "more than 64 bits",
        "less than 64 bits",
        "a number without end",
        "a lone surrogate",
        "a pattern",
        "a whole page",
    )
}
"""Those that one database takes and another refuses, or reads in another way; the others are text like any other."""


def raw(name: str, value: bytes) -> str:
    """Write one pair of a query or a form as bytes that need be no text."""
    return f"{quote(name)}={quote(value, safe='')}"
