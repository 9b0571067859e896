"""Asking for a workbook."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consultation.web.fields import OneTimeKey, Radios, Required, SelectChoice
from consultation.web.forms import BaseForm


class WorkbookForm(BaseForm):
    """For whom the workbook is made, which only the secretariat is asked, and as what."""

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
    file_format = Radios(
        _l("As what?"),
        [Required(_l("Choose the kind of file"))],
        default="xlsx",
        choices=[
            SelectChoice("xlsx", _l("One workbook for a spreadsheet program (.xlsx)")),
            SelectChoice(
                "csv",
                _l("Its tables as CSV files (.zip)"),
                {"hint": _l("For programs. Texts that look like a formula have an apostrophe before them.")},
            ),
        ],
    )
    submission = OneTimeKey()
