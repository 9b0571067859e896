"""The actions of the Compact that proposals name."""

from __future__ import annotations

from sqlalchemy import func, select

from consultation.proposals.models import Alignment, Proposal, Revision
from exports.report.queries.model import RowsQuery, counts, status_of
from exports.report.scope.scope import Scope
from indicators.schemes import ACTION


def actions(scope: Scope) -> RowsQuery:
    """A row for each action that a proposal of the scope names, and that proposal; in the order of their codes."""
    in_scope = scope.proposals().subquery()  # joined, as of paragraphs
    return (
        select(Alignment.code, Proposal.reference, *counts(), status_of(Proposal), Revision.title)
        .join(Revision, Revision.id == Alignment.revision_id)
        .join(Proposal, Proposal.current_revision_id == Revision.id)
        .join(in_scope, in_scope.c.id == Proposal.id)
        .where(Alignment.scheme == ACTION)
        .order_by(func.length(Alignment.code), Alignment.code, func.length(Proposal.reference), Proposal.reference)
    )
