"""Asking for a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields import Field
from wtforms.form import BaseForm as AnyForm
from wtforms.validators import StopValidation

from consultation.web.fields import Choice, OneTimeKey, Radios, Required, SelectChoice
from consultation.web.forms import BaseForm

AUDIENCES: Final = [
    SelectChoice("public", _l("For everybody: what is published")),
    SelectChoice(
        "partners",
        _l("For a partner"),
        {"hint": _l("What is published, and what this consultation shares with the partner you choose below.")},
    ),
    SelectChoice(
        "secretariat",
        _l("For the secretariat alone"),
        {"hint": _l("Also what is held, refused or hidden, with the reasons, and traces of what was withdrawn.")},
    ),
]


def partner_where_asked(form: AnyForm, field: Field) -> None:
    """Ask for a partner where the workbook is for one."""
    if form["audience"].data == "partners" and not field.data:
        raise StopValidation(_("Choose for which partner it is"))


class WorkbookForm(BaseForm):
    """For whom the workbook is made, which only the secretariat is asked, and as what.

    `partners` are the names of those there are, None for who is not asked.
    """

    audience = Radios(
        _l("For whom is it?"),
        [Required(_l("Choose for whom the workbook is"))],
        default="public",
        choices=AUDIENCES,
    )
    partner = Choice(_l("For which partner?"), [partner_where_asked], blank=_l("None"))
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

    def __init__(self, *args: Any, partners: Sequence[str] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if partners is None:
            del self.partner
        else:
            self.partner.choices = [SelectChoice(name, name) for name in partners]
