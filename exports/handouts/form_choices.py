"""The workbook form: its choices, its first values, and the order that a filled form makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consultation.lists import ListName
from consultation.partners.queries import partners_of
from consultation.people.forms import LANGUAGE_CHOICES
from consultation.process.models import Consultation
from consultation.web.fields import SelectChoice
from exports.files.writer.formats import FileFormat
from exports.handouts.forms import WorkbookForm
from exports.handouts.order import Order
from exports.report.registry import sheet_of, sheets_of
from exports.report.scope.audiences import Audience
from exports.report.sheet import IDS
from exports.report.sheets.comments import comment_columns
from exports.report.sheets.proposals import proposal_columns
from exports.report.wording.words import Labels
from indicators.fields import SCHEMAS, Kind
from indicators.framework import Framework
from indicators.schemes import OBJECTIVE

Offered = Mapping[str, Sequence[SelectChoice]]


def choices_offered(
    session: Session, consultation: Consultation, framework: Framework, language: str, *, is_officer: bool
) -> Offered:
    """Return the choices by the names of the fields; those of the secretariat only for an officer."""
    audience = Audience.SECRETARIAT if is_officer else Audience.PUBLIC
    found = choices_of_kind(consultation.kind, audience, framework, language)
    if is_officer:
        partners = partners_of(session, consultation.id)
        found["partner"] = [SelectChoice(partner.name, partner.name, {"dir": "auto"}) for partner in partners]
    return found


def choices_of_kind(
    kind: Kind, audience: Audience, framework: Framework, language: str
) -> dict[str, Sequence[SelectChoice]]:
    """Return the choices that are the same for every consultation of a kind."""
    return {
        "objectives": [
            SelectChoice(entry.code, entry.label(language).after(f"{entry.code} ·"))
            for entry in framework.entries(OBJECTIVE)
        ],
        "language": LANGUAGE_CHOICES,
        "sheets": [SelectChoice(sheet.name, _(sheet.name)) for sheet in sheets_of(kind)],
        "columns": _columns(kind, audience, framework),
    }


def _columns(kind: Kind, audience: Audience, framework: Framework) -> list[SelectChoice]:
    schema, labels = SCHEMAS[kind], Labels(framework)
    of_sheets = {
        ListName.PROPOSALS: (_("Proposals"), proposal_columns(schema, labels)),
        ListName.COMMENTS: (_("Comments"), comment_columns(schema, labels)),
    }
    return [
        SelectChoice(f"{of.value}.{column.name}", _(column.heading), optgroup=name)
        for of, (name, columns) in of_sheets.items()
        for column in sheet_of(kind, of).shown_to(audience, columns)
        if column.name not in IDS
    ]


def selectable_values(kind: Kind, framework: Framework) -> dict[str, list[str]]:
    """Return every value that can be selected in a consultation of a kind: objectives, sheets and columns."""
    return {
        "objectives": [entry.code for entry in framework.entries(OBJECTIVE)],
        "sheets": [sheet.name for sheet in sheets_of(kind)],
        "columns": [choice.value for choice in _columns(kind, Audience.SECRETARIAT, framework)],
    }


def form_data(order: Order, name: str = "") -> dict[str, Any]:
    """Return the values of the form that stand for an order."""
    selection = order.selection
    return {
        "audience": order.audience.value,
        "partner": order.partner,
        "file_format": order.file_format.value,
        "language": order.filters.language,
        "name": name,
    } | {part: getattr(selection, part) for part in ("objectives", "since", "until", "sheets", "columns")}


def order_from_form(form: WorkbookForm, first: Order) -> Order:
    """Return the order that a filled form makes of the `first` one, which came from the address or a view."""
    audience = Audience(form.audience.data)
    return Order(
        first.slug,
        audience,
        replace(first.filters, language=form.language.data or ""),
        form.partner.data if audience is Audience.PARTNERS and "partner" in form else "",
        FileFormat(form.file_format.data),
        form.selection(),
        first.language,
    )
