"""Rows of proposals and comments, and of their alignments."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import aliased

from consultation.discussion.models import Comment, is_shown, stance_shown
from consultation.people.models import Status
from consultation.proposals.models import REVISION_OF, Alignment, Proposal, Revision
from exports.report.queries.model import WHO, RowsQuery, answers_of, counts, status_of
from exports.report.scope.audiences import Audience
from exports.report.scope.scope import Scope
from exports.report.wording.words import NOT_STATED
from indicators.schemes import ALL_OBJECTIVES, OBJECTIVE, PARAGRAPH


def proposals(scope: Scope) -> RowsQuery:
    """A row for each proposal of the scope with what it says now, in the order of the references."""
    model = REVISION_OF[scope.kind]
    return (
        select(
            *(getattr(Proposal, name) for name in _OF_A_PROPOSAL),
            *counts(),
            status_of(Proposal),
            changed_at(scope).label("changed_at"),
            model.number.label("revision"),
            model.language.label("language"),
            model.created_at.label("worded_at"),
            _waiting_revision().label("waiting_revision"),
            *answers_of(scope),
        )
        .select_from(Proposal)
        .outerjoin(model, model.id == Proposal.current_revision_id)
        .where(Proposal.id.in_(scope.proposals()))
        .order_by(func.length(Proposal.reference), Proposal.reference)
    )


_OF_A_PROPOSAL: Final = (
    "reference",
    "kind",
    "origin",
    "decided_at",
    "reason",
    "is_flood",
    "told",
    *WHO,
    "submitted_at",
    "published_at",
    "external_id",
    "source",
    "proposer",
    "source_note",
)


def alignments(scope: Scope) -> RowsQuery:
    """What the proposals of the scope name now: reference, scheme, code, whether it is primary, in the order named.

    The proposals come in the order of `proposals`.
    """
    return (
        select(Proposal.reference, Alignment.scheme, Alignment.code, Alignment.is_primary, Alignment.position)
        .join(Alignment, Alignment.revision_id == Proposal.current_revision_id)
        .where(Proposal.id.in_(scope.proposals()))
        .order_by(func.length(Proposal.reference), Proposal.reference, Alignment.scheme, Alignment.position)
    )


def paragraphs(scope: Scope) -> RowsQuery:
    """A row for each paragraph of the Progress Declaration that a proposal of the scope names, and that proposal.

    The scope is joined: where the ids are only compared with it, SQLite tries all of them for each paragraph named.
    """
    in_scope = scope.proposals().subquery()
    return (
        select(
            Alignment.code,
            Proposal.reference,
            *counts(),
            status_of(Proposal),
            Revision.title,
        )
        .join(Revision, Revision.id == Alignment.revision_id)
        .join(Proposal, Proposal.current_revision_id == Revision.id)
        .join(in_scope, in_scope.c.id == Proposal.id)
        .where(Alignment.scheme == PARAGRAPH)
        .order_by(func.length(Alignment.code), Alignment.code, func.length(Proposal.reference), Proposal.reference)
    )


def comments(scope: Scope) -> RowsQuery:
    """A row for each comment on the proposals of the scope, in the order of the references.

    `parent_reference` is empty where the comment replied to is not in the scope; `is_reply` tells that there is one.
    """
    parent, current = aliased(Comment), aliased(Revision)
    is_listed = is_listed_comment(scope, parent)
    return (
        select(
            *(getattr(Comment, name) for name in _OF_A_COMMENT),
            stance_shown().label("stance"),
            status_of(Comment),
            Comment.parent_id.is_not(None).label("is_reply"),
            case((is_listed, parent.reference), else_=None).label("parent_reference"),
            Proposal.reference.label("proposal_reference"),
            Proposal.status.label("proposal_status"),
            current.title.label("proposal_title"),
            current.number.label("proposal_revision"),
            Revision.number.label("revision"),
        )
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .join(Revision, Revision.id == Comment.revision_id)
        .outerjoin(current, current.id == Proposal.current_revision_id)
        .outerjoin(parent, parent.id == Comment.parent_id)
        .where(is_listed_comment(scope), Proposal.id.in_(scope.proposals()))
        .order_by(func.length(Comment.reference), Comment.reference)
    )


_OF_A_COMMENT: Final = (
    "reference",
    "decided_at",
    "reason",
    "is_flood",
    "told",
    *WHO,
    "section",
    "text",
    "suggested_wording",
    "language",
    "created_at",
    "published_at",
    "changed_at",
)


def is_listed_comment(scope: Scope, comment: Any = Comment) -> ColumnElement[bool]:
    """Whether the audience reads of a comment; of a replaced position without words nobody does."""
    return and_(comment.status.in_(scope.statuses), is_shown(comment))


def changed_at(scope: Scope) -> ColumnElement[Any]:
    """The last change of anything a row says; only the secretariat reads of edits that wait or were refused."""
    if scope.audience is not Audience.SECRETARIAT:
        return Proposal.changed_at.expression
    edited = (
        select(func.max(func.coalesce(Revision.decided_at, Revision.created_at)))
        .where(Revision.proposal_id == Proposal.id)
        .correlate(Proposal)
        .scalar_subquery()
    )
    return case((edited > Proposal.changed_at, edited), else_=Proposal.changed_at)


def comments_with_objectives(scope: Scope) -> RowsQuery:
    """The rows of `comments` with the primary objective of each proposal.

    Among several of which none is, that is said in words; there is nothing where none is named.
    """
    primary = aliased(Alignment)
    is_open = exists().where(
        Alignment.revision_id == Proposal.current_revision_id,
        Alignment.scheme == OBJECTIVE,
        Alignment.code != ALL_OBJECTIVES,
    )
    objective = case((primary.code.is_not(None), primary.code), (is_open.correlate(Proposal), NOT_STATED), else_=None)
    is_primary = and_(primary.revision_id == Proposal.current_revision_id, primary.is_primary)
    return comments(scope).outerjoin(primary, is_primary).add_columns(objective.label("proposal_objective"))


def _waiting_revision() -> ColumnElement[Any]:
    """The number of an edit that waits to be looked at, or for its hour, beside the text that is shown."""
    return (
        select(func.max(Revision.number))
        .where(
            Revision.proposal_id == Proposal.id,
            Revision.status == Status.HELD,
            Revision.id != Proposal.current_revision_id,
        )
        .correlate(Proposal)
        .scalar_subquery()
    )
