"""Proposals and comments by objective or theme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import aliased

from consultation.discussion.models import Comment
from consultation.proposals.models import Alignment, Proposal, Revision
from exports.report.queries.items import comments
from exports.report.queries.model import WHO, RowsQuery, counts, status_of
from exports.report.queries.synthesis import current_summary
from exports.report.scope.scope import Scope


def subjects(scope: Scope, scheme: str) -> RowsQuery:
    """A row for each code of a scheme that the proposals of the scope name, and one with None where some name none."""
    return _by_code(select(Alignment.code), scheme).where(Proposal.id.in_(scope.proposals())).distinct()


def proposals_by_subject(scope: Scope, scheme: str, codes: Sequence[str | None]) -> RowsQuery:
    """A row for each code of a scheme that a proposal names, or None where it names none, in the order of the codes.

    `home` is the one code under which the proposal is shown in full: the primary one, else the first that it names.
    """
    columns = ("reference", "origin", "proposer", *WHO)
    found = select(
        Alignment.code,
        *(getattr(Proposal, name) for name in columns),
        *counts(),
        status_of(Proposal),
        Revision.title,
        Revision.rationale,
        Revision.language,
        _home(scheme).label("home"),
        current_summary(scope).label("summary"),
    )
    return (
        _by_code(found, scheme)
        .outerjoin(Revision, Revision.id == Proposal.current_revision_id)
        .where(Proposal.id.in_(scope.proposals()))
        .order_by(*_in_order(Alignment.code.expression, codes), func.length(Proposal.reference), Proposal.reference)
    )


def comments_by_subject(scope: Scope, scheme: str, codes: Sequence[str | None]) -> RowsQuery:
    """The rows of `comments`, by the home of their proposals, by proposal, and each reply after what it answers.

    Replies come in the order in which they were sent, as in the discussion.
    """
    parent = aliased(Comment)
    begun_by = func.coalesce(parent.reference, Comment.reference)
    return (
        comments(scope)
        .outerjoin(parent, parent.id == Comment.parent_id)
        .order_by(None)
        .order_by(*_in_order(_home(scheme), codes), func.length(Proposal.reference), Proposal.reference)
        .order_by(func.length(begun_by), begun_by, Comment.parent_id.is_not(None), Comment.id)
    )


def _by_code(found: RowsQuery, scheme: str) -> RowsQuery:
    return found.select_from(Proposal).outerjoin(Alignment, _names_of(scheme))


def _names_of(scheme: str) -> ColumnElement[bool]:
    return and_(Alignment.revision_id == Proposal.current_revision_id, Alignment.scheme == scheme)


def _in_order(code: ColumnElement[Any], codes: Sequence[str | None]) -> Sequence[ColumnElement[Any]]:
    """The order of a list of codes; what it does not have comes after it, nothing at all last."""
    places = {known: place for place, known in enumerate(codes) if known is not None}
    return case(places, value=code, else_=len(codes)), code.is_(None), code


def _home(scheme: str) -> ColumnElement[Any]:
    return (
        select(Alignment.code)
        .where(_names_of(scheme))
        .order_by(Alignment.is_primary.desc(), Alignment.position)
        .limit(1)
        .correlate(Proposal)
        .scalar_subquery()
    )
