"""Sending a contribution by its preview, as a visitor does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from werkzeug.test import TestResponse

from tests.client import StrictClient

Values = Mapping[str, str | Iterable[str]]


def send(
    client: StrictClient, where: str | TestResponse, values: Values | None = None, *, button: str = "Send"
) -> TestResponse:
    """Fill in the form on a page, look at the preview and send it; return the form again where something is wrong."""
    preview = client.submit(where, values, button="Preview")
    return client.submit(preview, button=button) if preview.status_code == 200 else preview
