"""What all fields have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from flask_babel import gettext as _
from flask_babel.speaklater import LazyString
from wtforms.fields import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from consultation.web.texts.sentences import list_in_words
from indicators.text import forbidden_characters

Words: TypeAlias = str | LazyString


class Required:
    """Something must be answered, and `message` says what; a form that keeps a draft (`is_draft`) lets it pass."""

    field_flags = {"required": True}

    def __init__(self, message: Words) -> None:
        self.message = message

    def __call__(self, form: BaseForm, field: Field) -> None:
        if not field.data and not getattr(form, "is_draft", False):
            raise StopValidation(str(self.message))


class Described:
    """How a field is drawn (`look`, see templates/components/fields.html) and which texts describe its control."""

    look = "line"
    id: str
    description: Any
    errors: Sequence[Any]

    @property
    def described_by(self) -> str:
        """The ids of the hint and of the errors, as far as there are any."""
        hint = [f"{self.id}-hint"] if self.description else []
        return " ".join([*hint, f"{self.id}-error"] if self.errors else hint)

    def attributes(self) -> dict[str, Any]:
        """The attributes that tie the control to its hint and errors."""
        described = {"aria-describedby": self.described_by} if self.described_by else {}
        return described | ({"aria-invalid": "true"} if self.errors else {})


def refuse_forbidden(text: str) -> None:
    """Raise with a sentence when `text` holds characters that can be neither kept nor handed on."""
    codes = sorted({f"U+{ord(character):04X}" for character in forbidden_characters(text)})
    if codes:
        sentence = _("This contains characters that cannot be kept (%(codes)s). Remove them or type the text anew.")
        raise StopValidation(sentence % {"codes": list_in_words(codes[:5])})
