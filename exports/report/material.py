"""Material: the rows and counts a workbook is made from, read while it is written."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

import pandas as pd
from sqlalchemy.orm import Session

from consultation.browse.coverage import Coverage
from consultation.browse.queries import coverage
from consultation.database import UtcDateTime
from consultation.lists import ListName
from consultation.process.models import Action, Consultation
from exports.report.queries.by_subject import comments_by_subject, proposals_by_subject
from exports.report.queries.by_subject import subjects as queries_subjects
from exports.report.queries.facts import facts as queries_facts
from exports.report.queries.facts import sizes
from exports.report.queries.model import RowsQuery
from exports.report.queries.synthesis import summaries_of_subjects
from exports.report.scope.scope import Scope
from exports.report.sheets.by_subject import BySubject, proposals_by_subject_frame
from exports.report.sheets.comments import comments_frame
from exports.report.sheets.coverage import coverage_frame
from exports.report.tally import Tally
from exports.report.wording.days import Calendar
from exports.report.wording.language import ENGLISH, Tongue
from exports.report.wording.subjects import Subject, subjects_of
from exports.report.wording.words import Labels
from indicators.fields import Kind
from indicators.framework import Framework
from indicators.schemes import OBJECTIVE, THEME

AT_ONCE: Final = 30_000  # cells that are read and in memory together
MANY: Final = 50_000  # rows: so many of the longest that people write are too large for a sheet
BYTES_A_CELL: Final = 90  # what stands around a text, and a text that is short


@dataclass(frozen=True)
class Facts:
    """Counts from the database, by which the rows of a workbook are checked.

    `positions` and `worded`, the comments with words, are those that count. `alignments` is how often a proposal names
    something, `paragraph_rows` how often a paragraph of the Progress Declaration, and `paragraphs` how many of these
    are named. `revisions` counts the wordings of proposals that have more than one, and `summaries` those of the
    secretariat's summaries.
    """

    proposals: int
    comments: int
    positions: int
    worded: int
    alignments: int
    paragraph_rows: int
    paragraphs: int
    revisions: int
    summaries: int
    proposal_changed_at: datetime | None
    comment_changed_at: datetime | None
    summary_changed_at: datetime | None

    @property
    def changed_at(self) -> datetime | None:
        """The last change of anything in the scope, None where there is nothing."""
        changes = (self.proposal_changed_at, self.comment_changed_at, self.summary_changed_at)
        return max(filter(None, changes), default=None)


@dataclass(frozen=True)
class Material:
    """What the sheets are made from: the rows as they are read, and the sums of those that have been read.

    All addresses of the site begin with `site`. `reading` is closed when no more rows are wanted, before the session
    is: not all may have been read.
    """

    session: Session
    consultation: Consultation
    scope: Scope
    framework: Framework
    facts: Facts
    coverage: Coverage
    labels: Labels
    tally: Tally
    site: str = ""
    at_once: int = AT_ONCE
    many: int = MANY
    reading: ExitStack = field(default_factory=ExitStack)

    @property
    def covered_scheme(self) -> str:
        """The part of the framework whose coverage is asked for: objectives by indicators, else themes."""
        return _covered(self.scope)

    @cached_property
    def calendar(self) -> Calendar:
        """How it is told when something was sent."""
        return Calendar.of(self.consultation)

    @property
    def changed_on(self) -> date | None:
        """The day of the last change of anything in the scope, None where there is nothing."""
        return self.calendar.day(self.facts.changed_at)

    @cached_property
    def coverage_table(self) -> pd.DataFrame:
        """The rows of Coverage."""
        return coverage_frame(self.coverage, self.covered_scheme, self.framework, self.labels.tongue.code)

    def rows_expected(self, *, with_those_to_print: bool) -> int:
        """Return about how many rows all the sheets will have."""
        items = self.facts.proposals + self.facts.comments
        return items * (2 if with_those_to_print else 1) + self.facts.paragraph_rows + self.facts.revisions

    def rows_in(self, size: int, of: ListName, columns: int) -> int:
        """Return how many rows of proposals or comments with so many columns are about so many bytes of a workbook.

        The texts are measured where there are many rows; where there are few, or any size will do, they are not.
        """
        number = getattr(self.facts, of.value)
        if number < self.many or size == sys.maxsize:
            return sys.maxsize
        text = getattr(self._sizes, of.value) or 0
        return int(size / (columns * BYTES_A_CELL + text / number))

    @cached_property
    def _sizes(self) -> Any:
        return self.session.execute(sizes(self.scope)).one()

    @cached_property
    def subject_summaries(self) -> pd.DataFrame:
        """The summaries of objectives or themes, of which there are few."""
        return pd.concat(list(self.read(summaries_of_subjects(self.scope))))

    @cached_property
    def subjects(self) -> list[Subject]:
        """Every objective or theme, whether something was proposed for it or not, and whatever else is named."""
        *listed, none = subjects_of(self.covered_scheme, self.framework, self.labels.tongue)
        others = self._named_codes - {subject.code for subject in listed}
        return [*listed, *(Subject(code, code, code, code) for code in sorted(filter(None, others))), none]

    @property
    def named_subjects(self) -> list[Subject]:
        """Those of them that have a sheet, since a proposal of the scope names them."""
        return [subject for subject in self.subjects if subject.code in self._named_codes]

    @cached_property
    def _named_codes(self) -> set[str | None]:
        return set(self.session.scalars(queries_subjects(self.scope, self.covered_scheme)))

    @cached_property
    def by_subject(self) -> BySubject:
        """The rows of the sheets of the subjects."""
        asked = (self.scope, self.covered_scheme, [subject.code for subject in self.subjects])
        proposals = self.read(proposals_by_subject(*asked))
        comments = self.read(comments_by_subject(*asked))
        return BySubject(
            (proposals_by_subject_frame(rows, self.labels) for rows in proposals),
            (comments_frame(rows, self.scope.schema, self.labels) for rows in comments),
            {subject.code: subject.sheet for subject in self.subjects},
            self.tally.subjects,
            summaries=self.subject_summaries,
            say=self.labels.say,
        )

    def read(self, statement: RowsQuery, *, sent: tuple[str, Action] | None = None) -> Iterator[pd.DataFrame]:
        """Yield the rows as they come: no value is guessed to be of another type, none is missing unless it is None.

        Only of moments nothing but their day goes further than this; `sent` names the column that says when a row was
        sent, and what that was. Where there are no rows, their columns are given all the same.
        """
        at_once = max(1, self.at_once // len(statement.selected_columns))
        result = self.session.connection().execute(statement, execution_options={"yield_per": at_once})
        self.reading.callback(result.close)
        columns = list(result.keys())
        moments = [one.key for one in statement.selected_columns if isinstance(one.type, UtcDateTime) and one.key]
        is_first = True
        for rows in result.partitions():
            # By columns: pandas asks each row of the database several questions that take longer than reading it.
            frame = pd.DataFrame(dict(zip(columns, zip(*rows, strict=True), strict=True)), dtype=object)
            yield self._in_days(frame, moments, sent)
            is_first = False
        if is_first:
            yield self._in_days(pd.DataFrame(columns=columns, dtype=object), moments, sent)

    def _in_days(self, rows: pd.DataFrame, moments: Sequence[str], sent: tuple[str, Action] | None) -> pd.DataFrame:
        told = self.calendar.in_days(rows, moments)
        return told.assign(timeliness=self.calendar.timeliness(rows[sent[0]], sent[1])) if sent else told


class Following:
    """Rows about proposals in the order of these, taken part by part as the frames of proposals are read."""

    def __init__(self, frames: Iterator[pd.DataFrame]) -> None:
        self._frames = frames
        self._waiting = next(frames)

    def up_to(self, proposals: pd.DataFrame) -> pd.DataFrame:
        """Return the rows about these proposals."""
        ours = set(proposals["reference"])
        taken = []
        while True:
            are_ours = self._waiting["reference"].isin(ours)
            taken.append(self._waiting[are_ours])
            self._waiting = self._waiting[~are_ours]
            following = next(self._frames, None) if self._waiting.empty else None
            if following is None:
                return pd.concat(taken, ignore_index=True)
            self._waiting = following


def read_material(
    session: Session,
    consultation: Consultation,
    scope: Scope,
    framework: Framework,
    tongue: Tongue = ENGLISH,
    *,
    site: str = "",
) -> Material:
    """Read what is known before any row, with a number of statements that does not depend on how much there is.

    The session should see one state of the data until the last row has been read; see `snapshot`.
    """
    labels = Labels(framework, tongue)
    return Material(
        session,
        consultation,
        scope,
        framework,
        facts=Facts(**session.execute(queries_facts(scope)).one()._mapping),
        coverage=Coverage(coverage(session, scope.published(), _covered(scope))),
        labels=labels,
        tally=Tally.of(scope, labels, _covered(scope)),
        site=site,
    )


def _covered(scope: Scope) -> str:
    return OBJECTIVE if scope.kind is Kind.INDICATOR else THEME
