"""Numbers as people see them in a spreadsheet: by the format of their cell, apart from signs that languages differ in.

Dates are written in ISO form and digits are not grouped; what else a format says is done: leading zeros, decimals,
per cent, durations, words beside the number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Final

from exports.files.reader.workbooks.date_formats import is_date, is_duration, moment_of, without_texts

Show = Callable[[float], str]

_WHOLE_NUMBERS: Final = 10**15  # up to here a spreadsheet shows every digit
_MIDNIGHT: Final = time()
_TOKEN: Final = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|(.)', re.DOTALL)
_NOT_NUMBERS: Final = re.compile(r"[/?@]|E[+-]|General", re.IGNORECASE)  # fractions, powers, texts
_DIGIT: Final = "0#"
_MOST_DECIMALS: Final = 15


def show_of(code: str | None, *, from_1904: bool = False) -> Show:
    """Return what shows a number in a cell of this format."""
    if code is None or not code or code.lower() == "general":
        return plain
    first = _first_section(code)
    if is_duration(first):
        return partial(_duration, code=first.lower())
    if is_date(first):
        return partial(_date, from_1904=from_1904)
    if _NOT_NUMBERS.search(without_texts(first)) or re.search(r"\[[<>=]", code):
        return plain
    return partial(_by_sections, sections=_sections(code))


def plain(value: float) -> str:
    """Return a number with as many digits as it has."""
    is_whole = value.is_integer() and abs(value) < _WHOLE_NUMBERS
    return str(int(value)) if is_whole else format(value, ".15g")


def moment_as_text(value: datetime) -> str:
    """Return a day in ISO form, with its time unless that is midnight."""
    return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(" ", "seconds")


def _date(value: float, *, from_1904: bool) -> str:
    try:
        moment = moment_of(value, from_1904=from_1904)
    except (OverflowError, ValueError):
        return plain(value)
    return moment_as_text(moment) if isinstance(moment, datetime) else str(moment)


def _duration(value: float, code: str) -> str:
    """Return what `[h]:mm` and the like show: hours, or minutes, beyond a day."""
    if abs(value) > _WHOLE_NUMBERS:
        return plain(value)
    seconds = round(timedelta(days=abs(value)).total_seconds())
    minus = "-" if value < 0 else ""
    minutes, left = divmod(seconds, 60)
    tail = f":{left:02}" if "s" in code else ""
    if "[m" in code:
        return f"{minus}{minutes}{tail}"
    if "[s" in code:
        return f"{minus}{seconds}"
    hours, rest = divmod(minutes, 60)
    return f"{minus}{hours}:{rest:02}{tail}"


# ---- formats of numbers ----


def _first_section(code: str) -> str:
    return _sections(code)[0]


def _sections(code: str) -> list[str]:
    """Return the formats for positive and negative numbers, for zero and for texts, as many as there are."""
    found, quoted = [""], False
    for character in code:
        quoted ^= character == '"'
        if character == ";" and not quoted:
            found.append("")
        else:
            found[-1] += character
    return found


def _by_sections(value: float, sections: list[str]) -> str:
    if abs(value) >= _WHOLE_NUMBERS:
        return plain(value)
    if value < 0 and len(sections) > 1:
        return _by_format(abs(value), sections[1], minus="")
    if value == 0 and len(sections) > 2:
        return _by_format(value, sections[2], minus="")
    return _by_format(abs(value), sections[0], minus="-" if value < 0 else "")


def _by_format(value: float, code: str, *, minus: str) -> str:
    """Write a number into the places of a format; where that shows no digit, as many as it has."""
    tokens = _tokens(code)
    digits = [token for token, is_text in tokens if not is_text and token in _DIGIT]
    if not digits:
        return plain(-value if minus else value)
    number = Decimal(repr(value)) * (100 if ("%", False) in tokens else 1)
    whole, fraction = _rounded(number, *_places(tokens))
    written = _filled(tokens, whole, fraction)
    return f"{minus}{written}" if re.search("[1-9]", written) else written


def _tokens(code: str) -> list[tuple[str, bool]]:
    """Return the characters of a format, and whether they are shown as they are; commas group and are left out."""
    found = []
    for quoted, escaped, currency, one in _TOKEN.findall(code):
        if text := quoted or escaped or currency:
            found.append((text, True))
        elif one and one != ",":
            found.append((one, one not in f"{_DIGIT}.%"))
    return found


def _places(tokens: list[tuple[str, bool]]) -> tuple[int, int]:
    """Return how many decimals are shown at least, and at most."""
    point = next((place for place, token in enumerate(tokens) if token == (".", False)), len(tokens))
    decimals = [token for token, is_text in tokens[point:] if not is_text and token in _DIGIT]
    return decimals.count("0"), len(decimals)


def _rounded(number: Decimal, least: int, most: int) -> tuple[str, str]:
    rounded = number.quantize(Decimal(1).scaleb(-min(most, _MOST_DECIMALS)), rounding=ROUND_HALF_UP)
    whole, _point, fraction = f"{rounded:f}".partition(".")
    return whole, fraction.rstrip("0").ljust(least, "0")


def _filled(tokens: list[tuple[str, bool]], whole: str, fraction: str) -> str:
    """Put the digits into their places: the whole ones from the right, those that are left over before the first."""
    point = next((place for place, token in enumerate(tokens) if token == (".", False)), len(tokens))
    left = list(whole.lstrip("0"))
    before: list[str] = []
    places = [place for place, (token, is_text) in enumerate(tokens[:point]) if not is_text and token in _DIGIT]
    for place in range(point - 1, -1, -1):
        token, is_text = tokens[place]
        if is_text or token not in _DIGIT:
            before.insert(0, token)
            continue
        digit = left.pop() if left else token.strip("#")
        before.insert(0, "".join(left) + digit if place == places[0] else digit)
    after = "".join(token for token, is_text in tokens[point + 1 :] if is_text or token not in _DIGIT)
    return "".join(before) + (f".{fraction}" if fraction else "") + after
