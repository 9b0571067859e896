"""Reading discussions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from consultation.discussion.models import Comment
from consultation.people.models import Status
from consultation.proposals.models import Proposal, Revision
from consultation.web.identity import Identity
from consultation.web.paging import Page, read_cursor, write_cursor

THREADS = 25  # a page
FIRST_REPLIES = 5  # of each thread on a page of threads
REPLIES = 50  # a page, of one thread

# What others see of a discussion: a hidden or withdrawn comment leaves a trace in its place.
SEEN = (Status.PUBLISHED, Status.HIDDEN, Status.WITHDRAWN)


@dataclass(frozen=True)
class Spoken:
    """A comment in its place, with the number of the revision it speaks of."""

    comment: Comment
    revision_number: int
    is_own: bool


@dataclass(frozen=True)
class Thread:
    """A comment and the first of its replies; `more` is the cursor that leads to the rest, `rest` their number."""

    opening: Spoken
    replies: Sequence[Spoken]
    rest: int
    more: str | None


def discussion_of(session: Session, proposal: Proposal, *, viewer: Identity | None, cursor: str | None) -> Page[Thread]:
    """Return a page of the discussion, newest threads first, each with its first replies, in two statements.

    A cursor of one number asks for the threads older than that comment; one of two numbers, for one thread alone and
    its replies later than the second.
    """
    numbers = read_cursor(cursor)
    if numbers is not None and len(numbers) == 2:
        return _one_thread(session, proposal, viewer, *numbers)
    return _threads(session, proposal, viewer, before=numbers[0] if numbers else None)


def _threads(session: Session, proposal: Proposal, viewer: Identity | None, before: int | None) -> Page[Thread]:
    openings = _seen(proposal).where(Comment.parent_id.is_(None)).order_by(Comment.id.desc()).limit(THREADS + 1)
    if before is not None:
        openings = openings.where(Comment.id < before)
    found = [_spoken(comment, number, viewer) for comment, number in session.execute(openings)]
    shown = found[:THREADS]
    threads = _with_first_replies(session, proposal, viewer, shown)
    older = write_cursor(shown[-1].comment.id) if len(found) > THREADS else None
    return Page(threads, older, is_first=before is None)


def _with_first_replies(
    session: Session, proposal: Proposal, viewer: Identity | None, openings: Sequence[Spoken]
) -> list[Thread]:
    ids = [spoken.comment.id for spoken in openings]
    place = func.row_number().over(partition_by=Comment.parent_id, order_by=Comment.id).label("place")
    total = func.count().over(partition_by=Comment.parent_id).label("total")
    placed = select(Comment.id, place, total).where(Comment.parent_id.in_(ids), Comment.status.in_(SEEN)).subquery()
    found = (
        _seen(proposal)
        .add_columns(placed.c.total)
        .join(placed, placed.c.id == Comment.id)
        .where(placed.c.place <= FIRST_REPLIES)
        .order_by(Comment.parent_id, Comment.id)
    )
    replies: dict[int | None, list[Spoken]] = defaultdict(list)
    totals: dict[int | None, int] = defaultdict(int)
    for comment, number, count in session.execute(found):
        replies[comment.parent_id].append(_spoken(comment, number, viewer))
        totals[comment.parent_id] = count
    return [_thread(opening, replies[opening.comment.id], totals[opening.comment.id]) for opening in openings]


def _thread(opening: Spoken, replies: Sequence[Spoken], total: int) -> Thread:
    rest = total - len(replies)
    return Thread(opening, replies, rest, write_cursor(opening.comment.id, replies[-1].comment.id) if rest else None)


def _one_thread(session: Session, proposal: Proposal, viewer: Identity | None, parent: int, after: int) -> Page[Thread]:
    ours = _seen(proposal)
    opening = session.execute(ours.where(Comment.id == parent, Comment.parent_id.is_(None))).one_or_none()
    if opening is None:
        return Page([], None, is_first=False)
    comment, number = opening
    later = ours.where(Comment.parent_id == parent, Comment.id > after).order_by(Comment.id).limit(REPLIES + 1)
    found = [_spoken(comment, number, viewer) for comment, number in session.execute(later)]
    shown = found[:REPLIES]
    older = write_cursor(parent, shown[-1].comment.id) if len(found) > REPLIES else None
    return Page([Thread(_spoken(comment, number, viewer), shown, 0, None)], older, is_first=False)


def _seen(proposal: Proposal) -> Select[Comment, int]:
    return (
        select(Comment, Revision.number)
        .join(Revision, Revision.id == Comment.revision_id)
        .where(Comment.proposal_id == proposal.id, Comment.status.in_(SEEN))
    )


def _spoken(comment: Comment, number: int, viewer: Identity | None) -> Spoken:
    return Spoken(comment, number, is_own=viewer is not None and comment.author_id == viewer.participant_id)
