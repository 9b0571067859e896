"""Finding the participant of a browser's session, and when it ends, which depends on what they contributed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, bindparam, exists, or_, select

from consultation.discussion.models import Comment
from consultation.people.models import Participant, SignIn
from consultation.people.sign_in.credentials import UNUSED_FOR, ends_unused
from consultation.people.tokens import hashed
from consultation.process.models import Consultation
from consultation.proposals.models import Proposal
from consultation.web.identity import Identity


def find_identity(connection: Connection, token: str, now: datetime) -> Identity | None:
    """Return who a sign-in token stands for while its record lasts.

    An officer's session ends when it is not used for a while, and so does that of somebody without a proven address
    who did not ask to stay signed in. Whoever has anything in a protected consultation, a draft or a trace of what was
    withdrawn included, cannot ask for that, and an address makes no difference: every session of theirs ends so.
    """
    row = connection.execute(_BY_TOKEN, {"token_hash": hashed(token), "now": now}).one_or_none()
    if row is None:
        return None
    number, is_officer, is_reachable, used_at, expires_at, ends_when_unused = row
    ends_at = min(expires_at, used_at + UNUSED_FOR) if ends_when_unused else None
    if ends_at is not None and ends_at <= now:
        return None
    return Identity(number, is_officer, is_reachable, ends_at, used_at)


def _has_to_be_protected() -> ColumnElement[bool]:
    protected = select(Consultation.id).where(Consultation.is_protected)
    proposed = exists().where(Proposal.author_id == Participant.id, Proposal.consultation_id.in_(protected))
    commented = exists().where(
        Comment.author_id == Participant.id,
        Comment.proposal_id == Proposal.id,
        Proposal.consultation_id.in_(protected),
    )
    return or_(proposed, commented)


_BY_TOKEN: Final = (
    select(
        Participant.id,
        Participant.is_officer,
        Participant.email.is_not(None),
        SignIn.used_at,
        SignIn.expires_at,
        or_(ends_unused(), _has_to_be_protected()),
    )
    .join(SignIn, SignIn.participant_id == Participant.id)
    .where(SignIn.token_hash == bindparam("token_hash"), SignIn.expires_at > bindparam("now"))
)
"""Built once, since almost every request sends it."""
