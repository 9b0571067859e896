"""The controls of fields, as WTForms draws them but for their attributes: a form has some hundred of these, and WTForms
takes five times as long to write one."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup, escape
from wtforms import widgets
from wtforms.widgets.core import clean_key  # type: ignore[attr-defined] # the stubs do not have it


def html_attributes(**attributes: Any) -> Markup:
    """Return the attributes of an element, sorted by name, as `wtforms.widgets.html_params` does: True is a name alone,
    False is left out, and a quotation mark in marked text ends nothing."""
    written = [
        clean_key(name) if value is True else f'{clean_key(name)}="{_quoted(value)}"'
        for name, value in sorted(attributes.items())
        if value is not False
    ]
    return Markup(" ".join(written))  # noqa: S704 - every value is escaped


def _quoted(value: Any) -> str:
    return str(escape(value)).replace('"', "&quot;")


class _Input(widgets.Input):
    html_params = staticmethod(html_attributes)


class LineInput(_Input, widgets.TextInput):
    """One line of text."""


class EmailInput(_Input, widgets.EmailInput):
    """An e-mail address."""


class HiddenInput(_Input, widgets.HiddenInput):
    """A value that is carried along."""


class DateInput(_Input, widgets.DateInput):
    """A day."""


class TimeInput(_Input, widgets.TimeInput):
    """A time of the day."""


class CheckboxInput(_Input, widgets.CheckboxInput):
    """A box to tick."""


class FileInput(_Input, widgets.FileInput):
    """A file to send."""


class TextArea(widgets.TextArea):
    """Several lines of text."""

    def __call__(self, field: Any, **attributes: Any) -> Markup:
        """Draw the field."""
        flags = {name: getattr(field.flags, name) for name in self.validation_attrs if name in field.flags}
        given = html_attributes(name=field.name, **{"id": field.id} | flags | attributes)
        return Markup(f"<textarea {given}>\r\n{escape(field._value())}</textarea>")  # noqa: S704 - both are escaped
