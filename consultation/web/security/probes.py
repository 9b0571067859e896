"""Answering a load balancer, which asks the machine by its number and cannot name the site."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final
from urllib.parse import urlsplit

PROBES: Final = ("/health", "/ready")

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def under_any_name(app: Wsgi, base_url: str) -> Wsgi:
    """Let probes be asked under any name, or none, as if they named the site; they say nothing of what was asked."""
    host = urlsplit(base_url).netloc

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in PROBES:
            environ["HTTP_HOST"] = host
        return app(environ, start_response)

    return answer
