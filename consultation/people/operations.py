"""Participants, who speaks in what they send, and what the secretariat confirms of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consultation.errors import AlreadyDone
from consultation.people.models import Attributed, Participant, Standing
from consultation.people.queries import find_standing
from consultation.people.speaker import Speaker
from indicators.marking import N_


def new_participant(session: Session, *, now: datetime, email: str | None = None) -> Participant:
    """Make a participant; `email` only where it is proven."""
    participant = Participant(created_at=now, email=email)
    session.add(participant)
    session.flush()
    return participant


def attribute(
    session: Session, contribution: Attributed, *, author: Participant, speaker: Speaker, now: datetime
) -> None:
    """Write into a contribution who speaks, as far as it may be shown.

    What the secretariat confirmed stays while the group and the organisation stay the same; an organisation that
    was confirmed for the author before is confirmed here too.
    """
    shown = speaker.as_shown()
    said_before = (contribution.stakeholder_group, contribution.organisation)
    contribution.author_id = author.id
    contribution.attribution = shown.attribution
    contribution.stakeholder_group = shown.stakeholder_group
    contribution.region = shown.region
    contribution.organisation = shown.organisation
    contribution.name = shown.name
    if said_before != (shown.stakeholder_group, shown.organisation):
        _confirm_as_before(session, contribution, now=now)


def _confirm_as_before(session: Session, contribution: Attributed, *, now: datetime) -> None:
    standing = find_standing(session, contribution) if contribution.organisation else None
    contribution.confirmed_at = now if standing else None
    contribution.confirmed_by_id = standing.confirmed_by_id if standing else None


def confirm(session: Session, contribution: Attributed, *, officer: Participant, now: datetime) -> None:
    """Confirm the group and organisation a contribution shows.

    An organisation is confirmed in everything its author sent and will send under it and the same group. A group
    alone is confirmed in this contribution only: more badges would show which contributions are one person's.
    """
    if not (contribution.stakeholder_group or contribution.organisation):
        raise AlreadyDone(N_("This shows neither a group nor an organisation, so there is nothing to confirm."))
    if contribution.confirmed_at is not None:
        raise AlreadyDone(N_("This has been confirmed already."))
    contribution.confirmed_at = now
    contribution.confirmed_by_id = officer.id
    contribution.changed_at = now
    if contribution.organisation and contribution.author_id is not None:
        _confirm_everywhere(session, contribution, officer=officer, now=now)
    session.flush()


def _confirm_everywhere(session: Session, contribution: Attributed, *, officer: Participant, now: datetime) -> None:
    said = {"stakeholder_group": contribution.stakeholder_group, "organisation": contribution.organisation}
    _keep_standing(
        session,
        Standing(participant_id=contribution.author_id, confirmed_at=now, confirmed_by_id=officer.id, **said),
    )
    for kind in Attributed.__subclasses__():
        session.execute(
            update(kind)
            .where(*_says_the_same(kind, contribution), kind.confirmed_at.is_(None))
            .values(confirmed_at=now, confirmed_by_id=officer.id, changed_at=now)
        )


def _says_the_same(kind: type[Attributed], contribution: Attributed) -> tuple[ColumnElement[bool], ...]:
    return (
        kind.author_id == contribution.author_id,
        kind.stakeholder_group == contribution.stakeholder_group,
        kind.organisation == contribution.organisation,
    )


def _keep_standing(session: Session, standing: Standing) -> None:
    try:
        with session.begin_nested():
            session.add(standing)
    except IntegrityError:
        pass  # confirmed before, in this moment or for what was withdrawn since
