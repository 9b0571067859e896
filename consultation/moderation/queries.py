"""Reading what the secretariat has to look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, joinedload

from consultation.discussion.models import Comment, is_shown
from consultation.people.models import Status
from consultation.proposals.models import Proposal, Revision
from consultation.web.paging import Page, Read, read_in_one_order

ContributionKind: TypeAlias = type[Proposal] | type[Comment]


@dataclass(frozen=True)
class QueueItem:
    """A proposal in one of its revisions, or a comment on a proposal; `number` is its place: a day, and chance."""

    proposal: Proposal
    revision: Revision
    moment: datetime
    number: int
    comment: Comment | None = None

    @property
    def is_edit(self) -> bool:
        """Whether it is a change that waits beside the public text of a proposal."""
        return self.comment is None and self.revision.id != self.proposal.current_revision_id

    @property
    def is_approved(self) -> bool:
        """Whether it waits only for its hour."""
        return self.comment.is_approved if self.comment else self.revision.is_approved

    @property
    def contribution(self) -> Proposal | Comment:
        return self.comment or self.proposal


def held(session: Session, *, cursor: str | None, most: int) -> Page[QueueItem]:
    """Return a page of what waits to be published: proposals, edits of proposals, comments; the oldest first."""
    return _waiting(session, _is_held, cursor=cursor, most=most)


def approved(session: Session, *, cursor: str | None, most: int) -> Page[QueueItem]:
    """Return a page of what is approved and waits for its hour, as `held` does."""
    return _waiting(session, _is_approved, cursor=cursor, most=most)


def _is_held(kind: type[Revision] | type[Comment]) -> ColumnElement[bool]:
    waits = and_(kind.status == Status.HELD, kind.appears_at.is_(None))
    return waits | Comment.sent_again if kind is Comment else waits


def _is_approved(kind: type[Revision] | type[Comment]) -> ColumnElement[bool]:
    return and_(kind.status == Status.HELD, kind.appears_at.is_not(None))


Condition: TypeAlias = Callable[[type[Revision] | type[Comment]], ColumnElement[bool]]


def _waiting(session: Session, condition: Condition, *, cursor: str | None, most: int) -> Page[QueueItem]:

    def revisions(after: int, so_many: int) -> Sequence[QueueItem]:
        waiting = select(Revision).where(condition(Revision), Revision.sent_number > after)
        in_order = waiting.order_by(Revision.sent_number).limit(so_many)
        with_proposal = in_order.options(joinedload(Revision.proposal).joinedload(Proposal.consultation))
        return [
            QueueItem(revision.proposal, revision, revision.created_at, revision.sent_number or 0)
            for revision in session.scalars(with_proposal)
        ]

    def comments(after: int, so_many: int) -> Sequence[QueueItem]:
        waiting = select(Comment).where(condition(Comment), Comment.sent_number > after)
        return _of_comments(session, waiting.order_by(Comment.sent_number).limit(so_many))

    return _alongside(revisions, comments, cursor=cursor, most=most, newest_first=False)


def number_held(session: Session) -> int:
    """Return how many wait to be published: proposals, edits of proposals, comments."""
    return _number(session, _is_held)


def number_approved(session: Session) -> int:
    """Return how many are approved and wait for their hour."""
    return _number(session, _is_approved)


def _number(session: Session, condition: Condition) -> int:
    waiting = (select(func.count()).where(condition(kind)) for kind in (Revision, Comment))
    return sum(session.scalar(count) or 0 for count in waiting)


def number_to_confirm(session: Session) -> int:
    """Return how many show a group or an organisation that is not confirmed."""
    return sum(session.scalar(select(func.count()).where(_is_to_confirm(kind))) or 0 for kind in (Proposal, Comment))


def number_confirmed(session: Session) -> int:
    """Return how many show a group or an organisation that is confirmed."""
    return sum(session.scalar(select(func.count()).where(_is_confirmed(kind))) or 0 for kind in (Proposal, Comment))


def contributions_by_reference(session: Session, references: Sequence[str]) -> list[Proposal | Comment]:
    """Return the contributions that have these references, in the order in which everybody locks them."""
    proposals = select(Proposal).where(Proposal.reference.in_(references)).order_by(Proposal.id)
    comments = select(Comment).where(Comment.reference.in_(references)).order_by(Comment.id)
    return [*session.scalars(proposals), *session.scalars(comments)]


def to_confirm(session: Session, *, cursor: str | None, most: int) -> Page[QueueItem]:
    """Return a page of what shows a group or an organisation that is not confirmed, the newest first.

    Each contribution stands by itself: there is no list by person.
    """
    return _newest(session, _is_to_confirm, cursor=cursor, most=most)


def confirmed(session: Session, *, cursor: str | None, most: int) -> Page[QueueItem]:
    """Return a page of what shows a group or an organisation that is confirmed, as `to_confirm` does."""
    return _newest(session, _is_confirmed, cursor=cursor, most=most)


def recent(session: Session, *, cursor: str | None, most: int) -> Page[QueueItem]:
    """Return a page of everything that was sent, whatever became of it, the newest first."""
    return _newest(session, lambda kind: kind.status != Status.DRAFT, cursor=cursor, most=most)


def _is_to_confirm(kind: ContributionKind) -> ColumnElement[bool]:
    return _shows_somebody(kind) & kind.confirmed_at.is_(None)


def _is_confirmed(kind: ContributionKind) -> ColumnElement[bool]:
    return _shows_somebody(kind) & kind.confirmed_at.is_not(None)


def _shows_somebody(kind: ContributionKind) -> ColumnElement[bool]:
    shows_something = (kind.stakeholder_group != "") | (kind.organisation != "")
    shows_something &= kind.status.in_((Status.PUBLISHED, Status.HELD))
    return shows_something & is_shown() if kind is Comment else shows_something


def _newest(
    session: Session, condition: Callable[[ContributionKind], ColumnElement[bool]], *, cursor: str | None, most: int
) -> Page[QueueItem]:
    def proposals(before: int, so_many: int) -> Sequence[QueueItem]:
        wanted = select(Proposal).where(condition(Proposal), Proposal.sent_number < before)
        in_order = wanted.order_by(Proposal.sent_number.desc()).limit(so_many)
        whole = (joinedload(Proposal.current_revision), joinedload(Proposal.consultation))
        return [
            QueueItem(proposal, proposal.current_revision, proposal.created_at, proposal.sent_number or 0)
            for proposal in session.scalars(in_order.options(*whole))
            if proposal.current_revision
        ]

    def comments(before: int, so_many: int) -> Sequence[QueueItem]:
        wanted = select(Comment).where(condition(Comment), is_shown(), Comment.sent_number < before)
        return _of_comments(session, wanted.order_by(Comment.sent_number.desc()).limit(so_many))

    return _alongside(proposals, comments, cursor=cursor, most=most, newest_first=True)


def _of_comments(session: Session, wanted: Select[Comment]) -> Sequence[QueueItem]:
    proposal = joinedload(Comment.proposal)
    with_proposal = wanted.options(
        joinedload(Comment.revision),
        proposal.joinedload(Proposal.current_revision),
        proposal.joinedload(Proposal.consultation),
    )
    return [
        QueueItem(comment.proposal, comment.revision, _since(comment), comment.sent_number or 0, comment)
        for comment in session.scalars(with_proposal)
    ]


def _since(comment: Comment) -> datetime:
    """Return since when a comment waits, where it does: also what was refused and is sent again waits from then on."""
    return comment.changed_at if comment.status is Status.HELD else comment.created_at


def _alongside(
    one: Read[QueueItem], other: Read[QueueItem], *, cursor: str | None, most: int, newest_first: bool
) -> Page[QueueItem]:
    return read_in_one_order(
        one, other, cursor=cursor, number=lambda item: item.number, most=most, newest_first=newest_first
    )
