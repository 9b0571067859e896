"""What references stand for, and whether it is still there."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.database import in_parts
from consultation.discussion.models import Comment
from consultation.people.models import Status
from consultation.proposals.models import Proposal


def taken_back(session: Session, references: Collection[str]) -> set[str]:
    """Return which of these proposals and comments were taken back; comments with what they are about."""
    found: set[str] = set()
    for some in in_parts(sorted(references)):
        proposals = select(Proposal.reference).where(Proposal.reference.in_(some), Proposal.status == Status.WITHDRAWN)
        comments = select(Comment.reference).join(Proposal, Proposal.id == Comment.proposal_id)
        is_gone = (Comment.status == Status.WITHDRAWN) | (Proposal.status == Status.WITHDRAWN)
        found.update(str(one) for one in session.scalars(proposals))
        found.update(session.scalars(comments.where(Comment.reference.in_(some), is_gone)))
    return found
