"""The counts of what is public, beside what counting all of it anew finds."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from consultation.people.models import Status
from consultation.proposals.models import Proposal, PublicCount
from consultation.proposals.queries import proposals_with_content
from consultation.proposals.search.full_text import entry_of
from consultation.proposals.search.public_counts import CountedAs


def kept_counts(session: Session) -> Counter[CountedAs]:
    """What was counted as it changed."""
    columns = [getattr(PublicCount, name) for name in CountedAs._fields]
    found = session.execute(select(*columns, func.sum(PublicCount.number)).group_by(*columns))
    return Counter({CountedAs(*key): number for *key, number in found})


def counted_anew(session: Session) -> Counter[CountedAs]:
    """What there is to count."""
    found = Counter[CountedAs]()
    for consultation_id in session.scalars(select(Proposal.consultation_id).distinct()):
        for one in proposals_with_content(session, consultation_id, Proposal.status == Status.PUBLISHED):
            if one.current_revision is not None:
                found.update(entry_of(one, one.current_revision.content).counts)
    return found


def require_true_counts(engine: Engine) -> None:
    """Fail unless both are equal in what is committed."""
    with Session(engine) as session:
        assert {key: number for key, number in kept_counts(session).items() if number} == dict(counted_anew(session))
