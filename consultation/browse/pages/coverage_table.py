"""The coverage table: shaded cells in one scale, every number a link to the proposals it counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from consultation.browse.coverage import BROUGHT_IN, NOT_STATED, Coverage, Gap
from consultation.proposals.models import Origin
from consultation.proposals.search import filters
from consultation.proposals.search.filters import Named
from indicators.framework import Framework, Objective, Theme
from indicators.localized import Localized
from indicators.schemes import ALL_OBJECTIVES, OBJECTIVE, PARAGRAPH, PRINCIPLE, STAKEHOLDER_GROUP, THEME

PARTICIPANTS: Final = "participants"
_TOTALS: Final = (PARTICIPANTS, BROUGHT_IN)
_PAGES: Final = {
    OBJECTIVE: ("framework.objective", "number"),
    PRINCIPLE: ("framework.principle", "letter"),
    PARAGRAPH: ("framework.paragraph", "number"),
    THEME: ("framework.theme", "code"),
}


@dataclass(frozen=True)
class CoverageCell:
    """A cell: its number, its link, words under it, and the number by which it is shaded, of all that name it."""

    number: int
    url: str | None
    note: Markup | None
    weight: int


@dataclass(frozen=True)
class CoverageRow:
    """A row of the table."""

    label: Localized | Markup
    url: str | None
    cells: Sequence[CoverageCell]


@dataclass(frozen=True)
class CoverageTable:
    """What the table's component takes."""

    columns: Sequence[str | Localized]
    rows: Sequence[CoverageRow]


@dataclass(frozen=True)
class Shades:
    """The scale of every table on a page: numbers up to `few` are light, up to `some` darker, all above darkest."""

    few: int
    some: int

    def of(self, weight: int) -> int:
        """Return the shade of a number: 0 for nothing, 3 for the most."""
        return (weight > 0) + (weight > self.few) + (weight > self.some)


def shades_of(tables: Iterable[CoverageTable]) -> Shades:
    """Return a scale for all these tables: each step begins at as many times the one before."""
    top = max((cell.weight for table in tables for row in table.rows for cell in row.cells), default=0)
    few = max(1, round(top ** (1 / 3)))
    return Shades(few, max(few + 1, round(top ** (2 / 3))))


@dataclass(frozen=True)
class Missing:
    """A gap and the entries that have it: address and name."""

    gap: Gap
    entries: Sequence[tuple[str, Localized | Markup]]


def coverage_table(slug: str, scheme: str, coverage: Coverage, framework: Framework, language: str) -> CoverageTable:
    """Lay out the coverage of a scheme: participants and what was brought in first, then a column a group."""
    groups = [*framework.groups.by_code, NOT_STATED]
    codes = [entry.code for entry in framework.entries(scheme)]
    cells = _Cells(url_for("proposals.index", slug=slug), scheme, coverage)
    rows = [
        CoverageRow(_label(framework, scheme, code, language), _url_of_row(scheme, code), cells.of(code, groups))
        for code in (*codes, *([ALL_OBJECTIVES] if scheme == OBJECTIVE else []))
    ]
    names = [entry.label(language) for entry in framework.entries(STAKEHOLDER_GROUP)]
    return CoverageTable([_("All participants"), _("Brought in"), *names, _("Not stated")], rows)


def missing_in(scheme: str, coverage: Coverage, framework: Framework, language: str) -> list[Missing]:
    """Return the gaps of a scheme, the widest first, each with the entries that have it."""
    codes = [entry.code for entry in framework.entries(scheme)]
    gaps = {code: coverage.gap(code, can_be_primary=scheme == OBJECTIVE) for code in codes}
    found = {gap: [code for code in codes if gaps[code] is gap] for gap in Gap}
    return [
        Missing(gap, [(entry_url(scheme, code), _label(framework, scheme, code, language)) for code in having])
        for gap, having in found.items()
        if having
    ]


