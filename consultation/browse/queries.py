"""Queries of the published proposals by the part of the framework they name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, case, func, select
from sqlalchemy.orm import Session

from consultation.people.models import Status
from consultation.proposals.models import Alignment, Origin, Proposal, Revision
from consultation.proposals.queries import among_several_without_primary
from consultation.proposals.search.filters import Named
from consultation.web.paging import Page, write_cursor
from indicators.schemes import ALL_OBJECTIVES, OBJECTIVE

_BY_DISTANCE: Final = (Named.PRIMARY, Named.NOT_STATED, Named.ALSO, Named.ALL)
"""How an objective can be named, the closest way first; whatever has no primary one, such as a theme, is named ALSO."""


@dataclass(frozen=True)
class CoverageCount:
    """How many proposals of a stakeholder group ("" is not stated) name a code in one way."""

    code: str
    named: Named
    origin: Origin
    stakeholder_group: str
    proposals: int


@dataclass(frozen=True)
class ListedProposal:
    """A proposal as a page of the framework lists it."""

    published_number: int
    consultation_id: int
    reference: str
    title: str
    language: str
    origin: Origin
    proposer: str
    stakeholder_group: str
    region: str
    organisation: str
    name: str
    confirmed_at: datetime | None
    published_at: datetime
    comment_count: int
    support_count: int
    changes_count: int
    concern_count: int

    source = ""  # documents and addresses are too long for a list; the proposal's own page has them

    @property
    def is_brought_in(self) -> bool:
        return self.origin is Origin.BROUGHT_IN


class Naming(NamedTuple):
    """A proposal, how it names what was asked for, and how many of its consultation do so in the same way."""

    named: Named
    total: int
    proposal: ListedProposal


def published_proposals(consultation_id: int) -> Select[int]:
    """Select the ids of what is published in a consultation."""
    return select(Proposal.id).where(Proposal.consultation_id == consultation_id, Proposal.status == Status.PUBLISHED)


def coverage(session: Session, proposals: Select[int], scheme: str) -> list[CoverageCount]:
    """Count the proposals selected by id that name each code of a scheme, in one statement.

    A proposal counts once for each code it names; one that names all objectives counts under the code "all".
    """
    counted = proposals.subquery()  # joined: as a list SQLite would go through it anew for every alignment
    naming = (
        select(Alignment.code, _distance().label("distance"), Proposal.origin, Proposal.stakeholder_group)
        .select_from(counted)
        .join(Proposal, Proposal.id == counted.c.id)
        .join(Alignment, Alignment.revision_id == Proposal.current_revision_id)
        .where(Alignment.scheme == scheme)
        .subquery()
    )
    keys: list[ColumnElement[Any]] = list(naming.c)
    rows = session.execute(select(*keys, func.count().label("proposals")).group_by(*keys).order_by(*keys))
    return [
        CoverageCount(row.code, _BY_DISTANCE[row.distance], row.origin, row.stakeholder_group, row.proposals)
        for row in rows
    ]


def newest_naming(session: Session, scheme: str, code: str, *, most: int) -> list[Naming]:
    """Return the newest published proposals that name a code: at most so many of each consultation and way of naming.

    One that names an objective in two ways is listed once, under the closer one.
    """
    listed = _listed(_naming(scheme, code))
    rows = session.execute(
        select(*(column for column in listed.c if column.name != "place"))
        .where(listed.c.place <= most)
        .order_by(listed.c.consultation_id, listed.c.distance, listed.c.place)
    )
    return [Naming(_BY_DISTANCE[distance], total, ListedProposal(*rest)) for distance, total, *rest in rows]


def proposals_naming(
    session: Session, scheme: str, code: str, *, before: int | None, most: int
) -> Page[ListedProposal]:
    """Return a page of the published proposals that name a code, the newest first; `before` is a cursor's number."""
    naming = select(Alignment.revision_id).where(Alignment.scheme == scheme, Alignment.code == code)
    found = (
        select(*LISTED)
        .join(Revision, Revision.id == Proposal.current_revision_id)
        .where(Proposal.status == Status.PUBLISHED, Proposal.current_revision_id.in_(naming))
        .order_by(Proposal.published_number.desc())
        .limit(most + 1)
    )
    if before is not None:
        found = found.where(Proposal.published_number < before)
    listed: list[Any] = list(session.execute(found))
    rows = [ListedProposal(*row) for row in listed]
    older = write_cursor(rows[most - 1].published_number) if len(rows) > most else None
    return Page(rows[:most], older, is_first=before is None)


def numbers_naming(session: Session, schemes: Sequence[str]) -> dict[tuple[str, str], int]:
    """Return how many published proposals name each scheme and code, where any does."""
    rows = session.execute(
        select(Alignment.scheme, Alignment.code, func.count())
        .join(Proposal, Proposal.current_revision_id == Alignment.revision_id)
        .where(Alignment.scheme.in_(schemes), Proposal.status == Status.PUBLISHED)
        .group_by(Alignment.scheme, Alignment.code)
    )
    return {(scheme, code): number for scheme, code, number in rows}


def _distance() -> ColumnElement[int]:
    """The place in _BY_DISTANCE of how an alignment names its code."""
    in_order = {
        Named.PRIMARY: Alignment.is_primary,
        Named.ALL: Alignment.code == ALL_OBJECTIVES,
        Named.NOT_STATED: among_several_without_primary(),
    }
    ways = ((condition, _BY_DISTANCE.index(named)) for named, condition in in_order.items())
    return case(*ways, else_=_BY_DISTANCE.index(Named.ALSO))


def _naming(scheme: str, code: str) -> Subquery:
    """The revisions that name the code, each with its distance: the place in _BY_DISTANCE of its closest way."""
    codes = [code, ALL_OBJECTIVES] if scheme == OBJECTIVE else [code]
    return (
        select(Alignment.revision_id, func.min(_distance()).label("distance"))
        .where(Alignment.scheme == scheme, Alignment.code.in_(codes))
        .group_by(Alignment.revision_id)
        .subquery()
    )


def _listed(naming: Subquery) -> Subquery:
    """The published among them, numbered from the newest within their consultation and way of naming."""
    alike = (Proposal.consultation_id, naming.c.distance)
    return (
        select(
            naming.c.distance,
            func.count().over(partition_by=alike).label("total"),
            *LISTED,
            func.row_number().over(partition_by=alike, order_by=Proposal.published_number.desc()).label("place"),
        )
        .join(naming, naming.c.revision_id == Proposal.current_revision_id)
        .join(Revision, Revision.id == Proposal.current_revision_id)
        .where(Proposal.status == Status.PUBLISHED)
        .subquery()
    )


LISTED = (
    Proposal.published_number,
    Proposal.consultation_id,
    Proposal.reference,
    Revision.title,
    Revision.language,
    Proposal.origin,
    Proposal.proposer,
    Proposal.stakeholder_group,
    Proposal.region,
    Proposal.organisation,
    Proposal.name,
    Proposal.confirmed_at,
    Proposal.published_at,
    Proposal.comment_count,
    Proposal.support_count,
    Proposal.changes_count,
    Proposal.concern_count,
)  # as ListedProposal has them
