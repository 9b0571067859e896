"""How much is public, and how much of it names each part of the framework: counted as the index and counts change.

So a page that shows these numbers costs the same however many proposals there are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, delete, func, insert, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.dml import ReturningDelete

from consultation.database import in_parts
from consultation.proposals.models import Proposal, PublicCount
from consultation.proposals.search.filters import NOT_STATED, Named
from indicators.schemes import ALL_OBJECTIVES, OBJECTIVE, PARAGRAPH, PRINCIPLE, THEME

SITE: Final = "site"
PROPOSALS: Final = "proposals"
COMMENTS: Final = "comments"
POSITIONS: Final = "positions"


class CountedAs(NamedTuple):
    """What is counted apart: a code, how it is named, where the proposal comes from and which group it shows.

    Under the scheme `SITE` the codes are what a consultation has in all, and the rest is "".
    """

    consultation_id: int
    scheme: str
    code: str
    named: str = ""
    origin: str = ""
    stakeholder_group: str = ""


_COLUMNS: Final = [getattr(PublicCount, name) for name in CountedAs._fields]
_NAMED_BY: Final = {
    **{f"{named}_objective": (OBJECTIVE, named) for named in (Named.PRIMARY, Named.NOT_STATED, Named.ALSO)},
    **{scheme: (scheme, Named.ALSO) for scheme in (PRINCIPLE, PARAGRAPH, THEME)},
}
"""The kinds of facet that are counted, with the scheme and the way of naming that each stands for."""
_COUNTED: Final = re.compile(rf"(\d+)_({'|'.join([*_NAMED_BY, 'origin', 'group'])})_(.+)")
_NONE: Final[Mapping[CountedAs, int]] = {}


def namings_in(facets: Iterable[str]) -> list[CountedAs]:
    """Return what a proposal that has these facets in the index names."""
    counted = [found.groups() for facet in facets if (found := _COUNTED.fullmatch(facet))]
    of_kind = {kind: code for _consultation_id, kind, code in counted}
    return [
        CountedAs(int(number), scheme, code, named, of_kind["origin"], _group(of_kind["group"]))
        for number, kind, code in counted
        if kind in _NAMED_BY
        for scheme, named in (_NAMED_BY[kind] if code != ALL_OBJECTIVES else (OBJECTIVE, Named.ALL),)
    ]


def site_numbers_of(proposal: Proposal) -> Counter[CountedAs]:
    """Return what a public proposal adds to the numbers of its consultation."""
    numbers = {PROPOSALS: 1, COMMENTS: proposal.comment_count, POSITIONS: sum(proposal.positions)}
    return Counter({CountedAs(proposal.consultation_id, SITE, code): number for code, number in numbers.items()})


def sums_of(session: Session, *keys: InstrumentedAttribute[Any], of: ColumnElement[bool]) -> Sequence[Any]:
    """Return the counts that the condition asks for, added up by the keys, each with its number last; none of 0."""
    number = func.sum(PublicCount.number)
    return session.execute(select(*keys, number).where(of).group_by(*keys).having(number != 0).order_by(*keys)).all()


def change_counts(
    session: Session, *, added: Mapping[CountedAs, int] = _NONE, removed: Mapping[CountedAs, int] = _NONE
) -> None:
    """Add to the counts, and take from them.

    A count is the sum of its rows. A change puts one row in the place of those that nobody else is changing, so that
    nobody waits for anybody, and what is counted no more leaves no row.
    """
    changes = Counter(added)
    changes.subtract(removed)
    for some in in_parts(sorted(key for key, number in changes.items() if number)):
        counted = Counter({key: changes[key] for key in some})
        for *key, number in session.execute(_taken_out(some)):
            counted[CountedAs(*key)] += number
        left = [key._asdict() | {"number": number} for key, number in counted.items() if number]
        if left:
            session.execute(insert(PublicCount), left)


def forget_counts(session: Session) -> None:
    """Count from nothing again."""
    session.execute(delete(PublicCount))


def _taken_out(keys: Sequence[CountedAs]) -> ReturningDelete[Any]:
    """Delete the rows of some counts that no other transaction is deleting, and return them."""
    free = select(PublicCount.id).where(tuple_(*_COLUMNS).in_(keys)).with_for_update(skip_locked=True)
    taken = delete(PublicCount).where(PublicCount.id.in_(free)).returning(*_COLUMNS, PublicCount.number)
    return taken.execution_options(synchronize_session=False)


def _group(code: str) -> str:
    return "" if code == NOT_STATED else code
