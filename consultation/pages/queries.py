"""The counts of the first page."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.process.models import Consultation
from consultation.proposals.models import PublicCount
from consultation.proposals.search.public_counts import SITE, sums_of


class SiteNumbers(NamedTuple):
    """How much everybody can see in a consultation: proposals, comments with words, and current positions."""

    proposals: int = 0
    comments: int = 0
    positions: int = 0


def numbers_by_consultation(session: Session) -> dict[int, SiteNumbers]:
    """Return the numbers of every consultation that has anything published, by its id."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    counted = sums_of(session, PublicCount.consultation_id, PublicCount.code, of=PublicCount.scheme == SITE)
    for consultation_id, code, number in counted:
        found[consultation_id][code] = number
    return {consultation_id: SiteNumbers(**numbers) for consultation_id, numbers in found.items()}


def find_any_consultation(session: Session) -> int | None:
    """Return the id of some consultation, for whoever only wants to know whether the database answers."""
    return session.scalar(select(Consultation.id).limit(1))
