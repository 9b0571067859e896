"""What a person sees when something does not work, and what is written down about it."""

from __future__ import annotations

import logging
import secrets
import traceback

from flask import Flask, Response, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from consultation.errors import Refusal, TooManyAttempts
from consultation.web.pages import page

log = logging.getLogger("steppingstone")


def init_app(app: Flask) -> None:
    """Register the handlers; one for every exception, so that none prints what a person wrote."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def _refused(refusal: Refusal) -> Response:
    response = make_response(page("errors/refusal.html", refusal=refusal, status=refusal.status))
    if isinstance(refusal, TooManyAttempts):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _expired(error: CSRFError) -> Response:
    values = [(name, text) for name, text in request.form.items(multi=True) if name != "csrf_token"]
    return make_response(page("errors/expired.html", values=values, status=400))


def _http(error: HTTPException) -> Response:
    sentence = _SENTENCES.get(error.code or 500, _other)()
    response = make_response(page("errors/refusal.html", refusal=Refusal(sentence), status=error.code or 500))
    for name, value in error.get_headers():
        if name in {"Allow", "Location"}:
            response.headers[name] = value
    return response


def _not_found() -> str:
    return _("There is no such page. Check the address, or start from the first page.")


def _not_allowed() -> str:
    return _("This address does not take what was sent. Go back and use the form on the page.")


def _too_large() -> str:
    return _("What was sent is too large. Shorten it or send it in parts.")


def _other() -> str:
    return _("This could not be understood. Check the address, or start from the first page.")


_SENTENCES = {404: _not_found, 405: _not_allowed, 413: _too_large}


def _fault(error: Exception) -> Response:
    # Neither the message nor the values of the exception are logged: they could carry what a person wrote.
    number = secrets.token_hex(4)
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("fault %s in %s: %s at %s", number, request.endpoint, type(error).__name__, " < ".join(frames[::-1]))
    return make_response(render_template("errors/fault.html", number=number), 500)
