"""Accounts: whose a proven e-mail address is, joining two participants, officers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Table, update
from sqlalchemy.orm import Session

from consultation.database import Base, lock_name
from consultation.people.models import Participant, SignInLink
from consultation.people.operations import new_participant
from consultation.people.queries import find_participant_at, get_participant
from consultation.people.sign_in.credentials import end_keys, end_sign_ins

Join = Callable[[Session, Participant, Participant, datetime], None]


def owner_of(session: Session, link: SignInLink, *, join: Join, now: datetime) -> Participant:
    """Return whose the address of a link is from now on; whoever claims it must have been seen to be signed in.

    Nobody's yet: it is the claimant's, or a new participant's. Somebody else's: `join` gives the claimant's
    everything to that participant, who is the same person and alone learns of it.
    """
    lock_name(session, f"owner of {link.email}")
    owner = find_participant_at(session, link.email)
    claimant = get_participant(session, link.participant_id) if link.participant_id else None
    if claimant is None:
        return owner or new_participant(session, email=link.email, now=now)
    if owner is None:
        claimant.email = link.email
        session.flush()
        return claimant
    if owner is not claimant:
        join(session, claimant, owner, now)
    return owner


def hand_over(session: Session, absorbed: Participant, into: Participant) -> None:
    """Make everything that refers to one participant refer to another, and delete the first.

    What both may have only once must have been settled before.
    """
    is_officer = absorbed.is_officer or into.is_officer
    for table in Base.metadata.sorted_tables:
        for name in _columns_naming_participants(table):
            session.execute(update(table).where(table.c[name] == absorbed.id).values({name: into.id}))
    session.delete(absorbed)
    session.flush()
    session.expire_all()
    if is_officer:
        make_officer(session, into)


def make_officer(session: Session, participant: Participant) -> None:
    """Let a participant act for the secretariat, from their next sign-in by link on.

    Officers sign in by link alone, so their keys end, and so do the sessions that a key may have opened.
    """
    participant.is_officer = True
    end_keys(session, participant)
    end_sign_ins(session, participant)
    session.flush()


def dismiss_officer(session: Session, participant: Participant) -> None:
    """Let a participant act for themselves alone again, from this moment on."""
    participant.is_officer = False
    end_sign_ins(session, participant)
    session.flush()


def _columns_naming_participants(table: Table) -> list[str]:
    return [
        column.name
        for column in table.columns
        if any(key.column.table.name == Participant.__tablename__ for key in column.foreign_keys)
    ]
