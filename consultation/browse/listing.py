"""What organisations have said in a consultation: which there are, and what one of them said, as far as it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select, union_all
from sqlalchemy.orm import Session, contains_eager

from consultation.browse.queries import LISTED, ListedProposal
from consultation.discussion.models import Comment, is_shown
from consultation.people.models import Attributed, Status
from consultation.process.models import Consultation
from consultation.proposals.models import Proposal, Revision
from consultation.web.paging import Page, write_cursor

ORGANISATIONS: Final = 50  # a page
SAID: Final = 25  # proposals, and comments, a page


@dataclass(frozen=True)
class Organisation:
    """An organisation as it is written: how much shows it, and how much of that the secretariat has confirmed."""

    name: str
    proposals: int
    comments: int
    confirmed: int

    @property
    def self_declared(self) -> int:
        return self.proposals + self.comments - self.confirmed


def organisations_of(session: Session, consultation: Consultation, *, after: str) -> tuple[Sequence[Organisation], str]:
    """Return a page of the organisations that what is published shows, by their names, and where the next one begins.

    The page begins after a name; "" is the beginning, and that there is no further page. One name written in two ways
    is two.
    """
    shown = union_all(
        _counted(Proposal, _proposals(consultation), proposals=1, comments=0),
        _counted(Comment, _comments(consultation), proposals=0, comments=1),
    ).subquery()
    counts = (func.sum(shown.c[name]).label(name) for name in ("proposals", "comments", "confirmed"))
    found = select(shown.c.organisation, *counts).where(shown.c.organisation > after)
    in_order = found.group_by(shown.c.organisation).order_by(shown.c.organisation).limit(ORGANISATIONS + 1)
    rows = [Organisation(name, *map(int, numbers)) for name, *numbers in session.execute(in_order)]
    return rows[:ORGANISATIONS], rows[ORGANISATIONS - 1].name if len(rows) > ORGANISATIONS else ""


def proposals_of_organisation(session: Session, consultation: Consultation, name: str) -> Sequence[ListedProposal]:
    """Return the newest published proposals that show this organisation, one more than a page."""
    found = select(*LISTED).join(Revision, Revision.id == Proposal.current_revision_id)
    shown = found.where(*_proposals(consultation), Proposal.organisation == name)
    newest = shown.order_by(Proposal.published_number.desc()).limit(SAID + 1)
    rows: list[Any] = list(session.execute(newest))
    return [ListedProposal(*row) for row in rows]


def comments_of_organisation(
    session: Session, consultation: Consultation, name: str, *, before: int | None
) -> Page[Comment]:
    """Return a page of the published comments that show this organisation, the newest first, with their proposals."""
    found = select(Comment).join(Proposal, Proposal.id == Comment.proposal_id)
    whole = found.options(contains_eager(Comment.proposal).joinedload(Proposal.current_revision))
    shown = whole.where(*_comments(consultation), Comment.organisation == name)
    if before is not None:
        shown = shown.where(Comment.published_number < before)
    rows = session.scalars(shown.order_by(Comment.published_number.desc()).limit(SAID + 1)).all()
    older = write_cursor(rows[SAID - 1].published_number or 0) if len(rows) > SAID else None
    return Page(rows[:SAID], older, is_first=before is None)


def _counted(
    kind: type[Attributed], which: Sequence[ColumnElement[bool]], *, proposals: int, comments: int
) -> Select[*tuple[Any, ...]]:
    found: Select[*tuple[Any, ...]] = select(
        kind.organisation.label("organisation"),
        (func.count() * proposals).label("proposals"),
        (func.count() * comments).label("comments"),
        func.count(kind.confirmed_at).label("confirmed"),
    )
    if kind is Comment:
        found = found.join(Proposal, Proposal.id == Comment.proposal_id)
    return found.where(*which, kind.organisation != "").group_by(kind.organisation)


def _proposals(consultation: Consultation) -> Sequence[ColumnElement[bool]]:
    return Proposal.consultation_id == consultation.id, Proposal.status == Status.PUBLISHED


def _comments(consultation: Consultation) -> Sequence[ColumnElement[bool]]:
    return *_proposals(consultation), Comment.status == Status.PUBLISHED, is_shown()
