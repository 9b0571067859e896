"""What no address and no query may contain, refused before anything is looked up."""

from __future__ import annotations

from flask import Flask, request
from flask_babel import gettext as _
from werkzeug.routing import BaseConverter

from consultation.errors import Refusal


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


def init_app(app: Flask) -> None:
    """Register the converters and the check."""
    app.url_map.converters.update(
        reference=ReferenceConverter,
        comment=CommentConverter,
        token=TokenConverter,
        digest=DigestConverter,
        slug=SlugConverter,
        ordinal=OrdinalConverter,
    )
    app.before_request(_check)


def _check() -> None:
    texts = [request.path, *(text for pair in request.args.items(multi=True) for text in pair)]
    if any(_is_unusable(text) for text in texts):
        raise Refusal(_("The address contains characters that cannot be read. Check it, or start from the first page."))


def _is_unusable(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text)
