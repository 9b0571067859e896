"""Counting requests where they are answered."""

from __future__ import annotations

from time import perf_counter
from typing import Final

from flask import Flask, Response, g, request

from consultation.metrics.records import FAULT, OUTAGE, RecordPipe, RequestKind, RequestRecord
from consultation.web.error_pages import IS_OUTAGE

_BEGAN: Final = "began"


def init_app(app: Flask) -> None:
    """Tell of each request once it is answered; first of all that is set up, so that all else is within its time."""
    pipe = app.extensions["metrics"] = RecordPipe()

    def tell(response: Response) -> Response:
        kind = RequestKind.of(request.endpoint, request.method, response.status_code)
        seconds = perf_counter() - g.get(_BEGAN, perf_counter())
        pipe.tell(RequestRecord(kind, seconds, _problem(response)))
        return response

    app.before_request(_begin)
    app.after_request(tell)


def _begin() -> None:
    setattr(g, _BEGAN, perf_counter())


def _problem(response: Response) -> str:
    if g.get(IS_OUTAGE, False):
        return OUTAGE
    return FAULT if response.status_code == 500 else ""
