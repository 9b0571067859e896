"""Merging two participants who turn out to be one person: what both contributed becomes one's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from consultation.discussion.models import POSITIONS, Comment
from consultation.discussion.operations.publishing import recount
from consultation.people.models import Participant, Status
from consultation.people.sign_in.accounts import hand_over
from consultation.process.appearance import appears_at
from consultation.process.queries import get_consultation_of_id
from consultation.proposals.models import Proposal


def join(session: Session, absorbed: Participant, into: Participant, now: datetime) -> None:
    """Give everything of one participant to another; of two current positions on a proposal the newest stays.

    Nothing that others see says that it happened, no date either, beside a position that is counted once instead of
    twice: at once, or where the consultation is protected from the hour on.
    """
    # Whoever contributes as the absorbed participant in this moment is waited for, or comes too late.
    session.refresh(absorbed, with_for_update=True)
    proposals = _held_where_it_has_a_position(session, absorbed)
    for proposal in proposals:
        _keep_the_newest(session, proposal, (absorbed.id, into.id), now=now)
    hand_over(session, absorbed, into)
    for proposal in proposals:
        recount(session, proposal)


def _held_where_it_has_a_position(session: Session, absorbed: Participant) -> Sequence[Proposal]:
    named = select(Comment.proposal_id).where(*_current_positions_of((absorbed.id,)))
    held = select(Proposal).where(Proposal.id.in_(named)).order_by(Proposal.id).with_for_update()
    return session.scalars(held.execution_options(populate_existing=True)).all()


def _keep_the_newest(session: Session, proposal: Proposal, authors: Sequence[int], *, now: datetime) -> None:
    current = (Comment.proposal_id == proposal.id, *_current_positions_of(authors))
    newest = session.scalar(select(func.max(Comment.id)).where(*current))
    settles_at = appears_at(get_consultation_of_id(session, proposal.consultation_id), now)
    changed = {"superseded_by_id": newest, "version": Comment.version + 1}
    others = update(Comment).where(*current, Comment.id < newest)
    others = others.values(changed if settles_at is None else {"settles_at": settles_at})
    session.execute(others.execution_options(synchronize_session=False))


def _current_positions_of(authors: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        Comment.author_id.in_(authors),
        Comment.status == Status.PUBLISHED,
        Comment.stance.in_(POSITIONS),
        Comment.superseded_by_id.is_(None),
    )
