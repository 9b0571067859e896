"""Naming partners, changing what is shared with them, ending that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from consultation.database import lock_name
from consultation.partners.models import Partner
from consultation.partners.queries import find_partner


def share_with(session: Session, consultation_id: int, name: str, shares: Sequence[str], *, now: datetime) -> Partner:
    """Name a partner, or change what is shared with the one of this name."""
    lock_name(session, f"partners of {consultation_id}")
    partner = find_partner(session, consultation_id, name)
    if partner is None:
        partner = Partner(consultation_id=consultation_id, name=name)
        session.add(partner)
    partner.shares, partner.changed_at = list(shares), now
    session.flush()
    return partner


def end_partnership(session: Session, consultation_id: int, name: str) -> None:
    """Share nothing with a partner any more; what was handed out stays in the record."""
    session.execute(delete(Partner).where(Partner.consultation_id == consultation_id, Partner.name == name))
