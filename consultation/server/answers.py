"""What a client is answered whose request does not reach the app: in a sentence, and repeating nothing of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Final

from gunicorn.http.errors import (
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)

from consultation.server.held import TooLarge, TooMuchHeld
from consultation.server.pace import TooSlow
from consultation.web.security.headers import ALWAYS


@dataclass(frozen=True)
class Sentence:
    """An answer in one sentence, and how loudly it is told to whoever runs the site."""

    status: int
    reason: str
    words: str
    level: int = logging.INFO
    headers: dict[str, str] = field(default_factory=dict)

    def written(self) -> bytes:
        """Return it as it is sent, under the headers of every other answer."""
        headers = {
            "Connection": "close",
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Length": str(len(self.words)),
            **ALWAYS,
            **self.headers,
        }
        lines = [f"HTTP/1.1 {self.status} {self.reason}", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", self.words]).encode("ascii")


UNREADABLE: Final = Sentence(400, "Bad Request", "This request could not be read.")
LATE: Final = Sentence(408, "Request Timeout", "This took too long to arrive. Please try again.", logging.DEBUG)
TOO_LARGE: Final = Sentence(413, "Content Too Large", "This is more than can be sent here at once.")
TOO_LONG: Final = Sentence(414, "URI Too Long", "This address is too long.")
TOO_MUCH_BESIDE: Final = Sentence(
    431, "Request Header Fields Too Large", "This request carries too much beside its address."
)
FAULT: Final = Sentence(
    500, "Internal Server Error", "Something went wrong on our side. Please try again.", logging.ERROR
)
NO_ROOM: Final = Sentence(
    503,
    "Service Unavailable",
    "Too much is being sent here at the moment. Please go back and try again in a minute.",
    logging.WARNING,
    {"Retry-After": "60"},
)

_OF: Final[dict[type[BaseException], Sentence]] = {
    InvalidResponseHeader: FAULT,  # both are of what the parser raises, but ours
    InvalidResponseHeaderName: FAULT,
    LimitRequestLine: TOO_LONG,
    LimitRequestHeaders: TOO_MUCH_BESIDE,
    ParseException: UNREADABLE,
    TooSlow: LATE,
    TooLarge: TOO_LARGE,
    TooMuchHeld: NO_ROOM,
}


def sentence_for(problem: BaseException) -> Sentence:
    """Return what is said of a problem."""
    return next((sentence for kind, sentence in _OF.items() if isinstance(problem, kind)), FAULT)
