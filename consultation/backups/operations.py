"""Accepting what a restored backup may have brought back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consultation.backups.models import Restoration
from consultation.backups.queries import number_of_contributions, waiting_restorations
from consultation.errors import AlreadyDone
from consultation.people.models import Participant
from indicators.marking import N_


def wait_to_be_accepted(session: Session, *, made_at: datetime, unread_lines: int, now: datetime) -> Restoration:
    """Let the site publish nothing of a backup made at a moment until an officer has accepted that."""
    restoration = Restoration(
        restored_at=now,
        made_at=made_at,
        contributions=number_of_contributions(session),
        unread_lines=unread_lines,
    )
    session.add(restoration)
    session.flush()
    return restoration


def accept_restorations(session: Session, *, officer: Participant, now: datetime) -> None:
    """Let the site publish again what it holds."""
    waiting = waiting_restorations(session, for_update=True)
    if not waiting:
        raise AlreadyDone(N_("This was accepted already: the site shows what it holds."))
    for restoration in waiting:
        restoration.accepted_at, restoration.accepted_by_id = now, officer.id
    session.flush()
