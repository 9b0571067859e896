"""Reading discussions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, case, desc, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, contains_eager, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from consultation.database import in_parts
from consultation.discussion.models import POSITIONS, Comment, Stance, is_shown, reference_of_comment
from consultation.errors import NotFound
from consultation.keeping.blocks import number_in
from consultation.people.models import Attributed, Status
from consultation.people.speaker import Speaker
from consultation.people.tokens import hashed
from consultation.process.models import Consultation
from consultation.proposals.models import Positions, Proposal, Revision
from consultation.proposals.queries import may_know
from consultation.web.identity import Identity
from consultation.web.paging import Page, read_cursor, write_cursor

THREADS = 25  # a page
FIRST_REPLIES = 3  # of each thread on a page of threads
REPLIES = 50  # a page, of one thread

TRACES = (Status.HIDDEN, Status.WITHDRAWN)
"""What has left a dated trace in its place, if it was public once."""


def _is_seen(comment: Any = Comment) -> ColumnElement[bool]:
    is_trace = and_(comment.status.in_(TRACES), comment.published_at.is_not(None))
    return and_(or_(comment.status == Status.PUBLISHED, is_trace), is_shown(comment))


@cache
def _begins() -> ColumnElement[bool]:
    """Whether a comment begins a thread: so does a reply to what is not shown any more."""
    parent = aliased(Comment)
    return Comment.parent_id.is_(None) | ~exists().where(parent.id == Comment.parent_id, _is_seen(parent))


@dataclass(frozen=True)
class ShownComment:
    """A comment as the discussion shows it, with the number of the revision it speaks of.

    Of one's own it is told whether others have answered it.
    """

    comment: Comment
    revision_number: int
    is_own: bool
    is_answered: bool = False

    @property
    def stance(self) -> Stance:
        """What it is to this reader."""
        return self.comment.stance if self.is_own else self.comment.stance_shown


@dataclass(frozen=True)
class Thread:
    """A comment and the first of its replies; `more` is the cursor that leads to the rest, `rest` their number."""

    opening: ShownComment
    replies: Sequence[ShownComment]
    rest: int
    more: str | None


def discussion_of(session: Session, proposal: Proposal, *, viewer: Identity | None, cursor: str | None) -> Page[Thread]:
    """Return a page of the discussion, newest threads first, each with its first replies, in two statements.

    Where comments are the viewer's own, a third one finds what others have answered.

    A cursor of one number asks for the threads after that place; one of two numbers, for the thread at that place alone
    and its replies later than the one whose reference has the second number.
    """
    numbers = read_cursor(cursor)
    if numbers is not None and len(numbers) == 2:
        return _one_thread(session, proposal, viewer, *numbers)
    return _threads(session, proposal, viewer, before=numbers[0] if numbers else None)


def get_comment(session: Session, reference: str, *, viewer: Identity | None) -> Comment:
    """Return a comment with its revision, its proposal and the consultation with its phases, for somebody to read.

    NotFound unless its place in the discussion is public, or the viewer wrote it or is of the secretariat.
    """
    found = session.scalars(_whole().where(Comment.reference == reference)).one_or_none()
    if found is None or not _may_know(found, viewer):
        raise NotFound(_("There is no such comment. Check the address, or start from the first page."))
    return found


def get_comment_of_id(session: Session, comment_id: int) -> Comment:
    """Return the comment of an id, whoever may read it, with what `get_comment` brings."""
    return session.scalars(_whole().where(Comment.id == comment_id)).one()


def get_own_comment(session: Session, reference: str, *, viewer: Identity | None) -> Comment:
    """Return a comment as `get_comment` does; NotFound unless the viewer wrote it."""
    found = get_comment(session, reference, viewer=viewer)
    if viewer is None or found.author_id != viewer.participant_id:
        raise NotFound(_("There is no such comment among yours. Check the address, or look at your contributions."))
    return found


def comments_with_proposals(
    session: Session, consultation: Consultation, *conditions: ColumnElement[bool], for_update: bool = False
) -> Sequence[Comment]:
    """Return the comments that fulfil the conditions with their proposals, by their references; locked when asked for.

    Proposals come with the consultation as it is given and with their current revision, replies with what they answer.
    """
    found = select(Comment).join(Proposal, Proposal.id == Comment.proposal_id)
    whole = found.options(
        contains_eager(Comment.proposal).joinedload(Proposal.current_revision), joinedload(Comment.parent)
    )
    ours = whole.where(Proposal.consultation_id == consultation.id, *conditions)
    in_order = ours.order_by(func.length(Comment.reference), Comment.reference)
    if for_update:
        in_order = in_order.with_for_update(of=Comment, key_share=True).execution_options(populate_existing=True)
    comments = session.scalars(in_order).all()
    for comment in comments:
        set_committed_value(comment.proposal, "consultation", consultation)
    return comments


def comments_to_publish(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Comment]:
    """Return the comments that fulfil the conditions, with their proposals and the consultations with their phases.

    They come in the order in which they were sent.
    """
    consultation = joinedload(Comment.proposal).joinedload(Proposal.consultation).selectinload(Consultation.phases)
    return session.scalars(select(Comment).where(*conditions).options(consultation).order_by(Comment.id)).all()


def answered(session: Session, comment_ids: Sequence[int]) -> set[int]:
    """Return the ids of those that somebody else than their author has answered: with what is, or was, shown."""
    answer = aliased(Comment)
    by_others = answer.author_id.is_distinct_from(Comment.author_id)
    found: set[int] = set()
    for some in in_parts(comment_ids):
        answers = select(Comment.id).join(answer, answer.parent_id == Comment.id).where(Comment.id.in_(some))
        found.update(session.scalars(answers.where(by_others, answer.published_at.is_not(None), is_shown(answer))))
    return found


def with_replies(session: Session, comment_ids: Sequence[int]) -> set[int]:
    """Return the ids of those that a reply hangs on, whoever wrote it and whatever became of it."""
    found: set[int] = set()
    for some in in_parts(comment_ids):
        replies = select(Comment.parent_id).where(Comment.parent_id.in_(some)).distinct()
        found.update(parent for parent in session.scalars(replies) if parent is not None)
    return found


def positions_by_group(session: Session, proposal: Proposal) -> dict[str, Positions]:
    """Return how many of each stakeholder group take which position now; "" is what is not stated."""
    how_many = (func.sum(case((Comment.stance == stance, 1), else_=0)) for stance in POSITIONS)
    counted = (
        select(Comment.stakeholder_group, *how_many)
        .where(Comment.proposal_id == proposal.id, Comment.status == Status.PUBLISHED)
        .where(Comment.stance.in_(POSITIONS), Comment.superseded_by_id.is_(None))
        .group_by(Comment.stakeholder_group)
    )
    return {group: Positions(*map(int, counts)) for group, *counts in session.execute(counted)}


def find_sent(session: Session, submission: str) -> Comment | None:
    """Return the comment that the form with this one-time key has sent already."""
    return session.scalars(select(Comment).where(Comment.submission == hashed(submission))).one_or_none()


def find_position(session: Session, proposal: Proposal, viewer: Identity | None) -> Comment | None:
    """Return the viewer's own current position on a proposal."""
    if viewer is None:
        return None
    return session.scalars(
        select(Comment).where(
            Comment.proposal_id == proposal.id,
            Comment.author_id == viewer.participant_id,
            Comment.status == Status.PUBLISHED,
            Comment.stance.in_(POSITIONS),
            Comment.superseded_by_id.is_(None),
            Comment.settles_at.is_(None),
        )
    ).one_or_none()


