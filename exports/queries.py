"""Everything a workbook reads: columns, never entities, and as many statements for ten thousand rows as for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, func, select
from sqlalchemy.orm import aliased

from consultation.discussion.models import POSITIONS, Comment
from consultation.people.models import Status
from consultation.process.models import Consultation
from consultation.proposals.models import REVISION_OF, Alignment, Proposal, Revision
from exports.models import Audience, ExportRecord
from exports.scope import Scope
from indicators.schemes import PARAGRAPH

Rows: TypeAlias = Select[*tuple[Any, ...]]

WHO: Final = ("stakeholder_group", "region", "organisation", "name", "confirmed_at")
"""Who speaks, as far as the author lets it be shown: the same names on proposals and comments."""


def proposals(scope: Scope) -> Rows:
    """A row for each proposal of the scope with what it says now, in the order of the references."""
    model = REVISION_OF[scope.kind]
    answers = [getattr(model, descriptor.name).label(descriptor.name) for descriptor in scope.schema.columns]
    return (
        select(
            *(getattr(Proposal, name) for name in _OF_A_PROPOSAL),
            _changed_at(scope).label("changed_at"),
            model.number.label("revision"),
            model.language.label("language"),
            model.created_at.label("worded_at"),
            _waiting_revision().label("waiting_revision"),
            *answers,
        )
        .select_from(Proposal)
        .outerjoin(model, model.id == Proposal.current_revision_id)
        .where(Proposal.id.in_(scope.proposals()))
        .order_by(func.length(Proposal.reference), Proposal.reference)
    )


_POSITIONS: Final = ("support_count", "changes_count", "concern_count")
_OF_A_PROPOSAL: Final = (
    "reference",
    "kind",
    "origin",
    "status",
    "decided_at",
    "reason",
    *WHO,
    "submitted_at",
    "published_at",
    "comment_count",
    *_POSITIONS,
    "external_id",
    "source",
    "proposer",
    "source_note",
)


def alignments(scope: Scope) -> Rows:
    """What the proposals of the scope name now: reference, scheme, code, whether it is primary, in the order named.

    The proposals come in the order of `proposals`.
    """
    return (
        select(Proposal.reference, Alignment.scheme, Alignment.code, Alignment.is_primary, Alignment.position)
        .join(Alignment, Alignment.revision_id == Proposal.current_revision_id)
        .where(Proposal.id.in_(scope.proposals()))
        .order_by(func.length(Proposal.reference), Proposal.reference, Alignment.scheme, Alignment.position)
    )


def paragraphs(scope: Scope) -> Rows:
    """A row for each paragraph of the Progress Declaration that a proposal of the scope names, and that proposal.

    The scope is joined: where the ids are only compared with it, SQLite tries all of them for each paragraph named.
    """
    in_scope = scope.proposals().subquery()
    return (
        select(
            Alignment.code,
            *(getattr(Proposal, name) for name in ("reference", "status", *_POSITIONS, "comment_count")),
            Revision.title,
        )
        .join(Revision, Revision.id == Alignment.revision_id)
        .join(Proposal, Proposal.current_revision_id == Revision.id)
        .join(in_scope, in_scope.c.id == Proposal.id)
        .where(Alignment.scheme == PARAGRAPH)
        .order_by(func.length(Alignment.code), Alignment.code, func.length(Proposal.reference), Proposal.reference)
    )


def revisions(scope: Scope) -> Rows:
    """A row for each wording of a proposal of the scope that has more than one, in their order.

    `reference` tells the wordings apart, `proposal_reference` is that of the proposal.
    """
    model = REVISION_OF[scope.kind]
    answers = [getattr(model, descriptor.name).label(descriptor.name) for descriptor in scope.schema.columns]
    return (
        select(
            _of_wording(model).label("reference"),
            Proposal.reference.label("proposal_reference"),
            *(getattr(Proposal, name) for name in ("origin", "proposer", *WHO)),
            model.number.label("revision"),
            model.status.label("status"),
            model.language.label("language"),
            model.created_at.label("worded_at"),
            *answers,
        )
        .select_from(model)
        .join(Proposal, Proposal.id == model.proposal_id)
        .where(_is_listed(scope, model))
        .order_by(func.length(Proposal.reference), Proposal.reference, model.number)
    )


def alignments_of_revisions(scope: Scope) -> Rows:
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
        .where(_is_listed(scope, Revision))
        .order_by(func.length(Proposal.reference), Proposal.reference, Revision.number)
        .order_by(Alignment.scheme, Alignment.position)
    )


def _of_wording(model: type[Revision]) -> ColumnElement[Any]:
    return Proposal.reference + "/" + cast(model.number, Text)


def _is_listed(scope: Scope, model: type[Revision]) -> ColumnElement[bool]:
    """Whether a wording is seen by the audience and its proposal has another one that is."""
    several = (
        select(Revision.proposal_id)
        .where(Revision.proposal_id.in_(scope.proposals()), Revision.status.in_(scope.wordings))
        .group_by(Revision.proposal_id)
        .having(func.count() > 1)
    )
    return and_(model.status.in_(scope.wordings), model.proposal_id.in_(several))


def subjects(scope: Scope, scheme: str) -> Rows:
    """A row for each code of a scheme that the proposals of the scope name, and one with None where some name none."""
    return _by_code(select(Alignment.code), scheme).where(Proposal.id.in_(scope.proposals())).distinct()


def proposals_by_subject(scope: Scope, scheme: str, codes: Sequence[str | None]) -> Rows:
    """A row for each code of a scheme that a proposal names, or None where it names none, in the order of the codes.

    `home` is the one code under which the proposal is shown in full: the primary one, else the first that it names.
    """
    columns = ("reference", "status", "origin", "proposer", *WHO, *_POSITIONS, "comment_count")
    found = select(
        Alignment.code,
        *(getattr(Proposal, name) for name in columns),
        Revision.title,
        Revision.rationale,
        Revision.language,
        _home(scheme).label("home"),
    )
    return (
        _by_code(found, scheme)
        .outerjoin(Revision, Revision.id == Proposal.current_revision_id)
        .where(Proposal.id.in_(scope.proposals()))
        .order_by(*_in_order(Alignment.code.expression, codes), func.length(Proposal.reference), Proposal.reference)
    )


def comments_by_subject(scope: Scope, scheme: str, codes: Sequence[str | None]) -> Rows:
    """The rows of `comments`, by the home of their proposals, by proposal, and each reply after what it answers."""
    parent = aliased(Comment)
    begun_by = func.coalesce(parent.reference, Comment.reference)
    return (
        comments(scope)
        .outerjoin(parent, parent.id == Comment.parent_id)
        .order_by(None)
        .order_by(*_in_order(_home(scheme), codes), func.length(Proposal.reference), Proposal.reference)
        .order_by(func.length(begun_by), begun_by, Comment.parent_id.is_not(None))
        .order_by(func.length(Comment.reference), Comment.reference)
    )


def _by_code(found: Rows, scheme: str) -> Rows:
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


def comments(scope: Scope) -> Rows:
    """A row for each comment on the proposals of the scope, in the order of the references.

    `parent_reference` is empty where the comment replied to is not in the scope; `is_reply` tells that there is one.
    """
    parent, current = aliased(Comment), aliased(Revision)
    is_listed: ColumnElement[bool] = parent.status.in_(scope.statuses)
    return (
        select(
            *(getattr(Comment, name) for name in _OF_A_COMMENT),
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
        .where(Comment.status.in_(scope.statuses), Proposal.id.in_(scope.proposals()))
        .order_by(func.length(Comment.reference), Comment.reference)
    )


_OF_A_COMMENT: Final = (
    "reference",
    "status",
    "decided_at",
    "reason",
    *WHO,
    "section",
    "stance",
    "text",
    "suggested_wording",
    "language",
    "created_at",
    "published_at",
    "changed_at",
    "superseded_at",
)


def facts(scope: Scope) -> Rows:
    """One row, counted apart from the rows themselves: numbers of what the sheets must hold, and the last changes."""
    in_scope = Proposal.id.in_(scope.proposals())
    comment = select(func.count()).select_from(Comment).join(Proposal, Proposal.id == Comment.proposal_id)
    position = comment.where(
        Comment.status == Status.PUBLISHED,
        Comment.superseded_at.is_(None),
        Comment.stance.in_(POSITIONS),
        Proposal.id.in_(scope.published()),
    )
    wordings = select(func.count()).select_from(Revision).where(_is_listed(scope, Revision))
    of_paragraphs, different = Alignment.scheme == PARAGRAPH, func.count(Alignment.code.distinct())
    return select(
        select(func.count()).select_from(Proposal).where(in_scope).scalar_subquery().label("proposals"),
        comment.where(Comment.status.in_(scope.statuses), in_scope).scalar_subquery().label("comments"),
        position.scalar_subquery().label("positions"),
        _named(scope, func.count()).scalar_subquery().label("alignments"),
        _named(scope, func.count().filter(of_paragraphs)).scalar_subquery().label("paragraph_rows"),
        _named(scope, different.filter(of_paragraphs)).scalar_subquery().label("paragraphs"),
        wordings.scalar_subquery().label("revisions"),
        *_last_changes(scope),
    )


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
    changed = select(func.max(_changed_at(scope))).where(of_consultation, Proposal.status.in_(scope.statuses))
    discussed = (
        select(func.max(Comment.changed_at))
        .join(Proposal, Proposal.id == Comment.proposal_id)
        .where(of_consultation, Proposal.status.in_(scope.statuses), Comment.status.in_(scope.statuses))
    )
    return changed.scalar_subquery().label("proposal_changed_at"), discussed.scalar_subquery().label(
        "comment_changed_at"
    )


def _changed_at(scope: Scope) -> ColumnElement[Any]:
    """The last change of anything a row says; only the secretariat reads of edits that wait or were refused."""
    if scope.audience is Audience.PUBLIC:
        return Proposal.changed_at.expression
    edited = (
        select(func.max(func.coalesce(Revision.decided_at, Revision.created_at)))
        .where(Revision.proposal_id == Proposal.id)
        .correlate(Proposal)
        .scalar_subquery()
    )
    return case((edited > Proposal.changed_at, edited), else_=Proposal.changed_at)


def _waiting_revision() -> ColumnElement[Any]:
    """The number of an edit that waits to be looked at beside the text that is shown."""
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


def records(*, before: int | None, most: int) -> Rows:
    """What was handed out, the newest first; `before` is the id at which the page before ended."""
    found = select(
        ExportRecord.id,
        ExportRecord.audience,
        ExportRecord.format,
        ExportRecord.made_at,
        ExportRecord.made_by_id,
        ExportRecord.made_from,
        ExportRecord.filter,
        ExportRecord.rows,
        ExportRecord.sha256,
        Consultation.slug,
        Consultation.title,
    ).join(Consultation, Consultation.id == ExportRecord.consultation_id)
    if before is not None:
        found = found.where(ExportRecord.id < before)
    return found.order_by(ExportRecord.id.desc()).limit(most)
