"""The form by which an officer accepts a restoration."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consultation.web.fields import Required, Tick
from consultation.web.forms import BaseForm


class AcceptRestorationForm(BaseForm):
    """That an officer knows what they do."""

    is_known = Tick(
        _l("I know that things may be public again that people have taken away"),
        [Required(_l("Tick this if you accept it: it is the one thing that this page asks"))],
    )
