"""Reading the outbox; who a message is for is nobody's business but the mail server's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from consultation.mail.models import OutgoingMail


def waiting_mail(session: Session) -> Sequence[Row[int, str, datetime, datetime, int]]:
    """Return number, subject, times written and due, and attempts of what waits, the first due first."""
    return session.execute(
        select(
            OutgoingMail.id,
            OutgoingMail.subject,
            OutgoingMail.created_at,
            OutgoingMail.send_after,
            OutgoingMail.attempts,
        ).order_by(OutgoingMail.send_after, OutgoingMail.id)
    ).all()


def oldest_mail(session: Session) -> datetime | None:
    """Return when the oldest message that is not sent yet was written."""
    return session.scalar(select(func.min(OutgoingMail.created_at)))
