"""Putting mail into the outbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consultation.mail.models import OutgoingMail


def enqueue(session: Session, *, recipient: str, subject: str, body: str, now: datetime) -> None:
    """Let a message be sent once the transaction it belongs to has ended well; `recipient` is a normalised address."""
    session.add(OutgoingMail(recipient=recipient, subject=subject, body=body, created_at=now, send_after=now))
    session.flush()
