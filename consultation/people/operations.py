"""Participants, who speaks in what they send, and what the secretariat confirms of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from consultation.errors import AlreadyDone
from consultation.people.models import Attributed, Attribution, Participant
from consultation.people.queries import find_who_confirmed, shows_the_same
from consultation.people.speaker import Speaker
from indicators.marking import N_


def new_participant(session: Session, *, now: datetime, email: str | None = None) -> Participant:
    """Make a participant; `email` only where it is proven."""
    participant = Participant(created_at=now, email=email)
    session.add(participant)
    session.flush()
    return participant


def attribute(
    session: Session, contribution: Attributed, *, author: Participant | None, speaker: Speaker, now: datetime
) -> None:
    """Write into a contribution who speaks, as far as it may be shown; what was brought in for somebody has no author.

    What the secretariat confirmed stays while the group and the organisation stay the same; where another contribution
    of the author that shows the same organisation, and exactly as much of them, is confirmed, this one is too.
    Not where a row of a sheet stated who speaks: that is somebody of whom nothing is known from elsewhere.
    """
    shown = speaker.as_shown()
    said_before = (contribution.stakeholder_group, contribution.organisation)
    contribution.author_id = author.id if author is not None else None
    contribution.attribution = shown.attribution
    contribution.stakeholder_group = shown.stakeholder_group
    contribution.region = shown.region
    contribution.organisation = shown.organisation
    contribution.name = shown.name
    if said_before != (shown.stakeholder_group, shown.organisation):
        _confirm_as_before(session, contribution, now=now)


def erase_speaker(contribution: Attributed) -> None:
    """Erase from a contribution who speaks in it."""
    contribution.attribution = Attribution.NOTHING
    contribution.stakeholder_group = contribution.region = contribution.organisation = contribution.name = ""
    contribution.confirmed_at = contribution.confirmed_by_id = None


def _confirm_as_before(session: Session, contribution: Attributed, *, now: datetime) -> None:
    contribution.confirmed_at = contribution.confirmed_by_id = None
    if contribution.is_of_its_author and (officer_id := find_who_confirmed(session, contribution)):
        contribution.confirmed_at, contribution.confirmed_by_id = now, officer_id


def confirm(session: Session, contribution: Attributed, *, officer: Participant, now: datetime) -> None:
    """Confirm the group and organisation a contribution shows.

    An organisation is confirmed in everything its author sent and will send that shows exactly the same of them: a
    mark on what shows less, or more, would tell whose it is. A group alone is confirmed in this contribution only.
    """
    if not (contribution.stakeholder_group or contribution.organisation):
        raise AlreadyDone(N_("This shows neither a group nor an organisation, so there is nothing to confirm."))
    if contribution.confirmed_at is not None:
        raise AlreadyDone(N_("This has been confirmed already."))
    contribution.confirmed_at = now
    contribution.confirmed_by_id = officer.id
    contribution.changed_at = now
    if contribution.organisation and contribution.is_of_its_author:
        _confirm_what_shows_the_same(session, contribution, officer=officer, now=now)
    session.flush()


def take_confirmation_back(session: Session, contribution: Attributed, *, now: datetime) -> None:
    """Let what a contribution shows count as self-declared again, wherever confirming it had made it count.

    So the same contributions are marked together, and together no more: a mark that stayed on one of them would tell
    of the others. What its author sends later is not confirmed either.
    """
    if contribution.confirmed_at is None:
        raise AlreadyDone(N_("This is not confirmed any more."))
    contribution.confirmed_at = contribution.confirmed_by_id = None
    contribution.changed_at = now
    if contribution.organisation and contribution.is_of_its_author:
        for kind in Attributed.__subclasses__():
            same = update(kind).where(*shows_the_same(kind, contribution), kind.confirmed_at.is_not(None))
            session.execute(same.values(confirmed_at=None, confirmed_by_id=None))
    session.flush()


def _confirm_what_shows_the_same(
    session: Session, contribution: Attributed, *, officer: Participant, now: datetime
) -> None:
    for kind in Attributed.__subclasses__():
        session.execute(
            update(kind)
            .where(*shows_the_same(kind, contribution), kind.confirmed_at.is_(None))
            .values(confirmed_at=now, confirmed_by_id=officer.id)  # others' dates say nothing of it
        )
