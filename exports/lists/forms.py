"""The form by which a long list is asked for."""

from __future__ import annotations

from consultation.web.fields import OneTimeKey
from consultation.web.forms import BaseForm


class ListForm(BaseForm):
    """Asks for a list that takes long to make."""

    submission = OneTimeKey()
