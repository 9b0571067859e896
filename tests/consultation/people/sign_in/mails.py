"""What a person finds in their mail, as it waits in the outbox."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.mail.models import OutgoingMail

_LINK = re.compile(r"http://localhost(/sign-in/links/\S+)")


def letters_to(session: Session, email: str) -> list[OutgoingMail]:
    """Return the mails that wait for an address, in their order."""
    mails = select(OutgoingMail).where(OutgoingMail.recipient == email).order_by(OutgoingMail.id)
    return list(session.scalars(mails))


def link_to(session: Session, email: str) -> str:
    """Return the path of the link in the last mail to an address."""
    found = _LINK.search(letters_to(session, email)[-1].body)
    assert found is not None
    return found[1]
