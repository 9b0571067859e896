"""What no address and no query may contain, and how large a form may be; refused before anything is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, request
from flask_babel import gettext as _
from werkzeug.routing import BaseConverter

from consultation.errors import Refusal

View = TypeVar("View", bound=Callable[..., object])
OF_THE_FORM = 100_000  # bytes, besides the file


class ReferenceConverter(BaseConverter):
    """A proposal's reference, `IND-0042`: three capitals and up to nine digits."""

    regex = "[A-Z]{3}-[0-9]{4,9}"


class CommentConverter(BaseConverter):
    """A comment's reference, `C-000042`."""

    regex = "C-[0-9]{6,12}"


class TokenConverter(BaseConverter):
    """An opaque token of 128 bits, as `secrets.token_urlsafe(16)` writes it."""

    regex = "[A-Za-z0-9_-]{22}"


class DigestConverter(BaseConverter):
    """A SHA-256 in hexadecimal digits."""

    regex = "[0-9a-f]{64}"


class SlugConverter(BaseConverter):
    """The short name of a consultation, a theme or a group."""

    regex = "[a-z][a-z0-9_-]{0,49}"


class OrdinalConverter(BaseConverter):
    """A number from 1 to 99."""

    regex = "[1-9][0-9]?"


def takes_files(most: int) -> Callable[[View], View]:
    """Let a view take a form with a file of so many bytes, where others take less."""

    def mark(view: View) -> View:
        view.most_bytes = most + OF_THE_FORM  # type: ignore[attr-defined]
        return view

    return mark


def init_app(app: Flask) -> None:
    """Register the converters and the checks."""
    app.url_map.converters.update(
        reference=ReferenceConverter,
        comment=CommentConverter,
        token=TokenConverter,
        digest=DigestConverter,
        slug=SlugConverter,
        ordinal=OrdinalConverter,
    )
    app.before_request(_check)
    app.before_request(_make_room)


def _check() -> None:
    texts = [request.path, *(text for pair in request.args.items(multi=True) for text in pair)]
    if any(_is_unusable(text) for text in texts):
        raise Refusal(_("The address contains characters that cannot be read. Check it, or start from the first page."))


def _make_room() -> None:
    most: int | None = getattr(current_app.view_functions.get(request.endpoint or ""), "most_bytes", None)
    if most is not None:
        request.max_content_length = most


def _is_unusable(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text)