def find_last_speaker(
    session: Session, consultation: Consultation, viewer: Identity | None, *, since: datetime | None
) -> Speaker | None:
    """Return who spoke in the viewer's last contribution to a consultation since a moment, as far as it was shown.

    None where nothing of them was, and in a protected consultation where it would be a name or an organisation. A row
    of a sheet that stated who speaks says nothing of the viewer.
    """
    if viewer is None or since is None:
        return None
    comments = (
        select(Comment.created_at.label("moment"), *_shown_of(Comment))
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .where(Comment.author_id == viewer.participant_id, Comment.created_at >= since)
        .where(Proposal.consultation_id == consultation.id, Comment.status != Status.WITHDRAWN)
    )
    proposals = (
        select(Proposal.submitted_at.label("moment"), *_shown_of(Proposal))
        .where(Proposal.author_id == viewer.participant_id, Proposal.submitted_at >= since, Proposal.author_speaks())
        .where(Proposal.consultation_id == consultation.id, Proposal.status != Status.WITHDRAWN)
    )
    sent = [row for rows in (comments, proposals) for row in session.execute(rows.order_by(desc("moment")).limit(1))]
    if not sent:
        return None
    _moment, *shown = max(sent, key=lambda row: row.moment)
    last = Speaker(*shown)
    would_name = consultation.is_protected and (last.organisation or last.name)
    return last if last.shows_somebody and not would_name else None


def _shown_of(kind: type[Attributed]) -> tuple[InstrumentedAttribute[Any], ...]:
    return kind.attribution, kind.stakeholder_group, kind.region, kind.organisation, kind.name


def revision_id_of(session: Session, proposal: Proposal, number: str) -> int | None:
    """Return the id of a public revision of a proposal by its number as an address or a form carries it."""
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        return None
    return session.scalar(
        select(Revision.id).where(
            Revision.proposal_id == proposal.id, Revision.number == int(number), Revision.status == Status.PUBLISHED
        )
    )


def cursor_of(session: Session, comment: Comment) -> str | None:
    """Return the cursor of a page of the discussion that shows this comment; None for the first."""
    ours = (Comment.proposal_id == comment.proposal_id, _is_seen())
    opening = session.scalars(select(Comment).where(Comment.id == comment.parent_id, *ours)).one_or_none() or comment
    if opening is not comment:
        earlier = select(Comment.reference).where(*ours, Comment.parent_id == opening.id, Comment.id < comment.id)
        last = session.scalars(earlier.order_by(Comment.id.desc()).limit(FIRST_REPLIES)).all()
        if len(last) == FIRST_REPLIES:
            return _place_after(opening, last[0])
    if opening.published_number is None:
        return None
    later = select(func.count()).where(*ours, _begins(), Comment.published_number > opening.published_number)
    return write_cursor(opening.published_number + 1) if (session.scalar(later) or 0) >= THREADS else None


