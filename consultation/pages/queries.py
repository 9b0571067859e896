"""What the first page counts."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.people.models import Status
from consultation.process.models import Consultation
from consultation.proposals.models import Proposal


class SiteNumbers(NamedTuple):
    """How much everybody can see in a consultation: proposals, comments with words, and current positions."""

    proposals: int = 0
    comments: int = 0
    positions: int = 0


def numbers_by_consultation(session: Session) -> dict[int, SiteNumbers]:
    """Return the numbers of every consultation that has anything published, by its id."""
    positions = Proposal.support_count + Proposal.changes_count + Proposal.concern_count
    rows = session.execute(
        select(Proposal.consultation_id, func.count(), func.sum(Proposal.comment_count), func.sum(positions))
        .where(Proposal.status == Status.PUBLISHED)
        .group_by(Proposal.consultation_id)
    )
    return {consultation_id: SiteNumbers(*numbers) for consultation_id, *numbers in rows}


def find_any_consultation(session: Session) -> int | None:
    """Return the id of some consultation, for whoever only wants to know whether the database answers."""
    return session.scalar(select(Consultation.id).limit(1))
