"""What a workbook is made from, read in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import pandas as pd
from sqlalchemy.orm import Session

from consultation.browse.coverage import Coverage
from consultation.browse.queries import coverage
from consultation.process.models import Consultation
from exports import frames, queries
from exports.scope import Scope
from exports.words import Labels
from indicators.fields import Kind
from indicators.framework import Framework
from indicators.schemes import OBJECTIVE, THEME


@dataclass(frozen=True)
class Facts:
    """What the database says when it is asked for numbers instead of rows."""

    proposals: int
    comments: int
    positions: int
    alignments: int
    proposal_changed_at: datetime | None
    comment_changed_at: datetime | None

    @property
    def changed_at(self) -> datetime | None:
        """The last change of anything in the scope, None where there is nothing."""
        return max(filter(None, (self.proposal_changed_at, self.comment_changed_at)), default=None)


@dataclass(frozen=True)
class Material:
    """Rows as they were read, and the frames of the sheets that show them row by row."""

    consultation: Consultation
    scope: Scope
    framework: Framework
    facts: Facts
    coverage: Coverage
    proposal_rows: pd.DataFrame
    alignment_rows: pd.DataFrame
    comment_rows: pd.DataFrame

    @cached_property
    def labels(self) -> Labels:
        return Labels(self.framework)

    @property
    def covered_scheme(self) -> str:
        """The part of the framework whose coverage is asked for: objectives by indicators, else themes."""
        return _covered(self.scope)

    @cached_property
    def proposals(self) -> pd.DataFrame:
        return frames.proposals_frame(self.proposal_rows, self.alignment_rows, self.scope.schema, self.labels)

    @cached_property
    def comments(self) -> pd.DataFrame:
        return frames.comments_frame(self.comment_rows, self.proposals, self.scope.schema, self.labels)


def read_material(session: Session, consultation: Consultation, scope: Scope, framework: Framework) -> Material:
    """Read everything, with a number of statements that does not depend on how much there is.

    The session should see one state of the data; see `snapshot`.
    """
    return Material(
        consultation,
        scope,
        framework,
        facts=Facts(**session.execute(queries.facts(scope)).one()._mapping),
        coverage=Coverage(coverage(session, scope.published(), _covered(scope))),
        proposal_rows=_frame(session, queries.proposals(scope)),
        alignment_rows=_frame(session, queries.alignments(scope)),
        comment_rows=_frame(session, queries.comments(scope)),
    )


def _covered(scope: Scope) -> str:
    return OBJECTIVE if scope.kind is Kind.INDICATOR else THEME


def _frame(session: Session, statement: queries.Rows) -> pd.DataFrame:
    """The rows as they come: no value is guessed to be of another type, none is missing unless it is None."""
    result = session.execute(statement)
    return pd.DataFrame(result.all(), columns=list(result.keys()), dtype=object)
