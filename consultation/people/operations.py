"""Participants, who speaks in what they send, and what the secretariat confirms of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consultation.errors import AlreadyDone
from consultation.people.models import Attributed, Attribution, Participant, Standing
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
        _forget_standing(session, author.id, *said_before)


def take_back_speaker(session: Session, contribution: Attributed) -> None:
    """Let a contribution that is withdrawn show nobody any more."""
    said_before = (contribution.stakeholder_group, contribution.organisation)
    contribution.attribution = Attribution.NOTHING
    contribution.stakeholder_group = contribution.region = contribution.organisation = contribution.name = ""
    contribution.confirmed_at = contribution.confirmed_by_id = None
    _forget_standing(session, contribution.author_id, *said_before)


def _forget_standing(session: Session, author_id: int | None, group: str, organisation: str) -> None:
    """Forget that an organisation was confirmed with the last contribution that shows it: no record outlives it."""
    if not organisation:
        return
    session.flush()
    shown = (exists().where(*_says(kind, author_id, group, organisation)) for kind in Attributed.__subclasses__())
    session.execute(
        delete(Standing).where(
            Standing.participant_id == author_id,
            Standing.stakeholder_group == group,
            Standing.organisation == organisation,
            *(~is_shown for is_shown in shown),
        )
    )


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
    author_id, group, organisation = contribution.author_id, contribution.stakeholder_group, contribution.organisation
    said = {"participant_id": author_id, "stakeholder_group": group, "organisation": organisation}
    _keep_standing(session, Standing(confirmed_at=now, confirmed_by_id=officer.id, **said))
    for kind in Attributed.__subclasses__():
        session.execute(
            update(kind)
            .where(*_says(kind, author_id, group, organisation), kind.confirmed_at.is_(None))
            .values(confirmed_at=now, confirmed_by_id=officer.id)  # others' dates say nothing of it
        )


def _says(
    kind: type[Attributed], author_id: int | None, group: str, organisation: str
) -> tuple[ColumnElement[bool], ...]:
    return kind.author_id == author_id, kind.stakeholder_group == group, kind.organisation == organisation


def _keep_standing(session: Session, standing: Standing) -> None:
    try:
        with session.begin_nested():
            session.add(standing)
    except IntegrityError:
        pass  # confirmed before, in this moment or for what was withdrawn since
