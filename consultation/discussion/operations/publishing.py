"""Publishing comments, and counting what is public of a discussion."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, case, func, select, update
from sqlalchemy.orm import Session

from consultation.counters.list_places import draw_place
from consultation.discussion.models import POSITIONS, Comment
from consultation.discussion.queries import comments_to_publish
from consultation.people.models import Status
from consultation.process.appearance import appears_at
from consultation.process.zones import day_in
from consultation.proposals.models import Proposal
from consultation.proposals.queries import hold_all
from consultation.proposals.search.public_counts import change_counts, site_numbers_of

COUNTED: Final = ("comment_count", "support_count", "changes_count", "concern_count")


def appear(session: Session, comment: Comment, *, now: datetime) -> None:
    """Show a comment: at once, or where the consultation is protected with all others."""
    comment.appears_at = appears_at(comment.proposal.consultation, now)
    if comment.appears_at is None:
        publish(session, comment, now=now)
    else:
        comment.status = Status.HELD


def release_comments(session: Session, *, now: datetime) -> None:
    """Show every comment whose moment has come; only now do positions count, and only now are they found anew."""
    due, settling = and_(Comment.status == Status.HELD, Comment.appears_at <= now), Comment.settles_at <= now
    hold_all(session, session.scalars(select(Comment.proposal_id).where(due | settling).distinct()).all())
    settled = comments_to_publish(session, settling)
    for comment in settled:
        _settle_anew(session, comment)
    comments = comments_to_publish(session, due)
    for comment in comments:
        moment = comment.appears_at or now
        comment.appears_at = None
        publish(session, comment, now=moment)
        comment.version, comment.changed_at = comment.version + 1, moment
        session.flush()  # of two positions the later one takes the place of the earlier
    for proposal in {comment.proposal for comment in (*settled, *comments)}:
        recount(session, proposal)


def _settle_anew(session: Session, comment: Comment) -> None:
    """Find whether a position is its author's current one, whatever moved that since its place was last found."""
    latest = _find_later(session, comment)
    if latest is None and comment.is_public:
        _replace_earlier(session, comment)
    comment.superseded_by_id, comment.settles_at = latest, None
    comment.version += 1
    session.flush()  # before the next is looked at


def publish(session: Session, comment: Comment, *, now: datetime) -> None:
    """Show a comment to everybody from now on; what was public before keeps its day and its place."""
    settle(session, comment)
    comment.status = Status.PUBLISHED
    if comment.published_at is None:
        comment.published_at = now
        comment.published_on = day_of(comment, now)
        comment.published_number = draw_place(session, comment.published_on, Comment.published_number)


def settle(session: Session, comment: Comment) -> None:
    """Find, before a comment becomes public, which of its author's positions is the current one: the latest.

    One that was superseded before stays so. No row's date says that its place was taken: it would be the other's.
    """
    if not comment.takes_position or comment.is_replaced:
        return
    comment.superseded_by_id = _find_later(session, comment)
    if comment.superseded_by_id is None:
        _replace_earlier(session, comment)


def _find_later(session: Session, comment: Comment) -> int | None:
    """Return the id of the latest current position that its author took after a comment."""
    later = select(func.max(Comment.id)).where(Comment.id > comment.id, *_current_positions_beside(comment))
    return session.scalar(later)


def _replace_earlier(session: Session, comment: Comment) -> None:
    """Let a comment take the place of every current position that its author took before it."""
    earlier = update(Comment).where(Comment.id < comment.id, *_current_positions_beside(comment))
    replaced = earlier.values(superseded_by_id=comment.id, version=Comment.version + 1)
    session.execute(replaced.execution_options(synchronize_session="fetch"))


def _current_positions_beside(comment: Comment) -> tuple[ColumnElement[bool], ...]:
    return (
        Comment.proposal_id == comment.proposal_id,
        Comment.author_id == comment.author_id,
        Comment.status == Status.PUBLISHED,
        Comment.stance.in_(POSITIONS),
        Comment.superseded_by_id.is_(None),
    )


def day_of(comment: Comment, moment: datetime) -> date:
    """Return the day it is at a moment where a comment's consultation is held."""
    return day_in(moment, comment.proposal.consultation.zone)


def recount(session: Session, proposal: Proposal) -> None:
    """Write what is public of the discussion into the proposal's counts: comments with words, current positions."""
    session.flush()
    before = site_numbers_of(proposal)
    is_current = Comment.superseded_by_id.is_(None)
    counts = session.execute(
        select(
            _how_many(Comment.text != ""),
            *(_how_many((Comment.stance == stance) & is_current) for stance in POSITIONS),
        ).where(Comment.proposal_id == proposal.id, Comment.status == Status.PUBLISHED)
    ).one()
    for name, count in zip(COUNTED, counts, strict=True):
        setattr(proposal, name, count)
    proposal.contested_count = min(proposal.support_count + proposal.changes_count, proposal.concern_count)
    session.flush()
    if proposal.is_public:
        change_counts(session, added=site_numbers_of(proposal), removed=before)


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
