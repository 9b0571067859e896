"""Keys, links and sessions: what opens the site to somebody, for how long, and how it ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from consultation.database import lock_name, write_if_free
from consultation.mail.models import OutgoingMail
from consultation.people.flood_limits import COUNTED_FOR
from consultation.people.models import Participant, ParticipationKey, SignIn, SignInLink
from consultation.people.tokens import hashed
from consultation.web.security.rate_limits import RateCount

KEY_SHOWN_FOR = timedelta(minutes=15)
LINK_LASTS = timedelta(minutes=15)
LIVES_ENOUGH = timedelta(minutes=10)  # when its mail leaves
LINKS_AT_ONCE = 5  # to one address; more would be a way to pester somebody
SIGNED_IN_FOR = timedelta(days=14)
OFFICER_SIGNED_IN_FOR = timedelta(hours=12)
UNUSED_FOR = timedelta(minutes=30)  # then it ends, for officers and for others without a proven address
_LINK = re.compile(r"/sign-in/links/([A-Za-z0-9_-]{22})")  # as people.views has it


def keep_key(session: Session, participant: Participant, *, stored: str, now: datetime) -> None:
    """Let a key, given as its hash, open everything that is the participant's."""
    session.add(
        ParticipationKey(
            participant_id=participant.id, key_hash=stored, created_at=now, shown_until=now + KEY_SHOWN_FOR
        )
    )
    session.flush()


def store_key_anew(session: Session, *, before: str, after: str) -> None:
    """Let a key that is stored as the hash `before` be stored as `after`."""
    if before != after:
        changed = update(ParticipationKey).where(ParticipationKey.key_hash == before).values(key_hash=after)
        session.execute(changed)


def end_keys(session: Session, participant: Participant, *, but: str = "") -> None:
    """Let none of the participant's keys open anything any more, except the one with the hash `but`."""
    session.execute(
        delete(ParticipationKey).where(
            ParticipationKey.participant_id == participant.id, ParticipationKey.key_hash != but
        )
    )


def begin_sign_in(
    session: Session, participant: Participant, *, token: str, now: datetime, stays: bool = False
) -> None:
    """Let the browser that carries `token` act for the participant, until it signs out or the time is over."""
    lasts = OFFICER_SIGNED_IN_FOR if participant.is_officer else SIGNED_IN_FOR
    session.add(
        SignIn(
            token_hash=hashed(token),
            participant_id=participant.id,
            created_at=now,
            expires_at=now + lasts,
            used_at=now,
            stays=stays,
        )
    )
    session.flush()


def note_use(engine: Engine, token: str, now: datetime) -> bool:
    """Note that the session of `token` is in use, in a transaction of its own; False where that would take waiting."""
    return write_if_free(engine, update(SignIn).where(SignIn.token_hash == hashed(token)).values(used_at=now))


def end_sign_in(session: Session, token: str, *, now: datetime) -> None:
    """End the session of a browser; the participant's keys are not shown again, however a form is sent once more."""
    ended = delete(SignIn).where(SignIn.token_hash == hashed(token)).returning(SignIn.participant_id)
    participant_id = session.scalar(ended)
    if participant_id is not None:
        session.execute(
            update(ParticipationKey)
            .where(ParticipationKey.participant_id == participant_id, ParticipationKey.shown_until > now)
            .values(shown_until=now)
        )


def end_sign_ins(session: Session, participant: Participant, *, but: str | None = None) -> None:
    """End the participant's sessions in every browser, except the one that carries the token `but`."""
    session.execute(
        delete(SignIn).where(SignIn.participant_id == participant.id, SignIn.token_hash != hashed(but or ""))
    )


def ask_for_link(session: Session, *, token: str, email: str, claimed_by: int | None, now: datetime) -> bool:
    """Keep a link to `email`, claimed by a participant or by nobody; False when enough are on their way.

    Whether anybody is known by the address is not looked at: whoever asks is answered alike, in words and time.
    """
    lock_name(session, f"links to {email}")
    is_claim = SignInLink.participant_id.is_not(None) if claimed_by else SignInLink.participant_id.is_(None)
    if _links_alive(session, SignInLink.email == email, is_claim, SignInLink.expires_at > now) >= LINKS_AT_ONCE:
        return False
    keep_link(session, token=token, email=email, claimed_by=claimed_by, now=now)
    return True


def _links_alive(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(SignInLink).where(*conditions)) or 0


def keep_link(session: Session, *, token: str, email: str, claimed_by: int | None = None, now: datetime) -> None:
    """Let `token` prove an address once, within 15 minutes."""
    session.add(
        SignInLink(token_hash=hashed(token), email=email, participant_id=claimed_by, expires_at=now + LINK_LASTS)
    )
    session.flush()


def renew_link_in(session: Session, body: str, now: datetime, *, draw_token: Callable[[], str]) -> str | None:
    """Return the text of a delayed mail with a new link where the one in it has expired or soon will.

    The link is known by its token alone. One that was used, or is not known, stays as it is: None.
    """
    found = _LINK.search(body)
    link = session.scalar(select(SignInLink).where(SignInLink.token_hash == hashed(found[1]))) if found else None
    if found is None or link is None or link.used_at is not None or link.expires_at - now >= LIVES_ENOUGH:
        return None
    token = draw_token()
    keep_link(session, token=token, email=link.email, claimed_by=link.participant_id, now=now)
    return body.replace(found[1], token)


def use_link(session: Session, link: SignInLink, *, now: datetime) -> bool:
    """Use a link up; False for everybody but the first, however many try in the same moment."""
    used = update(SignInLink).where(SignInLink.id == link.id, SignInLink.used_at.is_(None), SignInLink.expires_at > now)
    return session.scalar(used.values(used_at=now).returning(SignInLink.id)) is not None


def expire_sign_in(session: Session, *, now: datetime) -> None:
    """Delete the links, sessions and counts whose time is over; a link whose mail still waits is made anew then."""
    waits = exists().where(OutgoingMail.recipient == SignInLink.email)
    is_over = SignInLink.expires_at <= now
    session.execute(delete(SignInLink).where(is_over, SignInLink.used_at.is_not(None) | ~waits))
    session.execute(delete(SignIn).where(or_(SignIn.expires_at <= now, _left_unused(now))))
    session.execute(delete(RateCount).where(RateCount.window <= now - COUNTED_FOR))


def ends_unused() -> ColumnElement[bool]:
    """Return the condition of sessions that end when they are not used, whatever was contributed: of officers, and of
    whoever has no proven address and did not ask to stay signed in."""
    return or_(Participant.is_officer, and_(Participant.email.is_(None), SignIn.stays.is_(False)))


def _left_unused(now: datetime) -> ColumnElement[bool]:
    of_those = select(SignIn.id).join(Participant, Participant.id == SignIn.participant_id).where(ends_unused())
    return and_(SignIn.used_at <= now - UNUSED_FOR, SignIn.id.in_(of_those))
