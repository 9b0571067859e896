"""Plain text, days and moments, written for a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_timezone_location
from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from indicators.text import forbidden_characters

# Marks that turn the direction of what follows never belong to an address: they can make it look like another one.
_ADDRESS = re.compile(r"https?://[^\s<>\"\u200e\u200f\u202a-\u202e\u2066-\u2069]+", re.IGNORECASE)
_LONGEST_ADDRESS = 2000  # browsers and servers take no more; it also bounds the work on a hostile one
_NEW_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_PAIRS = {")": "(", "]": "[", "}": "{", "»": "«", "”": "“"}
_AFTERTHOUGHTS = ".,;:!?'’…،؛؟。，；：！？、"
_ENGLISH = Locale("en", "GB")
ANOTHER = "und"  # a language that is none of those on offer
_PARAGRAPH, _END = Markup("<p>"), Markup("</p>")
_LINK = Markup('<a href="{0}" rel="nofollow noopener noreferrer ugc" dir="ltr">{0}</a>')


def init_app(app: Flask) -> None:
    """Give the templates the filters of this module."""
    app.jinja_env.filters.update(
        paragraphs=paragraphs,
        direction=direction,
        time_in=time_in,
        time_in_utc=time_in_utc,
        day_in=written_day_in,
        machine_time=machine_time,
        machine_day=machine_day,
        presentable=presentable,
    )


def paragraphs(text: str) -> Markup:
    """Return plain text as HTML: blank lines part paragraphs, web addresses become links, nothing else."""
    parts = (part for part in _NEW_PARAGRAPH.split(text.strip()) if part)
    return Markup("\n").join(_PARAGRAPH + _lines(part) + _END for part in parts)


def presentable(text: str) -> str:
    """Return `text` with what no page may contain replaced by U+FFFD, so that refused input can be shown again."""
    return text.translate({ord(character): "\ufffd" for character in forbidden_characters(text)})


@lru_cache(maxsize=256)
def direction(language: str | None) -> str:
    """Return "rtl" or "ltr" as `language` is written, "auto" when it is not known."""
    if not language or language == ANOTHER:
        return "auto"
    try:
        return Locale.parse(language, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "auto"


def time_in_utc(moment: datetime) -> str:
    """Return "20 November 2026, 17:00 UTC" in the language of the page."""
    return str(_("%(day)s, %(hour)s UTC", day=_day(moment, UTC), hour=_hour(moment, UTC)))


def time_in(moment: datetime, zone: str) -> str:
    """Return "20 November 2026, 18:00 Zurich time (17:00 UTC)"; `zone` is an IANA name. The day of UTC is said as well
    where it is another one."""
    if zone == "UTC":
        return time_in_utc(moment)
    there = ZoneInfo(zone)
    day, utc_day = _day(moment, there), _day(moment, UTC)
    sentence = _(
        "%(day)s, %(hour)s %(place)s time (%(utc)s UTC)",
        day=day,
        hour=_hour(moment, there),
        place=get_timezone_location(zone, locale=_locale(), return_city=True),
        utc=_hour(moment, UTC) if day == utc_day else f"{utc_day}, {_hour(moment, UTC)}",
    )
    return str(sentence)


def written_day_in(moment: datetime, zone: str) -> str:
    """Return "20 November 2026", the day in an IANA time zone, in the language of the page."""
    return _day(moment, ZoneInfo(zone))


def machine_time(moment: datetime) -> str:
    """Return "2026-11-20T17:00:00Z", as the `datetime` attribute wants it."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def machine_day(moment: datetime, zone: str) -> str:
    """Return "2026-11-20", the day in an IANA time zone, as the `datetime` attribute wants it."""
    return moment.astimezone(ZoneInfo(zone)).date().isoformat()


def _day(moment: datetime, zone: tzinfo) -> str:
    return _written_day(moment.astimezone(zone).date(), _locale())


@lru_cache(maxsize=4096)
def _written_day(day: date, locale: Locale) -> str:
    # A page of a discussion has a hundred of them, most of them the same few.
    return format_date(day, "long", locale=locale)


def _hour(moment: datetime, zone: tzinfo) -> str:
    return format_time(moment.astimezone(zone).time(), "HH:mm", locale=_locale())


def _locale() -> Locale:
    locale = get_locale() or Locale("en")
    # The English of the United Nations writes the day first; without a territory it would be that of the United States.
    return _ENGLISH if locale.language == "en" else locale


def _lines(paragraph: str) -> Markup:
    return Markup("<br>\n").join(map(_linked, paragraph.split("\n")))


def _linked(line: str) -> Markup:
    return Markup("").join(_pieces(line)) if "://" in line else escape(line)


def _pieces(line: str) -> Iterator[Markup]:
    shown = 0
    for match in _ADDRESS.finditer(line):
        found = match.group()
        address = _without_afterthought(found) if len(found) <= _LONGEST_ADDRESS else ""
        if _leads_somewhere(address):
            yield escape(line[shown : match.start()])
            yield _LINK.format(address)
            shown = match.start() + len(address)
    yield escape(line[shown:])


def _without_afterthought(address: str) -> str:
    """Cut what belongs to the sentence around the address: its full stop, the bracket that was opened before it."""
    while address and (address[-1] in _AFTERTHOUGHTS or _closes_nothing(address)):
        address = address[:-1]
    return address


def _closes_nothing(address: str) -> bool:
    opening = _PAIRS.get(address[-1])
    return opening is not None and address.count(address[-1]) > address.count(opening)


def _leads_somewhere(address: str) -> bool:
    """Tell whether there is a host, and nothing before an @ that could be taken for it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.hostname) and "@" not in parts.netloc
