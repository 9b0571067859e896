"""Keys, links and sessions: what opens the site to somebody, for how long, and how it ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from consultation.people.models import Participant, ParticipationKey, SignIn, SignInLink
from consultation.people.secrets import hashed, keyed_hash

KEY_SHOWN_FOR = timedelta(minutes=15)
LINK_LASTS = timedelta(minutes=15)
LINKS_AT_ONCE = 5  # to one address; more would be a way to pester somebody
SIGNED_IN_FOR = timedelta(days=14)
OFFICER_SIGNED_IN_FOR = timedelta(hours=12)


def key_hash(secret: str, key: str) -> str:
    """Return what is stored of a participation key."""
    return keyed_hash(secret, "participation key", key)


def keep_key(session: Session, participant: Participant, *, stored: str, now: datetime) -> None:
    """Let a key, given as its hash, open everything that is the participant's."""
    session.add(
        ParticipationKey(
            participant_id=participant.id, key_hash=stored, created_at=now, shown_until=now + KEY_SHOWN_FOR
        )
    )
    session.flush()


def begin_sign_in(session: Session, participant: Participant, *, token: str, now: datetime) -> None:
    """Let the browser that carries `token` act for the participant, until it signs out or the time is over."""
    lasts = OFFICER_SIGNED_IN_FOR if participant.is_officer else SIGNED_IN_FOR
    session.add(SignIn(token_hash=hashed(token), participant_id=participant.id, created_at=now, expires_at=now + lasts))
    session.flush()


def end_sign_in(session: Session, token: str, *, now: datetime) -> None:
    """End the session of a browser; the participant's keys are not shown again, however a form is sent once more."""
    participant_id = session.scalar(
        delete(SignIn).where(SignIn.token_hash == hashed(token)).returning(SignIn.participant_id)
    )
    if participant_id is not None:
        session.execute(
            update(ParticipationKey)
            .where(ParticipationKey.participant_id == participant_id, ParticipationKey.shown_until > now)
            .values(shown_until=now)
        )


def make_link(session: Session, *, token: str, email: str, claimed_by: int | None, now: datetime) -> bool:
    """Keep a link that proves `email`, claimed by a participant or by nobody; False when enough are on their way.

    Whether anybody is known by the address is not looked at: whoever asks is answered alike, in words and time.
    """
    alive = select(func.count()).where(SignInLink.email == email, SignInLink.expires_at > now)
    if (session.scalar(alive) or 0) >= LINKS_AT_ONCE:
        return False
    session.add(
        SignInLink(token_hash=hashed(token), email=email, participant_id=claimed_by, expires_at=now + LINK_LASTS)
    )
    session.flush()
    return True
