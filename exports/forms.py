"""Asking for a workbook."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consultation.web.fields import Radios, Required, SelectChoice
from consultation.web.forms import BaseForm


class WorkbookForm(BaseForm):
    """For whom the workbook is made; only the secretariat is asked."""

    audience = Radios(
        _l("For whom is it?"),
        [Required(_l("Choose for whom the workbook is"))],
        default="public",
        choices=[
            SelectChoice("public", _l("For everybody: what is published")),
            SelectChoice(
                "secretariat",
                _l("For the secretariat alone"),
                {
                    "hint": _l(
                        "Also what is held, refused or hidden, with the reasons, and traces of what was withdrawn."
                    )
                },
            ),
        ],
    )
