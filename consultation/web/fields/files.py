"""The field of an uploaded file."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from wtforms.fields import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from consultation.web.fields.base import Described, Words
from consultation.web.fields.controls import FileInput
from indicators.text import FORBIDDEN_CHARACTER

LONGEST_NAME = 200


class File(Described, Field):
    """One file; its data is what was sent, None where nothing was. `accept` names the endings that are offered."""

    look = "file"
    widget = FileInput()

    def __init__(self, label: Words, validators: Any = None, *, accept: str, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.accept = accept
        self.data: FileStorage | None = None

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the file that came with the form."""
        sent = request.files.get(self.name) if formdata is not None else None
        self.data = sent if sent is not None and sent.filename else None

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse what has nothing in it."""
        if self.data is not None and not self.data.stream.read(1):
            raise StopValidation(_("The file is empty."))
        if self.data is not None:
            self.data.stream.seek(0)

    @property
    def file_name(self) -> str:
        """The name of the file, without the folders some browsers add, as it can be shown."""
        name = str(self.data.filename or "").replace("\\", "/").rpartition("/")[2] if self.data else ""
        return FORBIDDEN_CHARACTER.sub("", name.replace("\n", " "))[:LONGEST_NAME]

    def content(self) -> bytes:
        """Return what is in the file, once; nothing where there is none."""
        if self.data is None:
            return b""
        with self.data.stream as stream:
            content: bytes = stream.read()
        return content

    def attributes(self) -> dict[str, Any]:
        """Say which files are offered."""
        return {"accept": self.accept} | super().attributes()
