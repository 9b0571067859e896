"""Queries of what is published by the part of the framework it names, and by the organisation it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, select, union_all
from sqlalchemy.orm import Session, contains_eager

from consultation.discussion.models import Comment, is_shown
from consultation.people.models import Attributed, Status
from consultation.process.models import Consultation
from consultation.proposals.models import Alignment, Origin, Proposal, PublicCount, Revision
from consultation.proposals.queries import among_several_without_primary
from consultation.proposals.search.filters import Named
from consultation.proposals.search.public_counts import sums_of
from consultation.web.paging import Page, write_cursor
from indicators.folding import fold
from indicators.schemes import ALL_OBJECTIVES, OBJECTIVE

_BY_DISTANCE: Final = (Named.PRIMARY, Named.NOT_STATED, Named.ALSO, Named.ALL)
"""How an objective can be named, the closest way first; whatever has no primary one, such as a theme, is named ALSO."""


MANY: Final = 500  # proposals that name one code
ORGANISATIONS: Final = 50  # a page
SAID: Final = 25  # proposals, and comments, a page


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


@dataclass(frozen=True)
class Organisation:
    """An organisation as it is written: how much shows it, and how much of that the secretariat has confirmed."""

    name: str
    proposals: int
    comments: int
    confirmed: int

    @property
    def self_declared(self) -> int:
        return self.proposals + self.comments - self.confirmed


class Naming(NamedTuple):
    """A proposal, how it names what was asked for, and how many of its consultation do so in the same way."""

    named: Named
    total: int
    proposal: ListedProposal


def public_coverage(session: Session, consultation_id: int, scheme: str) -> list[CoverageCount]:
    """Return what `coverage` does for all that is published in a consultation, as it was counted when it changed."""
    keys = (PublicCount.code, PublicCount.named, PublicCount.origin, PublicCount.stakeholder_group)
    asked = and_(PublicCount.scheme == scheme, PublicCount.consultation_id == consultation_id)
    return [
        CoverageCount(code, Named(named), Origin(origin), group, number)
        for code, named, origin, group, number in sums_of(session, *keys, of=asked)
    ]


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
    found = (
        select(*LISTED)
        .join(Revision, Revision.id == Proposal.current_revision_id)
        .where(Proposal.status == Status.PUBLISHED, _names(session, scheme, code))
        .order_by(Proposal.published_number.desc())
        .limit(most + 1)
    )
    if before is not None:
        found = found.where(Proposal.published_number < before)
    listed: list[Any] = list(session.execute(found))
    rows = [ListedProposal(*row) for row in listed]
    older = write_cursor(rows[most - 1].published_number) if len(rows) > most else None
    return Page(rows[:most], older, is_first=before is None)


def _names(session: Session, scheme: str, code: str) -> ColumnElement[bool]:
    """What selects the proposals that name a code. Where many do, each of the newest is looked at until there are
    enough; where few do, those are looked up."""
    of_code = (Alignment.scheme == scheme, Alignment.code == code)
    counted = select(func.sum(PublicCount.number)).where(PublicCount.scheme == scheme, PublicCount.code == code)
    if (session.scalar(counted) or 0) > MANY:
        return exists().where(Alignment.revision_id == Proposal.current_revision_id, *of_code)
    return Proposal.current_revision_id.in_(select(Alignment.revision_id).where(*of_code))


def numbers_naming(session: Session, schemes: Sequence[str]) -> dict[tuple[str, str], int]:
    """Return how many published proposals name each scheme and code, where any does."""
    counted = sums_of(session, PublicCount.scheme, PublicCount.code, of=PublicCount.scheme.in_(schemes))
    return {(scheme, code): number for scheme, code, number in counted}


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


# ---- by organisation ----


def organisations_of(session: Session, consultation: Consultation, *, after: str) -> tuple[Sequence[Organisation], str]:
    """Return a page of the organisations that what is published shows, by their names, and where the next one begins.

    The page begins after a name; "" is the beginning, and that there is no further page. One name written in two ways
    is two. They are put in order here, as in the sheet: databases do that each in its own way.
    """
    shown = union_all(
        _counted(Proposal, _proposals(consultation), proposals=1, comments=0),
        _counted(Comment, _comments(consultation), proposals=0, comments=1),
    ).subquery()
    counts = (func.sum(shown.c[name]).label(name) for name in ("proposals", "comments", "confirmed"))
    found = session.execute(select(shown.c.organisation, *counts).group_by(shown.c.organisation))
    begin = by_name(after)
    later = ((place, row) for row in found if (place := by_name(row[0])) > begin)
    in_order = nsmallest(ORGANISATIONS + 1, later)
    rows = [Organisation(name, *map(int, numbers)) for _place, (name, *numbers) in in_order]
    return rows[:ORGANISATIONS], rows[ORGANISATIONS - 1].name if len(rows) > ORGANISATIONS else ""


def by_name(organisation: str) -> tuple[str, str]:
    """Return the place of an organisation in order: without regard to case and accents, then as it is written."""
    return fold(organisation), organisation


def proposals_of_organisation(
    session: Session, consultation: Consultation, name: str, *, before: int | None
) -> Page[ListedProposal]:
    """Return a page of the published proposals that show this organisation, the newest first."""
    found = select(*LISTED).join(Revision, Revision.id == Proposal.current_revision_id)
    shown = found.where(*_proposals(consultation), Proposal.organisation == name)
    if before is not None:
        shown = shown.where(Proposal.published_number < before)
    listed: list[Any] = list(session.execute(shown.order_by(Proposal.published_number.desc()).limit(SAID + 1)))
    rows = [ListedProposal(*row) for row in listed]
    older = write_cursor(rows[SAID - 1].published_number) if len(rows) > SAID else None
    return Page(rows[:SAID], older, is_first=before is None)


def comments_of_organisation(
    session: Session, consultation: Consultation, name: str, *, before: int | None
) -> Page[Comment]:
    """Return a page of the published comments that show this organisation, the newest first, with their proposals."""
    found = select(Comment).join(Proposal, Proposal.id == Comment.proposal_id)
    whole = found.options(contains_eager(Comment.proposal).joinedload(Proposal.current_revision))
    shown = whole.where(*_comments(consultation), Comment.organisation == name)
    if before is not None:
        shown = shown.where(Comment.published_number < before)
    rows = session.scalars(shown.order_by(Comment.published_number.desc()).limit(SAID + 1)).all()
    older = write_cursor(rows[SAID - 1].published_number or 0) if len(rows) > SAID else None
    return Page(rows[:SAID], older, is_first=before is None)


def _counted(
    kind: type[Attributed], which: Sequence[ColumnElement[bool]], *, proposals: int, comments: int
) -> Select[*tuple[Any, ...]]:
    found: Select[*tuple[Any, ...]] = select(
        kind.organisation.label("organisation"),
        (func.count() * proposals).label("proposals"),
        (func.count() * comments).label("comments"),
        func.count(kind.confirmed_at).label("confirmed"),
    )
    if kind is Comment:
        found = found.join(Proposal, Proposal.id == Comment.proposal_id)
    return found.where(*which, kind.organisation != "").group_by(kind.organisation)


def _proposals(consultation: Consultation) -> Sequence[ColumnElement[bool]]:
    return Proposal.consultation_id == consultation.id, Proposal.status == Status.PUBLISHED


def _comments(consultation: Consultation) -> Sequence[ColumnElement[bool]]:
    return *_proposals(consultation), Comment.status == Status.PUBLISHED, is_shown()
