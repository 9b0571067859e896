"""Deleting the summary of a proposal that was withdrawn: it may quote what its author has taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from consultation.database import in_parts
from consultation.erasure.contributions import Cause, Contributions
from consultation.erasure.stores import Store
from consultation.lists import ListName
from consultation.synthesis.models import Summary


def _erase(session: Session, contributions: Contributions, because: Cause, now: datetime) -> None:
    if contributions.of is ListName.PROPOSALS and because is Cause.WITHDRAWN:
        for some in in_parts(list(contributions.items)):
            session.execute(delete(Summary).where(Summary.proposal_id.in_(some)))


STORES: Final = [Store(frozenset({"summaries.text"}), _erase)]
