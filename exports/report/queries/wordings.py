"""The wordings of proposals that were changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, func, select

from consultation.proposals.models import REVISION_OF, Alignment, Proposal, Revision
from exports.report.queries.model import WHO, RowsQuery, answers_of, status_of
from exports.report.scope.scope import Scope


def revisions(scope: Scope) -> RowsQuery:
    """A row for each wording of a proposal of the scope that has more than one, in their order.

    `reference` tells the wordings apart, `proposal_reference` is that of the proposal.
    """
    model = REVISION_OF[scope.kind]
    return (
        select(
            _of_wording(model).label("reference"),
            Proposal.reference.label("proposal_reference"),
            *(getattr(Proposal, name) for name in ("origin", "proposer", *WHO)),
            model.number.label("revision"),
            status_of(model),
            model.language.label("language"),
            model.created_at.label("worded_at"),
            *answers_of(scope),
        )
        .select_from(model)
        .join(Proposal, Proposal.id == model.proposal_id)
        .where(is_listed(scope, model))
        .order_by(func.length(Proposal.reference), Proposal.reference, model.number)
    )


def alignments_of_revisions(scope: Scope) -> RowsQuery:
    """What the wordings of `revisions` name, as `alignments` gives it, in their order."""
    return (
        select(
            _of_wording(Revision).label("reference"),
            Alignment.scheme,
            Alignment.code,
            Alignment.is_primary,
            Alignment.position,
        )
        .select_from(Revision)
        .join(Alignment, Alignment.revision_id == Revision.id)
        .join(Proposal, Proposal.id == Revision.proposal_id)
        .where(is_listed(scope, Revision))
        .order_by(func.length(Proposal.reference), Proposal.reference, Revision.number)
        .order_by(Alignment.scheme, Alignment.position)
    )


def _of_wording(model: type[Revision]) -> ColumnElement[Any]:
    return Proposal.reference + "/" + cast(model.number, Text)


def is_listed(scope: Scope, model: type[Revision]) -> ColumnElement[bool]:
    """Whether a wording is seen by the audience and its proposal has another one that is."""
    several = (
        select(Revision.proposal_id)
        .where(Revision.proposal_id.in_(scope.proposals()), Revision.status.in_(scope.wordings))
        .group_by(Revision.proposal_id)
        .having(func.count() > 1)
    )
    return and_(model.status.in_(scope.wordings), model.proposal_id.in_(several))
