"""What the database says when it is asked for numbers instead of rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, func, select

from consultation.discussion.models import POSITIONS, Comment
from consultation.people.models import Status
from consultation.proposals.models import REVISION_OF, Alignment, Proposal, Revision
from consultation.synthesis.models import Summary
from exports.report.queries.items import changed_at, is_listed_comment
from exports.report.queries.model import RowsQuery, answers_of, octets
from exports.report.queries.synthesis import is_in_scope
from exports.report.queries.wordings import is_listed
from exports.report.scope.scope import Scope
from indicators.schemes import PARAGRAPH


def facts(scope: Scope) -> RowsQuery:
    """One row, counted apart from the rows themselves: numbers of what the sheets must hold, and the last changes."""
    in_scope = Proposal.id.in_(scope.proposals())
    comment = select(func.count()).select_from(Comment).join(Proposal, Proposal.id == Comment.proposal_id)
    counting = comment.where(Comment.status == Status.PUBLISHED, Proposal.id.in_(scope.published()))
    position = counting.where(Comment.superseded_by_id.is_(None), Comment.stance.in_(POSITIONS))
    wordings = select(func.count()).select_from(Revision).where(is_listed(scope, Revision))
    summary = select(func.count()).select_from(Summary).where(is_in_scope(scope))
    of_paragraphs, different = Alignment.scheme == PARAGRAPH, func.count(Alignment.code.distinct())
    return select(
        select(func.count()).select_from(Proposal).where(in_scope).scalar_subquery().label("proposals"),
        comment.where(is_listed_comment(scope), in_scope).scalar_subquery().label("comments"),
        position.scalar_subquery().label("positions"),
        counting.where(Comment.text != "").scalar_subquery().label("worded"),
        _named(scope, func.count()).scalar_subquery().label("alignments"),
        _named(scope, func.count().filter(of_paragraphs)).scalar_subquery().label("paragraph_rows"),
        _named(scope, different.filter(of_paragraphs)).scalar_subquery().label("paragraphs"),
        wordings.scalar_subquery().label("revisions"),
        summary.scalar_subquery().label("summaries"),
        *_last_changes(scope),
    )


def sizes(scope: Scope) -> RowsQuery:
    """One row: how many bytes of text the sheets of proposals and of comments hold."""
    model = REVISION_OF[scope.kind]
    said = [octets(cast(answer, Text)) for answer in answers_of(scope)]
    proposals = (
        select(func.sum(reduce(add, (func.coalesce(size, 0) for size in said))))
        .select_from(model)
        .join(Proposal, Proposal.current_revision_id == model.id)
        .where(Proposal.id.in_(scope.proposals()))
    )
    comments = (
        select(func.sum(octets(Comment.text) + octets(Comment.suggested_wording)))
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .where(Proposal.id.in_(scope.proposals()), is_listed_comment(scope))
    )
    return select(proposals.scalar_subquery().label("proposals"), comments.scalar_subquery().label("comments"))


def _named(scope: Scope, counted: ColumnElement[Any]) -> Select[int]:
    """Count of what the proposals of the scope name now.

    What is counted is filtered, not what is read: asked for one scheme, SQLite goes through it for each proposal.
    """
    return (
        select(counted)
        .select_from(Alignment)
        .join(Proposal, Proposal.current_revision_id == Alignment.revision_id)
        .where(Proposal.id.in_(scope.proposals()))
    )


def _last_changes(scope: Scope) -> Sequence[ColumnElement[Any]]:
    """Over the whole consultation as the audience sees it: a filter does not make the data older."""
    of_consultation = Proposal.consultation_id == scope.consultation_id
    summed_up = select(func.max(Summary.written_at)).where(is_in_scope(scope))
    changed = select(func.max(changed_at(scope))).where(of_consultation, Proposal.status.in_(scope.statuses))
    discussed = (
        select(func.max(Comment.changed_at))
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .where(of_consultation, Proposal.status.in_(scope.statuses), is_listed_comment(scope))
    )
    return (
        changed.scalar_subquery().label("proposal_changed_at"),
        discussed.scalar_subquery().label("comment_changed_at"),
        summed_up.scalar_subquery().label("summary_changed_at"),
    )
