"""The list of a consultation's proposals, page by page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_
from sqlalchemy.orm import Session

from consultation.database import LargeInteger
from consultation.people.models import Status
from consultation.process.models import Consultation
from consultation.proposals.models import Alignment, Origin, Positions, Proposal, Revision
from consultation.proposals.queries import HAS_NO_POSITIONS, visible_proposals
from consultation.proposals.search.filters import Filters, Sort
from consultation.proposals.search.full_text import SearchQuery, best_numbers, count_found, found_numbers, is_found
from consultation.web.paging import Page, read_cursor, write_cursor
from indicators.codes import Code
from indicators.schemes import OBJECTIVE, THEME

A_PAGE: Final = 25
MOST_COUNTED: Final = 1_000
"""Beyond this a list says "more than": an exact number would take ten times as long as the page."""

LISTED_SCHEMES: Final = (OBJECTIVE, THEME)


@dataclass(frozen=True)
class ProposalRow:
    """What a list says of a proposal and of its current revision, under the names they have there."""

    id: int
    reference: str
    published_number: int | None
    sent_number: int | None
    published_at: datetime | None
    submitted_at: datetime
    origin: Origin
    proposer: str
    source: str
    stakeholder_group: str
    region: str
    organisation: str
    name: str
    confirmed_at: datetime | None
    comment_count: int
    support_count: int
    changes_count: int
    concern_count: int
    contested_count: int
    title: str
    language: str
    action: str
    existing_indicator: str
    codes: Sequence[Code]
    primary: str | None

    @property
    def is_brought_in(self) -> bool:
        return self.origin is Origin.BROUGHT_IN

    @property
    def positions(self) -> Positions:
        return Positions(self.support_count, self.changes_count, self.concern_count)


def proposals_with_counts(
    session: Session, consultation: Consultation, filters: Filters, *, status: Status, cursor: str | None
) -> Page[ProposalRow]:
    """Return a page of the proposals of one status that the filters ask for, in the order they ask for.

    At most three statements, however long the list and whatever is asked for. A cursor that is none is the beginning.
    """
    before = read_cursor(cursor)
    if status is Status.PUBLISHED and filters.sort == Sort.FIT and filters.q:
        return _best_page(session, consultation, filters, start=_first(before) or 0)
    found = session.execute(_page_of(session, consultation, filters, status, before)).all()
    shown = _with_codes(session, found[:A_PAGE])
    older = write_cursor(*_place(shown[-1], filters, status)) if len(found) > A_PAGE else None
    return Page(shown, older, is_first=before is None)


def count_proposals(session: Session, consultation: Consultation, filters: Filters, *, status: Status) -> int:
    """Return how many the filters ask for; one more than `MOST_COUNTED` stands for any number above it."""
    if status is Status.PUBLISHED and not filters.is_any and not filters.positions:
        return count_found(session, _query(consultation, filters), most=MOST_COUNTED + 1)
    found = visible_proposals(consultation.id, filters, statuses=[status]).limit(MOST_COUNTED + 1)
    return session.scalars(select(func.count()).select_from(found.subquery())).one()


def _best_page(session: Session, consultation: Consultation, filters: Filters, *, start: int) -> Page[ProposalRow]:
    """A page of what fits best, from a place on; the cursor is the place, since a rank says nothing by itself."""
    numbers = best_numbers(session, _query(consultation, filters))
    if filters.positions:
        wanted = select(Proposal.published_number).where(Proposal.published_number.in_(numbers), HAS_NO_POSITIONS)
        without = set(session.scalars(wanted))
        numbers = [number for number in numbers if number in without]
    place = {number: place for place, number in enumerate(numbers[start : start + A_PAGE])}
    found = session.execute(_listed().where(Proposal.published_number.in_(place))).all()
    shown = sorted(_with_codes(session, found), key=lambda row: place[row.published_number or 0])
    older = write_cursor(start + A_PAGE) if len(numbers) > start + A_PAGE else None
    return Page(shown, older, is_first=start == 0)


def _page_of(
    session: Session, consultation: Consultation, filters: Filters, status: Status, before: tuple[int, ...] | None
) -> Select[Any]:
    if status is Status.PUBLISHED and _is_in_the_index(filters) and filters.sort in (Sort.NEWEST, Sort.FIT):
        # The index gives the newest first and stops: whatever else is found is never looked at.
        numbers = found_numbers(session, _query(consultation, filters), before=_first(before), most=A_PAGE + 1)
        return _listed().where(Proposal.published_number.in_(numbers)).order_by(Proposal.published_number.desc())
    place = _places(filters, status)
    found = _listed().where(*_conditions(consultation, filters, status))
    if before is not None and len(before) == len(place):
        found = found.where(tuple_(*place) < tuple_(*(literal(number, LargeInteger) for number in before)))
    return found.order_by(*(column.desc() for column in place)).limit(A_PAGE + 1)


def _is_in_the_index(filters: Filters) -> bool:
    """Whether the index alone knows what is asked for: positions come and go without it."""
    return not filters.is_any and not filters.positions


def _first(before: tuple[int, ...] | None) -> int | None:
    return before[0] if before else None


def _conditions(consultation: Consultation, filters: Filters, status: Status) -> list[ColumnElement[bool]]:
    if status is not Status.PUBLISHED:
        return [Proposal.id.in_(visible_proposals(consultation.id, filters, statuses=[status]))]
    everything = [Proposal.consultation_id == consultation.id, Proposal.status == status]
    if filters.positions:
        everything.append(HAS_NO_POSITIONS)
    if replace(filters, positions="").is_any:
        return everything
    return [*everything, is_found(Proposal.published_number, _query(consultation, filters))]


def _query(consultation: Consultation, filters: Filters) -> SearchQuery:
    return SearchQuery(filters.q, within=consultation.id, facets=filters.facets(), organisation=filters.organisation)


def _places(filters: Filters, status: Status) -> list[Any]:
    """The columns a list is ordered by; what was never public has its place among what was sent."""
    number = Proposal.published_number if status is Status.PUBLISHED else Proposal.sent_number
    return [*_BEFORE_THE_NUMBER.get(Sort(filters.sort), ()), number]


def _place(row: ProposalRow, filters: Filters, status: Status) -> list[int]:
    return [getattr(row, column.key) for column in _places(filters, status)]


def _listed() -> Select[Any]:
    return select(*_LISTED).join(_SAID, _SAID.c.id == Proposal.current_revision_id)


def _with_codes(session: Session, found: Sequence[Any]) -> list[ProposalRow]:
    named = _named_by(session, [row.current_revision_id for row in found])
    return [ProposalRow(*row[:-1], **_codes(named[row.current_revision_id])) for row in found]


def _codes(named: Sequence[tuple[Code, bool]]) -> dict[str, Any]:
    primary = next((code.code for code, is_primary in named if is_primary), None)
    return {"codes": [code for code, _is_primary in named], "primary": primary}


def _named_by(session: Session, revision_ids: Iterable[int | None]) -> dict[int | None, list[tuple[Code, bool]]]:
    # Asked for by revision alone: with the scheme beside it, SQLite looks through every alignment there is.
    found = session.execute(
        select(Alignment.revision_id, Alignment.scheme, Alignment.code, Alignment.is_primary)
        .where(Alignment.revision_id.in_(revision_ids))
        .order_by(Alignment.scheme, Alignment.position)
    )
    named: dict[int | None, list[tuple[Code, bool]]] = defaultdict(list)
    for revision_id, scheme, code, is_primary in found:
        if scheme in LISTED_SCHEMES:
            named[revision_id].append((Code(scheme, code), is_primary))
    return named


_BEFORE_THE_NUMBER: Final[dict[Sort, tuple[Any, ...]]] = {
    Sort.DISCUSSED: (Proposal.comment_count,),
    Sort.SUPPORTED: (Proposal.support_count,),
    Sort.CONTESTED: (Proposal.contested_count,),
}
_SAID: Final = Revision.__table__
_LISTED: Final = (
    *(getattr(Proposal, field.name) for field in fields(ProposalRow) if hasattr(Proposal, field.name)),
    *(func.coalesce(_SAID.c[name], "") for name in ("title", "language", "action", "existing_indicator")),
    Proposal.current_revision_id,
)
