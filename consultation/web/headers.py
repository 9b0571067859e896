"""The headers of every answer: pages, errors and files alike."""

from __future__ import annotations

from flask import Flask, Response, request

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
A_YEAR = 31_536_000

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


def init_app(app: Flask, *, is_secure: bool) -> None:
    """Add the headers after every request."""

    def add(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if is_secure:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}")
        response.headers.setdefault("Cache-Control", _caching(response))
        return response

    app.after_request(add)


def _caching(response: Response) -> str:
    if request.endpoint == "static" and response.status_code == 200 and "v" in request.args:
        return f"public, max-age={A_YEAR}, immutable"
    return "private, no-cache"
