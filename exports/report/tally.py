"""Tally: counting proposals and comments while their rows are written, for the sheets that count and the checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from consultation.lists import ListName
from consultation.people.models import Status
from consultation.proposals.models import Origin
from exports.report.packed_rows import PackedRows
from exports.report.scope.scope import Scope
from exports.report.sheets.by_subject import Subjects
from exports.report.sheets.convergence import Convergence
from exports.report.sheets.organisations import OrganisationCounts
from exports.report.sheets.summary import SummaryCounts
from exports.report.wording.words import Labels, stages_of
from indicators.schemes import PARAGRAPH


class Ids:
    """The ids of rows that passed, in little memory: a prefix and a bit for each of the numbers behind it.

    They have to come in the order of their numbers; `out_of_order` counts those that do not, a repeated one among them.
    """

    def __init__(self) -> None:
        self._seen: dict[str, bytearray] = {}
        self._last = -1
        self.out_of_order = 0

    def add(self, references: Iterable[str]) -> None:
        """Remember references such as IND-0042."""
        for reference in references:
            prefix, number = _parted(reference)
            self.out_of_order += number <= self._last
            self._last = number
            seen = self._seen.setdefault(prefix, bytearray())
            if number // 8 >= len(seen):
                seen.extend(bytes(number // 8 + 1))
            seen[number // 8] |= 1 << number % 8

    def lost(self, references: Iterable[str]) -> int:
        """Return how many of the references are not among them."""
        return sum(not self._has(*_parted(reference)) for reference in references)

    def _has(self, prefix: str, number: int) -> bool:
        seen = self._seen.get(prefix, b"")
        return number // 8 < len(seen) and bool(seen[number // 8] & 1 << number % 8)


def _parted(reference: str) -> tuple[str, int]:
    prefix, _, number = reference.rpartition("-")
    return prefix, int(number)


NOT_ITS_OWN: Final = frozenset(
    {"reference", "page", "proposal_title", "proposal_objective", "proposal_objective_title", "timeliness"}
)
"""What a row is not kept by: its id, what another contribution says, and what the dates of the phases make of it."""


@dataclass
class Tally:
    """The sums of what passed, for the sheets that count and for the checks; what passes comes in the sheets' order.

    `alignments` counts what the proposals name, `paragraphs` what they name of the Progress Declaration, and `covered`
    what the published ones name of the covered scheme. `noted` counts those brought in with a note on the source,
    `revisions` the wordings of those that have more than one.
    `lost` counts, by column, the ids that lead nowhere, and `ahead` the comments on a wording that is not there.
    `packed` has the columns `kept` of the rows.
    """

    covered_scheme: str
    summary: SummaryCounts
    convergence: Convergence
    organisations: OrganisationCounts
    subjects: Subjects = field(default_factory=Subjects)
    proposals: Ids = field(default_factory=Ids)
    comments: Ids = field(default_factory=Ids)
    alignments: int = 0
    paragraphs: int = 0
    covered: int = 0
    noted: int = 0
    revisions: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    ahead: int = 0
    packed: PackedRows = field(default_factory=PackedRows)
    kept: dict[ListName, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, scope: Scope, labels: Labels, covered_scheme: str) -> Tally:
        """Return one of nothing yet."""
        summary = SummaryCounts(scope.schema, labels, stages_of(scope.statuses))
        return cls(covered_scheme, summary, Convergence(labels), OrganisationCounts(labels.say))

    def add_proposals(self, rows: pd.DataFrame, alignments: pd.DataFrame, frame: pd.DataFrame) -> None:
        """Count proposals and what they name, as they were read and as their sheet has them."""
        published = set(rows.loc[rows["status"] == Status.PUBLISHED, "reference"])
        is_covered = alignments["reference"].isin(published) & (alignments["scheme"] == self.covered_scheme)
        self.noted += int(((rows["origin"] == Origin.BROUGHT_IN) & (rows["source_note"].fillna("") != "")).sum())
        self.alignments += len(alignments)
        self.paragraphs += int((alignments["scheme"] == PARAGRAPH).sum())
        self.covered += int(is_covered.sum())
        self.proposals.add(frame["reference"])
        self.packed.add(ListName.PROPOSALS, frame, self.kept.get(ListName.PROPOSALS, ()))
        self.summary.add_proposals(frame)
        self.convergence.add_proposals(frame)
        self.organisations.add_proposals(frame)

    def add_comments(self, rows: pd.DataFrame, frame: pd.DataFrame) -> None:
        """Count comments, as they were read and as their sheet has them."""
        self.comments.add(frame["reference"])
        self.packed.add(ListName.COMMENTS, frame, self.kept.get(ListName.COMMENTS, ()))
        self.lost["Comments, Proposal"] += self.proposals.lost(frame["proposal_reference"])
        self.lost["Comments, Reply to"] += self.comments.lost(frame["parent_reference"].dropna())
        self.ahead += int((rows["revision"] > rows["proposal_revision"]).sum())
        self.summary.add_comments(frame)
        self.convergence.add_comments(frame)
        self.organisations.add_comments(frame)
