"""What the queries share."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Select, Text, case, cast
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from consultation.discussion.models import Comment
from consultation.people.models import APPROVED, Status
from consultation.proposals.models import REVISION_OF, Proposal, Revision
from exports.report.scope.scope import Scope
from exports.report.wording.words import CHANGE_ASKED

RowsQuery: TypeAlias = Select[*tuple[Any, ...]]

WHO: Final = ("stakeholder_group", "region", "organisation", "name", "confirmed_at")
"""Who speaks, as far as the author lets it be shown: the same names on proposals and comments."""

_COUNTED: Final = ("support_count", "changes_count", "concern_count", "comment_count")


class octets(FunctionElement[int]):  # noqa: N801 - named as the function of SQL it is
    """The length of a text in bytes as UTF-8, which older versions of SQLite call by another name."""

    inherit_cache = True


@compiles(octets)
def _octets(element: octets, compiler: SQLCompiler, **options: Any) -> str:
    return f"octet_length({compiler.process(element.clauses, **options)})"


@compiles(octets, "sqlite")
def _octets_on_sqlite(element: octets, compiler: SQLCompiler, **options: Any) -> str:
    return f"length(CAST({compiler.process(element.clauses, **options)} AS BLOB))"


def answers_of(scope: Scope) -> list[ColumnElement[Any]]:
    """Return what a wording of a proposal of the scope says, by the names of the descriptors."""
    model = REVISION_OF[scope.kind]
    return [getattr(model, descriptor.name).label(descriptor.name) for descriptor in scope.schema.columns]


def counts() -> list[ColumnElement[Any]]:
    """Return how many take which position on a proposal, and how many comments with words it has.

    On what is not published no position counts, so there is no number.
    """
    is_published = Proposal.status == Status.PUBLISHED
    return [case((is_published, getattr(Proposal, name)), else_=None).label(name) for name in _COUNTED]


def status_of(kind: type[Proposal] | type[Comment] | type[Revision]) -> ColumnElement[str]:
    """Where a contribution, or a wording, stands, by the names of `stages_of`.

    What is held and waits only for its hour is approved; of what was not published, its author may be asked to change
    it.
    """
    is_asked = kind.asks_change & (kind.status == Status.REFUSED)
    is_approved = kind.appears_at.is_not(None) & (kind.status == Status.HELD)
    return case((is_asked, CHANGE_ASKED), (is_approved, APPROVED), else_=cast(kind.status, Text)).label("status")
