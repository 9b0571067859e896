"""What somebody asks for: one file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from consultation.partners.queries import get_partner, partners_of
from consultation.process.models import Consultation
from consultation.proposals.search.filters import Filters
from exports.files.writer.formats import FileFormat
from exports.report.scope.audiences import Audience
from exports.report.scope.scope import Scope, filters_of
from exports.report.scope.selection import EVERYTHING, Selection
from indicators.framework import Framework


@dataclass(frozen=True)
class Order:
    """A file of a consultation: for whom, which part of it, and as what.

    `partner` is the name of the one it is for, "" where it is for nobody in particular; `language` is that of headings
    and words, not of what people wrote.
    """

    slug: str
    audience: Audience = Audience.PUBLIC
    filters: Filters = field(default_factory=Filters)
    partner: str = ""
    file_format: FileFormat = FileFormat.WORKBOOK
    selection: Selection = EVERYTHING
    language: str = "en"

    def as_json(self) -> dict[str, Any]:
        """Return it in plain values, to be stored."""
        return {
            "slug": self.slug,
            "audience": self.audience.value,
            "filter": self.filters.as_args(),
            "partner": self.partner,
            "format": self.file_format.value,
            "selection": self.selection.as_args(),
            "language": self.language,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], framework: Framework) -> Order:
        """Read what was stored."""
        return cls(
            slug=stored["slug"],
            audience=Audience(stored["audience"]),
            filters=filters_of(stored["filter"], framework),
            partner=stored["partner"],
            file_format=FileFormat(stored["format"]),
            selection=Selection.from_args(stored["selection"]),
            language=stored["language"],
        )


def scope_of(session: Session, consultation: Consultation, order: Order) -> Scope:
    """Return the scope of an order; NotFound for a partner that the consultation does not have."""
    scope = Scope.of(consultation, order.audience, order.filters, order.selection)
    if order.audience is Audience.PUBLIC:
        return scope
    if order.audience is Audience.SECRETARIAT:
        partners = partners_of(session, consultation.id)
        return replace(scope, shares=frozenset(share for partner in partners for share in partner.shares))
    partner = get_partner(session, consultation.id, order.partner)
    return replace(scope, partner=partner.name, shares=frozenset(partner.shares))
