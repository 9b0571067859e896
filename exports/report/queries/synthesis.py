"""The secretariat's summaries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, true

from consultation.proposals.models import Proposal, Revision
from consultation.synthesis.models import Summary
from exports.report.queries.model import RowsQuery
from exports.report.scope.audiences import Audience
from exports.report.scope.scope import Scope

_SAID = (
    Summary.number.label("revision"),
    Summary.text.label("text"),
    Summary.language.label("language"),
    Summary.is_public.label("is_public"),
    Summary.written_at.label("worded_at"),
    Summary.replaced_at.label("replaced_at"),
)


def summaries_of_subjects(scope: Scope) -> RowsQuery:
    """A row for each wording of a summary of an objective or theme; their order is that of the framework."""
    return select(Summary.code.label("reference"), *_SAID).where(_of_subject(scope)).order_by(Summary.number)


def summaries_of_proposals(scope: Scope) -> RowsQuery:
    """A row for each wording of a summary of a proposal of the scope, in the order of the proposals."""
    return (
        select(Proposal.reference.label("reference"), Revision.title.label("title"), *_SAID)
        .select_from(Summary)
        .join(Proposal, Proposal.id == Summary.proposal_id)
        .join(Revision, Revision.id == Proposal.current_revision_id)
        .where(_of_proposal(scope))
        .order_by(func.length(Proposal.reference), Proposal.reference, Summary.number)
    )


def is_in_scope(scope: Scope) -> ColumnElement[bool]:
    """Whether a wording is in the scope and its audience reads it."""
    return _of_subject(scope) | _of_proposal(scope)


def current_summary(scope: Scope) -> ColumnElement[Any]:
    """The text of the summary of a proposal that counts, as the audience reads it."""
    current = and_(Summary.proposal_id == Proposal.id, Summary.replaced_at.is_(None))
    return select(Summary.text).where(current, _is_read(scope)).correlate(Proposal).scalar_subquery()


def _of_proposal(scope: Scope) -> ColumnElement[bool]:
    return and_(Summary.proposal_id.in_(scope.proposals()), _is_read(scope))


def _of_subject(scope: Scope) -> ColumnElement[bool]:
    """Of every one, unless the filter asks for one of them."""
    asked = tuple(filter(None, (scope.filters.objective, scope.filters.theme))) or scope.selection.objectives
    of_asked = Summary.code.in_(asked) if asked else true()
    of_consultation = and_(Summary.proposal_id.is_(None), Summary.consultation_id == scope.consultation_id)
    return and_(of_consultation, of_asked, _is_read(scope))


def _is_read(scope: Scope) -> ColumnElement[bool]:
    """Whether the audience reads a wording: the secretariat all of them, others what counts and is for them."""
    if scope.audience is Audience.SECRETARIAT:
        return true()
    is_theirs = true() if scope.reads_all_summaries else Summary.is_public
    return and_(Summary.replaced_at.is_(None), is_theirs, Summary.text != "")
