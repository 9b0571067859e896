"""The headers of every answer: pages, errors and files alike."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, Response, current_app, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from consultation.web.identity import identity, mark_here
from consultation.web.security.access import ACCESS, Access

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
A_YEAR = 31_536_000
KEEPS_WHAT_WAS_TYPED = {
    *("proposals.propose", "proposals.draft", "proposals.edit"),
    *("discussion.comment", "discussion.reply", "discussion.edit"),
}

ALWAYS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "X-Robots-Tag": "noarchive",
}


class CookieSessions(SecureCookieSessionInterface):
    """Flask's sessions, with pages that answer a form left to be gone back to, and a mark that pages can read.

    With "Vary: Cookie" browsers throw such a page away as soon as the cookie changes, as it does for a visitor who
    sends what they have previewed: going back would end on an error of the browser's. No answer is for shared caches
    anyway, and signing out empties the browser's own.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie where it has changed."""
        super().save_session(app, session, response)
        _tell_of_signing_out(app, response)
        if request.method == "POST" and response.status_code == 200:
            response.vary.discard("Cookie")


def _tell_of_signing_out(app: Flask, response: Response) -> None:
    """Let pages that a browser has kept know, without asking, whether somebody has signed out since."""
    name, mark = f"{app.config['SESSION_COOKIE_NAME']}-mark", mark_here()
    if mark and request.endpoint != "static" and request.cookies.get(name) != mark:
        response.set_cookie(name, mark, path="/", secure=app.config["SESSION_COOKIE_SECURE"], samesite="Lax")


def init_app(app: Flask, *, is_secure: bool) -> None:
    """Add the headers after every request."""
    app.session_interface = CookieSessions()

    def add(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if is_secure:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}")
        if _is_static_for_ever(response):  # its own header, from the framework, would have it asked for each time
            response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
        response.headers.setdefault("Cache-Control", "no-store" if _is_of_somebody() else "private, no-cache")
        return response

    app.after_request(add)


def _is_of_somebody() -> bool:
    """Whether this is one person's page, of which nothing may be left where the next one at the screen could find it.

    The forms in which one writes for others are kept until their author signs out, so that going back loses nothing.
    """
    who, endpoint = identity(), request.endpoint or ""
    if who is not None and who.is_officer:
        return endpoint != "static"
    is_own = who is not None or ACCESS.get(endpoint, Access.ANYONE) is not Access.ANYONE
    return is_own and endpoint not in KEEPS_WHAT_WAS_TYPED and endpoint != "static"


def _is_static_for_ever(response: Response) -> bool:
    """Whether this is a static file under the address that its present content has."""
    if request.endpoint != "static" or response.status_code not in (200, 304):
        return False
    hashes: Mapping[str, str] = current_app.extensions["static hashes"]
    return request.args.get("v") == hashes.get((request.view_args or {}).get("filename", ""))
