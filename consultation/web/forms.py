"""The base of all forms."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms.csrf.core import CSRFTokenField
from wtforms.fields import Field

from consultation.web.identity import KNOWN_BY, NOBODY_YET, mark_here


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A page's main form is called `form`. Set `is_draft` before validating, and nothing is required."""

    is_draft = False

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Reads forms alone: JSON and files, which text fields cannot take, are as good as nothing sent."""

        def wrap_formdata(self, form: BaseForm, formdata: Any) -> Any:
            """Take what is handed in, else what was posted."""
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            return request.form if form.is_submitted() else None

    def hidden_tag(self, *fields: str) -> Markup:
        """Return the hidden fields, and first a name that changes when somebody signs out here.

        By the names in a form a browser knows whether it may fill in again what was typed: not for the next person.
        """
        known_by = Markup('<input type="hidden" name="{}{}">').format(KNOWN_BY, mark_here() or NOBODY_YET)
        tags: Markup = known_by + super().hidden_tag(*fields)
        return tags

    def values(self) -> dict[str, Any]:
        """Return the answers by name, without the token."""
        return {field.short_name: field.data for field in self if not isinstance(field, CSRFTokenField)}

    def asked(self) -> Iterator[Field]:
        """The fields a person sees, in their order."""
        return (field for field in self if getattr(field, "look", "hidden") != "hidden")


class QueryForm(BaseForm):
    """A form that asks by address, such as the filters of a list: nothing is changed, so it carries no token."""

    class Meta(BaseForm.Meta):
        """Without a token."""

        csrf = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(formdata=request.args, **kwargs)


def sent_to_here() -> str:
    """Return where a form is sent that goes to the address of its page: another one for the browser's history.

    Without a line a browser puts its error page in the place of a page of exactly the same address, and what was typed
    would be gone. A page that answers a form has such an address itself.
    """
    return "#sent" if request.method == "GET" else f"#sent-{secrets.token_hex(2)}"
