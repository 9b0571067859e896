"""Asking for a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields import Field
from wtforms.form import BaseForm as AnyForm
from wtforms.validators import StopValidation

from consultation.web.fields import (
    ChoiceField,
    Choices,
    Day,
    Hidden,
    Line,
    OneTimeKey,
    Radios,
    Required,
    SelectChoice,
)
from consultation.web.forms import BaseForm
from exports.report.scope.selection import Selection

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


FILE_FORMATS: Final = [
    SelectChoice("xlsx", _l("One workbook for a spreadsheet program (.xlsx)")),
    SelectChoice(
        "csv",
        _l("Its tables as CSV files (.zip)"),
        {"hint": _l("For programs. Texts that look like a formula have an apostrophe before them.")},
    ),
]
NAME_LIMIT: Final = 100


def name_where_saved(form: AnyForm, field: Field) -> None:
    """Ask for a name where the view is to be saved."""
    if getattr(form, "is_saving", False) and not field.data:
        raise StopValidation(_("Write a name for the view"))


def partner_where_asked(form: AnyForm, field: Field) -> None:
    """Ask for a partner where the workbook is for one, and which is meant where one is chosen and it is for others."""
    is_for_partner = form["audience"].data == "partners"
    if is_for_partner and not field.data:
        raise StopValidation(_("Choose for which partner it is"))
    if field.data and not is_for_partner:
        raise StopValidation(
            _("A partner is chosen here, but above “For a partner” is not. Choose that above, or “None” here.")
        )


class SelectionForm(BaseForm):
    """Which part of what was asked for is handed out; nothing chosen is all of it."""

    objectives = Choices(_l("Only these objectives"))
    language = ChoiceField(_l("Only what is written in"), blank=_l("Any language"))
    since = Day(
        _l("Only what was sent from this day on"),
        description=_l("In the time zone of the consultation."),
    )
    until = Day(_l("Up to and with this day"))
    sheets = Choices(
        _l("Only these sheets"), description=_l("Read me, Long texts and the data dictionary always come.")
    )
    columns = Choices(_l("Only these columns"), description=_l("The ids always come along."))

    def selection(self) -> Selection:
        """Return what was chosen."""
        chosen = {name: tuple(self[name].data or ()) for name in ("objectives", "sheets", "columns")}
        return Selection(since=self.since.data, until=self.until.data, **chosen)


class WorkbookForm(SelectionForm):
    """For whom the workbook is made, which only the secretariat is asked, and as what.

    `offered` has the choices of the fields by their names; of `partner` and `name` only for who is asked.
    """

    audience = Radios(
        _l("For whom is it?"),
        [Required(_l("Choose for whom the workbook is"))],
        default="public",
        choices=AUDIENCES,
    )
    partner = ChoiceField(_l("For which partner?"), [partner_where_asked], blank=_l("None"))
    file_format = Radios(
        _l("As what?"), [Required(_l("Choose the kind of file"))], default="xlsx", choices=FILE_FORMATS
    )
    name = Line(
        _l("Name of the view"),
        [name_where_saved],
        limit=NAME_LIMIT,
        description=_l("To ask for the same again by this name, here and on the command line."),
    )
    submission = OneTimeKey()
    is_saving = False

    def __init__(self, *args: Any, offered: Mapping[str, Sequence[SelectChoice]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in offered.items():
            self[name].choices = choices
        if "partner" not in offered:
            del self.partner, self.name


class ForgetForm(BaseForm):
    """The view that is not needed any more."""

    name = Hidden()


class LaterForm(BaseForm):
    """That a large comparison is to be made; `since` is the earlier file."""

    since = Hidden()
    submission = OneTimeKey()
