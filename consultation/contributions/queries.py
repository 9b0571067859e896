"""Reading what one participant sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from consultation.discussion.models import Comment
from consultation.people.models import Status
from consultation.process.models import Consultation
from consultation.proposals.models import Proposal, Revision
from consultation.web.paging import Page, read_alongside

A_PAGE = 25


@dataclass(frozen=True)
class Own:
    """One of one's contributions: a proposal, or a comment on one.

    `edit` is the newest edit of a public proposal, where that waits to be looked at or was not published.
    """

    proposal: Proposal
    comment: Comment | None = None
    edit: Revision | None = None

    @property
    def moment(self) -> datetime:
        return self.comment.created_at if self.comment else self.proposal.created_at

    @property
    def number(self) -> int:
        return self.comment.id if self.comment else self.proposal.id


def contributions_of(session: Session, participant_id: int, *, cursor: str | None) -> Page[Own]:
    """Return a page of everything a participant wrote, drafts too, the newest first.

    Every proposal comes with its consultation and phases and its current revision, in a number of statements that
    does not grow.
    """
    return read_alongside(
        _proposals_of(session, participant_id),
        _comments_of(session, participant_id),
        cursor=cursor,
        moment=lambda own: own.moment,
        number=lambda own: own.number,
        most=A_PAGE,
        newest_first=True,
    )


def _proposals_of(session: Session, participant_id: int) -> Callable[[int, int], Sequence[Own]]:
    def read(before: int, most: int) -> Sequence[Own]:
        proposals = session.scalars(
            select(Proposal)
            .where(Proposal.author_id == participant_id, Proposal.id < before)
            .order_by(Proposal.id.desc())
            .limit(most)
            .options(
                joinedload(Proposal.consultation).selectinload(Consultation.phases),
                joinedload(Proposal.current_revision),
            )
        ).all()
        edits = _newest_edits(session, [proposal.id for proposal in proposals])
        return [Own(proposal, edit=_open_question(proposal, edits.get(proposal.id))) for proposal in proposals]

    return read


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
    if edit is None or current is None or not proposal.is_public or edit.number < current.number:
        return None
    return edit


def _comments_of(session: Session, participant_id: int) -> Callable[[int, int], Sequence[Own]]:
    def read(before: int, most: int) -> Sequence[Own]:
        comments = session.scalars(
            select(Comment)
            .where(Comment.author_id == participant_id, Comment.id < before)
            .order_by(Comment.id.desc())
            .limit(most)
            .options(
                joinedload(Comment.proposal).options(
                    joinedload(Proposal.consultation).selectinload(Consultation.phases),
                    joinedload(Proposal.current_revision),
                )
            )
        )
        return [Own(comment.proposal, comment) for comment in comments]

    return read
