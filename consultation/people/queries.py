"""Reading about participants."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select, union_all
from sqlalchemy.orm import Session

from consultation.people.models import Attributed, Participant, ParticipationKey, SignIn, SignInLink
from consultation.people.tokens import hashed


def get_participant(session: Session, participant_id: int) -> Participant:
    """Return a participant who is known to exist."""
    return session.get_one(Participant, participant_id)


def find_participant(session: Session, participant_id: int, *, hold: bool = False) -> Participant | None:
    """Return the participant of an id, which is nobody's any more once their account was joined with another.

    Where asked for, they stay there until the end of the transaction.
    """
    found = select(Participant).where(Participant.id == participant_id)
    return session.scalar(found.with_for_update(read=True, key_share=True) if hold else found)


def find_key(session: Session, key_hash: str) -> ParticipationKey | None:
    """Return the record of a participation key."""
    return session.scalar(select(ParticipationKey).where(ParticipationKey.key_hash == key_hash))


def find_began_at(session: Session, token: str | None) -> datetime | None:
    """Return when the session of the browser that carries a token began."""
    return session.scalar(select(SignIn.created_at).where(SignIn.token_hash == hashed(token or "")))


def find_who_confirmed(session: Session, contribution: Attributed) -> int | None:
    """Return the id of who confirmed the organisation where its author showed exactly the same of themselves before."""
    if not contribution.organisation:
        return None
    confirmed = (
        select(kind.confirmed_by_id).where(*shows_the_same(kind, contribution), kind.confirmed_by_id.is_not(None))
        for kind in Attributed.__subclasses__()
    )
    return session.scalar(union_all(*confirmed).limit(1))


def shows_the_same(kind: type[Attributed], contribution: Attributed) -> tuple[ColumnElement[bool], ...]:
    """Return what is true of the contributions of one kind that show exactly what this one shows of its author.

    Somebody who states in a row of a sheet who they are is not its author, whoever sent it.
    """
    return (
        kind.author_id == contribution.author_id,
        kind.author_speaks(),
        kind.attribution == contribution.attribution,
        kind.stakeholder_group == contribution.stakeholder_group,
        kind.region == contribution.region,
        kind.organisation == contribution.organisation,
        kind.name == contribution.name,
    )


def find_participant_by_key(session: Session, key_hash: str) -> Participant | None:
    """Return who holds a key; officers hold none."""
    return session.scalar(
        select(Participant)
        .join(ParticipationKey, ParticipationKey.participant_id == Participant.id)
        .where(ParticipationKey.key_hash == key_hash, Participant.is_officer.is_(False))
    )


def find_participant_at(session: Session, email: str) -> Participant | None:
    """Return who proved to be reached at a normalised address."""
    return session.scalar(select(Participant).where(Participant.email == email))


def find_officer(session: Session) -> Participant | None:
    """Return the officer who was the first of those there are, if there is any."""
    return session.scalar(select(Participant).where(Participant.is_officer).order_by(Participant.id).limit(1))


def find_link(session: Session, token: str) -> SignInLink | None:
    """Return the record of a sign-in link, used or not, as long as it is kept."""
    return session.scalar(select(SignInLink).where(SignInLink.token_hash == hashed(token)))
