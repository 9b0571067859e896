"""What the queries share."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, Select

from consultation.proposals.models import REVISION_OF
from exports.scope import Scope

Rows: TypeAlias = Select[*tuple[Any, ...]]

WHO: Final = ("stakeholder_group", "region", "organisation", "name", "confirmed_at")
"""Who speaks, as far as the author lets it be shown: the same names on proposals and comments."""

POSITIONS_COUNTED: Final = ("support_count", "changes_count", "concern_count")


def answers_of(scope: Scope) -> list[ColumnElement[Any]]:
    """Return what a wording of a proposal of the scope says, by the names of the descriptors."""
    model = REVISION_OF[scope.kind]
    return [getattr(model, descriptor.name).label(descriptor.name) for descriptor in scope.schema.columns]
