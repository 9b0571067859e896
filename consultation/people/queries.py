"""Reading about participants."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from consultation.people.models import Participant, SignIn
from consultation.people.secrets import hashed
from consultation.web.identity import Identity


def find_identity(connection: Connection, token: str, now: datetime) -> Identity | None:
    """Return who a sign-in token stands for while its record lasts."""
    row = connection.execute(
        select(Participant.id, Participant.is_officer, Participant.email.is_not(None))
        .join(SignIn, SignIn.participant_id == Participant.id)
        .where(SignIn.token_hash == hashed(token), SignIn.expires_at > now)
    ).one_or_none()
    return Identity(*row) if row is not None else None
