"""Text fields: a line, paragraphs, an e-mail address, a day, hidden values."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation, ValidationError

from consultation.web.fields.base import Described, Words, refuse_forbidden
from consultation.web.fields.controls import DateInput, EmailInput, HiddenInput, LineInput, TextArea
from consultation.web.identity import new_token
from consultation.web.texts.formatting import presentable
from indicators.text import has_something_to_see, normalise_text

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{22}")


class Line(Described, StringField):
    """One line of text. Its data is always a string, without space around it, and empty where there would be nothing to
    see; `limit` counts code points."""

    widget: Any = LineInput()
    data: Any  # always a str

    def __init__(self, label: Words, validators: Any = None, *, limit: int | None = None, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.limit = limit

    def process_data(self, value: Any) -> None:
        """Take what is stored; nothing is shown as an empty text."""
        self.data = "" if value is None else str(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed."""
        if valuelist:
            self.data = self.tidy(normalise_text(valuelist[0]))

    def tidy(self, text: str) -> str:
        """Return `text` as it is kept."""
        return text.strip() if has_something_to_see(text) else ""

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse what cannot be kept, and what is too long: nothing is ever cut."""
        refuse_forbidden(self.data)
        self.refuse_shape()
        excess = len(self.data) - self.limit if self.limit else 0
        if excess > 0:
            sentence = ngettext(
                "Shorten this by %(num)d character: up to %(limit)d are possible.",
                "Shorten this by %(num)d characters: up to %(limit)d are possible.",
                excess,
                limit=self.limit,
            )
            raise ValidationError(sentence)

    def refuse_shape(self) -> None:
        """Raise when the text is not of the form this field asks for."""
        if "\n" in self.data:
            raise StopValidation(_("Write this on one line."))

    def attributes(self) -> dict[str, Any]:
        """Add what the script needs to count; there is no `maxlength`: it cuts without a word."""
        found = {"dir": "auto"} | super().attributes()
        if not self.limit:
            return found
        return found | {
            "data-limit": self.limit,
            "data-left": _("Characters left: {number}"),
            "data-over": _("Characters too many: {number}"),
        }

    def _value(self) -> str:
        return presentable(self.data or "")


class Paragraphs(Line):
    """Several lines. What was typed is kept as it is, line ends apart; what cannot be seen counts as nothing."""

    look = "paragraphs"
    widget = TextArea()

    def tidy(self, text: str) -> str:
        """Keep every character of a text that says something."""
        return text if has_something_to_see(text) else ""

    def refuse_shape(self) -> None:
        """Lines are what it is for."""

    def attributes(self) -> dict[str, Any]:
        """Start with room for some lines."""
        return {"rows": 5} | super().attributes()


class Email(Line):
    """An e-mail address; whether it can be one is for a validator of the form to say."""

    widget = EmailInput()

    def attributes(self) -> dict[str, Any]:
        """Addresses are written from left to right, and browsers know one's own."""
        return super().attributes() | {"dir": "ltr", "autocomplete": "email", "spellcheck": "false"}


class Hidden(Line):
    """A value the form carries along."""

    look = "hidden"
    widget = HiddenInput()

    def __init__(self, validators: Any = None, **kwargs: Any) -> None:
        super().__init__("", validators, **kwargs)


class Day(Line):
    """A day as browsers write it, 2027-01-31; its data is that text, or "" for none."""

    def __init__(self, label: Words, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, [*(validators or ()), _a_day], **kwargs)

    widget = DateInput()


def _a_day(form: BaseForm, field: Any) -> None:
    try:
        is_one = not field.data or (date.fromisoformat(field.data).year > 1900 and len(field.data) == 10)
    except ValueError:
        is_one = False
    if not is_one:
        raise StopValidation(_("Write the day as 2027-01-31, or leave it empty"))


class HiddenNumber(Hidden):
    """A whole number the form carries along, such as that of the wording a person has before them."""

    @property
    def number(self) -> int:
        """The number; -1, which nothing has, where it was tampered with."""
        text = self.data
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class OneTimeKey(Hidden):
    """A random token, by which it is known that a form was sent already."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default=new_token, filters=[_ours_or_new], **kwargs)


def _ours_or_new(text: str | None) -> str:
    # Not ours, so there is nothing it could repeat.
    return text if text and _TOKEN.fullmatch(text) else new_token()
