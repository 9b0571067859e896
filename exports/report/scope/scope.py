"""Scope: the consultation, audience and filter of a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from sqlalchemy import Select, exists

from consultation.partners.models import Share
from consultation.people.models import Status
from consultation.process.models import Consultation
from consultation.proposals.models import Alignment, Proposal
from consultation.proposals.queries import visible_proposals
from consultation.proposals.search.filters import Filters, Sort
from exports.report.scope.audiences import Audience
from exports.report.scope.selection import EVERYTHING, Selection
from indicators.fields import SCHEMAS, Kind, Schema
from indicators.framework import Framework
from indicators.localized import Localized
from indicators.schemes import ALL_OBJECTIVES, OBJECTIVE

STATUSES: Final[Mapping[Audience, tuple[Status, ...]]] = {
    Audience.PUBLIC: (Status.PUBLISHED,),
    Audience.PARTNERS: (Status.PUBLISHED,),
    Audience.SECRETARIAT: (Status.HELD, Status.PUBLISHED, Status.REFUSED, Status.HIDDEN, Status.WITHDRAWN),
}
"""What each audience is handed; a draft is for its author alone, what is held for the secretariat."""


WORDINGS: Final[Mapping[Audience, tuple[Status, ...]]] = {
    Audience.PUBLIC: (Status.PUBLISHED,),
    Audience.PARTNERS: (Status.PUBLISHED,),
    Audience.SECRETARIAT: (Status.PUBLISHED, Status.HELD, Status.REFUSED, Status.HIDDEN),
}
"""The wordings of a proposal that each audience reads, as on the page of its history."""


@dataclass(frozen=True)
class Scope:
    """A consultation, an audience and a filter: everything a query of this package needs to know.

    `partner` is the name of the one it is for, and `shares` what is shared with it; the secretariat's has what is
    shared with any partner. `selection` narrows what the filter finds; its days are those of `zone`, the
    consultation's.
    """

    consultation_id: int
    kind: Kind
    audience: Audience
    filters: Filters
    partner: str = ""
    shares: frozenset[str] = frozenset()
    zone: str = "UTC"
    selection: Selection = EVERYTHING

    @classmethod
    def of(
        cls, consultation: Consultation, audience: Audience, filters: Filters, selection: Selection = EVERYTHING
    ) -> Self:
        """Return what a filter and a selection find in a consultation, for nobody in particular of an audience."""
        return cls(consultation.id, consultation.kind, audience, filters, zone=consultation.zone, selection=selection)

    @property
    def statuses(self) -> tuple[Status, ...]:
        return STATUSES[self.audience]

    @property
    def wordings(self) -> tuple[Status, ...]:
        return WORDINGS[self.audience]

    @property
    def reads_all_summaries(self) -> bool:
        """Whether it holds the summaries that are not for everybody."""
        return self.audience is Audience.SECRETARIAT or self.shares_summaries

    @property
    def shares_summaries(self) -> bool:
        """Whether a partner reads the summaries that are not for everybody: the one it is for, or any."""
        return Share.SUMMARIES in self.shares

    @property
    def schema(self) -> Schema:
        return SCHEMAS[self.kind]

    def proposals(self) -> Select[int]:
        """Select the ids of the proposals in it."""
        return self._selected(self.statuses)

    def published(self) -> Select[int]:
        """Select the ids of those that everybody can see."""
        return self._selected(STATUSES[Audience.PUBLIC])

    def _selected(self, statuses: Sequence[Status]) -> Select[int]:
        found = visible_proposals(self.consultation_id, self.filters, statuses=statuses)
        selection = self.selection
        if selection.objectives:
            named = (Alignment.scheme == OBJECTIVE, Alignment.code.in_((*selection.objectives, ALL_OBJECTIVES)))
            found = found.where(
                exists().where(Alignment.revision_id == Proposal.current_revision_id, *named).correlate(Proposal)
            )
        begins, ends = selection.begins(self.zone), selection.ends(self.zone)
        if begins is not None:
            found = found.where(Proposal.submitted_at >= begins)
        if ends is not None:
            found = found.where(Proposal.submitted_at < ends)
        return found

    def describe(self, framework: Framework, language: str) -> list[tuple[str, str | Localized]]:
        """Return what is asked for in words: marked labels, and values that are marked, quoted or names."""
        return [*self.filters.describe(framework, language), *self.selection.describe(framework, language)]

    def as_args(self) -> dict[str, str]:
        """Return the filter and selection as plain texts."""
        return self.filters.as_args() | self.selection.as_args()


def filters_of(args: Mapping[str, str], framework: Framework) -> Filters:
    """Read a filter as the list of proposals does; the order of that list is nothing to a workbook."""
    return replace(Filters.from_args(args, framework), sort=Sort.NEWEST.value)