@dataclass
class _Cells:
    """Makes the cells of a table; `address` is of the list of proposals. What its links share is written once."""

    address: str
    scheme: str
    coverage: Coverage

    def of(self, code: str, groups: Sequence[str]) -> list[CoverageCell]:
        """Return the cells of a row."""
        addresses = {
            named: f"{self.address}?{urlencode(_query_of(self.scheme, code, named))}"
            for named in _ways(self.scheme, code)
        }
        return [self._cell(code, column, addresses) for column in (*_TOTALS, *groups)]

    def _cell(self, code: str, column: str, addresses: Mapping[Named, str]) -> CoverageCell:
        first, *others = addresses
        numbers = {named: _number(self.coverage, code, named, column) for named in addresses}
        asked = _query_of_column(column)
        besides = [self._besides(named, numbers[named], addresses[named] + asked) for named in others if numbers[named]]
        return CoverageCell(
            number=numbers[first],
            url=addresses[first] + asked if numbers[first] else None,
            note=Markup(" ").join(besides) or None,
            weight=sum(numbers.values()),
        )

    def _besides(self, named: Named, number: int, address: str) -> Markup:
        sign, meaning = self._signs[named]
        link = '<a href="%s">%s%d<span class="away"> %s</span></a>'  # put together here: there are some hundred
        return Markup(link % (escape(address), sign, number, meaning))  # noqa: S704

    @cached_property
    def _signs(self) -> dict[Named, tuple[str, Markup]]:
        """The signs, and what they are read out as."""
        return {Named.NOT_STATED: ("?", escape(_("primary not stated"))), Named.ALSO: ("+", escape(_("also")))}


def list_url(slug: str, scheme: str, code: str, named: Named, **asked: str) -> str:
    """Return the address of the list of what names a code of a scheme in one way."""
    query: dict[str, Any] = _query_of(scheme, code, named, **asked)
    return url_for("proposals.index", slug=slug, **query)


def _query_of(scheme: str, code: str, named: Named, **asked: str) -> dict[str, str]:
    how = {"named": named.value} if scheme == OBJECTIVE and code != ALL_OBJECTIVES else {}
    return {scheme: code, **how, **asked}


def entry_url(scheme: str, code: str) -> str:
    """Return the address of the page of an objective, principle, paragraph or theme."""
    endpoint, name = _PAGES[scheme]
    place: dict[str, Any] = {name: code}
    return url_for(endpoint, **place)


def _url_of_row(scheme: str, code: str) -> str | None:
    return None if code == ALL_OBJECTIVES else entry_url(scheme, code)


def _ways(scheme: str, code: str) -> tuple[Named, ...]:
    if code == ALL_OBJECTIVES:
        return (Named.ALL,)
    return (Named.PRIMARY, Named.NOT_STATED, Named.ALSO) if scheme == OBJECTIVE else (Named.ALSO,)


def _asked_of(column: str) -> dict[str, str]:
    """The filter that a column stands for."""
    if column == BROUGHT_IN:
        return {"origin": Origin.BROUGHT_IN.value}
    if column == PARTICIPANTS:
        return {"origin": Origin.PARTICIPANT.value}
    if column == NOT_STATED:
        return {"group": filters.NOT_STATED, "origin": Origin.PARTICIPANT.value}
    return {"group": column}


@cache
def _query_of_column(column: str) -> str:
    return f"&{urlencode(_asked_of(column))}"


def _number(coverage: Coverage, code: str, named: Named, column: str) -> int:
    if column == PARTICIPANTS:
        return coverage.of_participants(code, named)
    return coverage.number(code, named, column)


def _label(framework: Framework, scheme: str, code: str, language: str) -> Localized | Markup:
    entry = None if code == ALL_OBJECTIVES else framework.entries(scheme).by_code[code]
    if isinstance(entry, Objective):
        return Markup("%s · %s") % (entry.number, entry.short_label(language))
    if isinstance(entry, Theme):
        return Markup("%s · %s") % (entry.number, entry.label(language))
    return framework.label_of(scheme, code, language)