def _place_after(opening: Comment, reference: str) -> str:
    return write_cursor(opening.published_number or 0, number_in(reference))


def _whole() -> Select[Comment]:
    consultation = joinedload(Comment.proposal).joinedload(Proposal.consultation).selectinload(Consultation.phases)
    return select(Comment).options(
        consultation,
        joinedload(Comment.revision),
        joinedload(Comment.proposal).joinedload(Proposal.current_revision),
        joinedload(Comment.parent),
    )


def _may_know(comment: Comment, viewer: Identity | None) -> bool:
    if viewer is not None and (comment.author_id == viewer.participant_id or (viewer.is_officer and comment.is_shown)):
        return True
    is_trace = comment.status in TRACES and comment.published_at is not None
    return comment.is_shown and (comment.is_public or is_trace) and may_know(comment.proposal, viewer)


def _threads(session: Session, proposal: Proposal, viewer: Identity | None, before: int | None) -> Page[Thread]:
    openings = _seen(proposal).where(_begins()).order_by(Comment.published_number.desc()).limit(THREADS + 1)
    if before is not None:
        openings = openings.where(Comment.published_number < before)
    found = [_spoken(comment, number, viewer) for comment, number in session.execute(openings)]
    shown = found[:THREADS]
    threads = _with_first_replies(session, proposal, viewer, shown)
    older = write_cursor(shown[-1].comment.published_number or 0) if len(found) > THREADS else None
    return Page(_with_answered(session, threads), older, is_first=before is None)


def _with_answered(session: Session, threads: Sequence[Thread]) -> list[Thread]:
    own = [thread.opening.comment.id for thread in threads if thread.opening.is_own]
    if not own:
        return list(threads)
    found = answered(session, own)
    return [
        replace(thread, opening=replace(thread.opening, is_answered=thread.opening.comment.id in found))
        for thread in threads
    ]


def _with_first_replies(
    session: Session, proposal: Proposal, viewer: Identity | None, openings: Sequence[ShownComment]
) -> list[Thread]:
    ids = [spoken.comment.id for spoken in openings]
    place = func.row_number().over(partition_by=Comment.parent_id, order_by=Comment.id).label("place")
    total = func.count().over(partition_by=Comment.parent_id).label("total")
    placed = select(Comment.id, place, total).where(Comment.parent_id.in_(ids), _is_seen()).subquery()
    found = (
        _seen(proposal)
        .add_columns(placed.c.total)
        .join(placed, placed.c.id == Comment.id)
        .where(placed.c.place <= FIRST_REPLIES)
        .order_by(Comment.parent_id, Comment.id)
    )
    replies: dict[int | None, list[ShownComment]] = defaultdict(list)
    totals: dict[int | None, int] = defaultdict(int)
    for comment, number, count in session.execute(found):
        replies[comment.parent_id].append(_spoken(comment, number, viewer))
        totals[comment.parent_id] = count
    return [_thread(opening, replies[opening.comment.id], totals[opening.comment.id]) for opening in openings]


def _thread(opening: ShownComment, replies: Sequence[ShownComment], total: int) -> Thread:
    rest = total - len(replies)
    more = _place_after(opening.comment, replies[-1].comment.reference) if rest else None
    return Thread(opening, replies, rest, more)


def _one_thread(session: Session, proposal: Proposal, viewer: Identity | None, place: int, after: int) -> Page[Thread]:
    ours = _seen(proposal)
    opening = session.execute(ours.where(Comment.published_number == place, _begins())).one_or_none()
    if opening is None:
        return Page([], None, is_first=False)
    comment, number = opening
    other = aliased(Comment)
    read = select(other.id).where(other.reference == reference_of_comment(after)).scalar_subquery()
    later = ours.where(Comment.parent_id == comment.id, Comment.id > read).order_by(Comment.id).limit(REPLIES + 1)
    found = [_spoken(reply, of, viewer) for reply, of in session.execute(later)]
    shown = found[:REPLIES]
    older = _place_after(comment, shown[-1].comment.reference) if len(found) > REPLIES else None
    thread = Thread(_spoken(comment, number, viewer), shown, 0, None)
    return Page(_with_answered(session, [thread]), older, is_first=False)


def _seen(proposal: Proposal) -> Select[Comment, int]:
    return (
        select(Comment, Revision.number)
        .join(Revision, Revision.id == Comment.revision_id)
        .where(Comment.proposal_id == proposal.id, _is_seen())
    )


def _spoken(comment: Comment, number: int, viewer: Identity | None) -> ShownComment:
    return ShownComment(comment, number, is_own=viewer is not None and comment.author_id == viewer.participant_id)
