"""Which of some references are of contributions that are gone: withdrawn, or deleted with an undone upload."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.database import in_parts
from consultation.discussion.models import Comment
from consultation.people.models import Status
from consultation.proposals.models import Proposal
from exports.fill_in.sent_table import REFERENCE


def withdrawn_among(session: Session, references: Collection[str]) -> set[str]:
    """Return which of these proposals and comments were withdrawn, or are comments on what was."""
    found: set[str] = set()
    for some in in_parts(sorted(references)):
        proposals = select(Proposal.reference).where(Proposal.reference.in_(some), Proposal.status == Status.WITHDRAWN)
        comments = select(Comment.reference).join(Proposal, Proposal.id == Comment.proposal_id)
        is_gone = (Comment.status == Status.WITHDRAWN) | (Proposal.status == Status.WITHDRAWN)
        found.update(str(one) for one in session.scalars(proposals))
        found.update(session.scalars(comments.where(Comment.reference.in_(some), is_gone)))
    return found


def deleted_among(session: Session, references: Collection[str]) -> set[str]:
    """Return which of these, that rows of lists from here are about, no proposal and no comment has."""
    asked = {reference for reference in references if REFERENCE.fullmatch(reference)}
    there: set[str] = set()
    for some in in_parts(sorted(asked)):
        there.update(
            str(one) for one in session.scalars(select(Proposal.reference).where(Proposal.reference.in_(some)))
        )
        there.update(session.scalars(select(Comment.reference).where(Comment.reference.in_(some))))
    return asked - there
