"""Error pages: what a person sees when something does not work, and what the log says of it."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, current_app, g, make_response, request, session
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from consultation.errors import Refusal, SignInNeeded, TooManyAttempts, where
from consultation.log_lines import request_number
from consultation.outages import is_outage
from consultation.web.identity import HAS_ENDED, KNOWN_BY, NOBODY_YET, mark_here
from consultation.web.pages import page
from consultation.web.returned_input import given_back_here
from consultation.web.security.access import ACCESS, Access

log = logging.getLogger("steppingstone")
OPENS = {"key-typed"}  # whoever finds it in a page can sign in
TRY_AGAIN_AFTER = 10  # seconds
IS_OUTAGE = "is_outage"  # name in flask.g, of a request for which the database was not to be had


def init_app(app: Flask) -> None:
    """Register the handlers; one for every exception, so that none prints what a person wrote."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(SecurityError, _not_served)
    app.register_error_handler(Exception, _fault)
    app.log_exception = _note  # type: ignore[method-assign] # Flask's own prints the message, for a handler that fails


def _refused(refusal: Refusal) -> Response:
    if isinstance(refusal, SignInNeeded) and request.method == "POST":
        return _sign_in_again(refusal)
    again = _sent() if isinstance(refusal, TooManyAttempts) else []
    kept = [] if again else given_back_here()
    response = make_response(
        page("errors/refusal.html", refusal=refusal, kept=kept, again=again, status=refusal.status)
    )
    if isinstance(refusal, TooManyAttempts):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _sign_in_again(refusal: SignInNeeded) -> Response:
    """Answer with what was sent, and with how to sign in and send it."""
    return make_response(
        page(
            "errors/sign_in_again.html",
            refusal=refusal,
            kept=given_back_here(),
            values=_sent(),
            address=request.full_path.rstrip("?"),
            is_for_officers=ACCESS.get(request.endpoint or "") is Access.SECRETARIAT,
            is_for_anyone=ACCESS.get(request.endpoint or "") is Access.ANYONE,
            status=refusal.status,
        )
    )


def _expired(error: CSRFError) -> Response:
    if _mark_of_form() not in {None, mark_here() or NOBODY_YET}:
        # Somebody signed out since: who sends it once more, by going back, may be another person.
        return make_response(page("errors/signed_out.html", status=400))
    if session.get(HAS_ENDED):
        return _sign_in_again(SignInNeeded(_("You were signed out meanwhile. Please sign in again.")))
    return make_response(page("errors/expired.html", values=_sent(), status=400))


def _http(error: HTTPException) -> Response:
    refusal = Refusal(_SENTENCES.get(error.code or 500, _other)())
    refusal.status = error.code or 500
    response = make_response(page("errors/refusal.html", refusal=refusal, status=refusal.status))
    for name, value in error.get_headers():
        if name in {"Allow", "Location"}:
            response.headers[name] = value
    return response


def _not_served(error: SecurityError) -> Response:
    # Bare words: for a host that is not ours there is no address that a page could link to.
    return Response("This site is not served under this name.\n", 400, mimetype="text/plain")


def _sent() -> list[tuple[str, str]]:
    return [
        (name, text)
        for name, text in request.form.items(multi=True)
        if name != "csrf_token" and not name.startswith(KNOWN_BY)
    ]


def _mark_of_form() -> str | None:
    return next((name.removeprefix(KNOWN_BY) for name in request.form if name.startswith(KNOWN_BY)), None)


def _not_found() -> str:
    return str(_("There is no such page. Check the address, or start from the first page."))


def _not_allowed() -> str:
    return str(_("This address does not take what was sent. Go back and use the form on the page."))


def _too_large() -> str:
    return str(_("What was sent is too large. Shorten it or send it in parts."))


def _other() -> str:
    return str(_("This could not be understood. Check the address, or start from the first page."))


_SENTENCES = {404: _not_found, 405: _not_allowed, 413: _too_large}


def _fault(error: Exception) -> Response:
    if is_outage(error):
        return _out_of_order(error)
    _write_down(error, "of a page")
    # Rendered by itself: whatever fills the context of other pages may be what has failed.
    return make_response(current_app.jinja_env.get_template("errors/fault.html").render(number=request_number()), 500)


def _out_of_order(error: Exception) -> Response:
    """Answer without the database, with everything that was sent and a button that sends it once more."""
    log.error("the database could not be used in %s: %s", request.endpoint, where(error))
    _forget_what_was_not_done()
    setattr(g, IS_OUTAGE, True)
    response = make_response(
        current_app.jinja_env.get_template("errors/unavailable.html").render(
            is_sent=request.method == "POST",
            kept=given_back_here(),
            values=[(name, text) for name, text in _sent() if name not in OPENS],
            files=list(request.files),
        ),
        503,
    )
    response.headers["Retry-After"] = str(TRY_AGAIN_AFTER)
    response.headers["Cache-Control"] = "no-store"
    return response


def _forget_what_was_not_done() -> None:
    """Let the browser's cookie be as it came: who it would have signed in or out was not written down either."""
    came = current_app.session_interface.open_session(current_app, request)
    session.clear()
    session.update(came or {})


def _write_down(error: BaseException | None, of_what: str) -> None:
    log.error("fault %s in %s: %s", of_what, request.endpoint, where(error))


def _note(exc_info: Any) -> None:
    _write_down(exc_info[1], "without a page")
