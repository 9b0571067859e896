"""Reading the contributions of one participant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from consultation.discussion.models import POSITIONS, Comment
from consultation.discussion.queries import answered
from consultation.people.models import Status
from consultation.process.models import Consultation
from consultation.proposals.models import Positions, Proposal, Revision
from consultation.proposals.queries import to_answer
from consultation.web.paging import Page, read_alongside

A_PAGE = 25
NO_POSITIONS = Positions(0, 0, 0)


@dataclass(frozen=True)
class Answers:
    """How many public comments others have written on a proposal, or replies to a comment, and when the newest."""

    number: int
    newest: datetime


@dataclass(frozen=True)
class OwnContribution:
    """A contribution as its author's list has it: a proposal, or a comment on one.

    `edit` is the newest edit of a proposal that is or was public, where it waits to be looked at or was not published;
    `positions` are those that others take on a proposal now, `answers` is what others have said of it since.
    """

    proposal: Proposal
    comment: Comment | None = None
    edit: Revision | None = None
    answers: Answers | None = None
    positions: Positions = NO_POSITIONS
    is_answered: bool = False

    @property
    def to_answer(self) -> Proposal | Revision | Comment:
        """Of what its author may have been told something: the comment, an edit that was refused, or the proposal."""
        return self.comment or to_answer(self.proposal, self.edit)

    @property
    def moment(self) -> datetime:
        return self.comment.created_at if self.comment else self.proposal.created_at


def contributions_of(session: Session, participant_id: int, *, cursor: str | None) -> Page[OwnContribution]:
    """Return a page of everything a participant wrote, drafts too, the newest first.

    Every proposal comes with its consultation and phases and its current revision, in a number of statements that
    does not grow.
    """
    return read_alongside(
        _proposals_of(session, participant_id),
        _comments_of(session, participant_id),
        cursor=cursor,
        moment=lambda own: own.moment,
        most=A_PAGE,
    )


def _proposals_of(session: Session, participant_id: int) -> Callable[[int, int], Sequence[OwnContribution]]:
    def read(leave_out: int, most: int) -> Sequence[OwnContribution]:
        proposals = session.scalars(
            select(Proposal)
            .where(Proposal.author_id == participant_id)
            .order_by(Proposal.id.desc())
            .offset(leave_out)
            .limit(most)
            .options(
                joinedload(Proposal.consultation).selectinload(Consultation.phases),
                joinedload(Proposal.current_revision),
            )
        ).all()
        ids = [proposal.id for proposal in proposals]
        edits = _newest_edits(session, ids)
        answers = _answers_by_others(session, Comment.proposal_id, ids, participant_id)
        positions = _positions_of_others(session, ids, participant_id)
        return [
            OwnContribution(
                proposal,
                edit=_open_question(proposal, edits.get(proposal.id)),
                answers=answers.get(proposal.id),
                positions=positions.get(proposal.id, NO_POSITIONS),
            )
            for proposal in proposals
        ]

    return read


def _answers_by_others(
    session: Session, to: InstrumentedAttribute[Any], ids: Sequence[int], participant_id: int
) -> dict[int, Answers]:
    counted = (
        select(to, func.count(), func.max(Comment.published_at))
        .where(to.in_(ids), Comment.status == Status.PUBLISHED, Comment.text != "")
        .where(Comment.author_id != participant_id)
        .group_by(to)
    )
    return {answered: Answers(number, newest) for answered, number, newest in session.execute(counted)}


def _positions_of_others(session: Session, proposal_ids: Sequence[int], participant_id: int) -> dict[int, Positions]:
    """Return how many others take which position now, by the ids of proposals; all of it came after the proposal."""
    how_many = (func.sum(case((Comment.stance == stance, 1), else_=0)) for stance in POSITIONS)
    counted = (
        select(Comment.proposal_id, *how_many)
        .where(Comment.proposal_id.in_(proposal_ids), Comment.status == Status.PUBLISHED)
        .where(Comment.superseded_by_id.is_(None), Comment.author_id.is_distinct_from(participant_id))
        .group_by(Comment.proposal_id)
    )
    return {proposal_id: Positions(*map(int, counts)) for proposal_id, *counts in session.execute(counted)}


def _newest_edits(session: Session, proposal_ids: Sequence[int]) -> dict[int, Revision]:
    newest_last = (
        select(Revision)
        .where(Revision.proposal_id.in_(proposal_ids), Revision.status.in_((Status.HELD, Status.REFUSED)))
        .order_by(Revision.proposal_id, Revision.number)
    )
    return {revision.proposal_id: revision for revision in session.scalars(newest_last)}


def _open_question(proposal: Proposal, edit: Revision | None) -> Revision | None:
    # What became of an edit that a later one has replaced is of no interest any more.
    current = proposal.current_revision
    is_shown = proposal.status in (Status.PUBLISHED, Status.HIDDEN)
    if edit is None or current is None or not is_shown or edit.number < current.number:
        return None
    return edit


def _comments_of(session: Session, participant_id: int) -> Callable[[int, int], Sequence[OwnContribution]]:
    def read(leave_out: int, most: int) -> Sequence[OwnContribution]:
        found = session.scalars(
            select(Comment)
            .where(Comment.author_id == participant_id)
            .order_by(Comment.id.desc())
            .offset(leave_out)
            .limit(most)
            .options(
                joinedload(Comment.proposal).options(
                    joinedload(Proposal.consultation).selectinload(Consultation.phases),
                    joinedload(Proposal.current_revision),
                )
            )
        )
        comments = found.all()
        ids = [comment.id for comment in comments]
        answers = _answers_by_others(session, Comment.parent_id, ids, participant_id)
        has_replies = answered(session, ids)
        return [
            OwnContribution(one.proposal, one, answers=answers.get(one.id), is_answered=one.id in has_replies)
            for one in comments
        ]

    return read
