"""Bringing in what exists already: the rows of a table through the same forms as the screens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from consultation.process.models import Consultation
from consultation.proposals.bringing_in import Said, bring_in_all
from consultation.proposals.content import Content, Provenance
from consultation.proposals.forms import row_form
from exports.uploads import Row, Table
from indicators.fields import Schema
from indicators.folding import fold
from indicators.framework import Framework

BESIDE = ("primary_objective", "language", "external_id", "source", "proposer", "source_note")
"""What a row can say besides the descriptors of its kind."""
_BETWEEN: Final = re.compile("[;\n؛；]")


class ImportRefused(Exception):
    """The table does not fit what was asked: every reason, a sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Plan:
    """Which field is filled from which heading (`mapping`), and which has the same value in every row (`settings`).

    `words` has, by field, what is meant by words of another language, folded; several stand in a cell by semicolons or
    each on a line of its own.
    """

    mapping: Mapping[str, str]
    settings: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def values(self, row: Row) -> dict[str, str]:
        """Return what a row says, by field."""
        return {**self.settings, **{name: self._meant(name, row.cells[at]) for name, at in self.mapping.items()}}

    def _meant(self, name: str, text: str) -> str:
        words = self.words.get(name)
        if not words:
            return text
        parts = filter(None, (part.strip() for part in _BETWEEN.split(text)))
        return "; ".join(words.get(fold(part), part) for part in parts)

    def column(self, name: str) -> str:
        """Return where a field's value comes from, to name it to a person."""
        return self.mapping.get(name, name)


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in one place of the table; `column` is the heading, "" where the whole row is meant."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True)
class Entry:
    """A row that can be brought in."""

    row: int
    content: Content
    provenance: Provenance


@dataclass(frozen=True)
class Reading:
    """The rows of a table: those that can be brought in, and every problem of the others."""

    entries: tuple[Entry, ...]
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True)
class Outcome:
    """How many rows were brought in, and how many were there already."""

    added: int
    already_there: int


def make_plan(schema: Schema, table: Table, *, maps: Mapping[str, str], sets: Mapping[str, str]) -> Plan:
    """Return the plan for a table; raise ImportRefused with every field and heading that does not exist."""
    known = (*(descriptor.name for descriptor in schema.descriptors), *BESIDE)
    problems = [problem.sentence for problem in table.problems if problem.column in maps.values()]
    problems += [
        f"There is no field “{name}” in a proposal of kind {schema.kind}. The fields are: {', '.join(known)}."
        for name in {**maps, **sets}
        if name not in known
    ]
    problems += [
        f"The table has no column “{heading}”. Its columns are: {', '.join(table.headings)}."
        for heading in maps.values()
        if heading not in table.headings
    ]
    problems += [f"The field “{name}” is both mapped and set. Choose one." for name in maps if name in sets]
    if "title" not in {**maps, **sets}:
        problems.append("No column is mapped to “title”. Say which one holds it: --map title=HEADING.")
    if problems:
        raise ImportRefused(problems)
    return Plan(maps, sets)


def read_entries(schema: Schema, table: Table, plan: Plan, framework: Framework) -> Reading:
    """Read every row through the form; nothing is saved. To be called in a request's or command's app context."""
    entries: list[Entry] = []
    problems: list[RowProblem] = []
    for row in table.rows:
        found = [RowProblem(row.number, problem.column or "", problem.sentence) for problem in row.problems]
        if not found:
            form = row_form(schema)(formdata=MultiDict(plan.values(row)), framework=framework)
            if form.validate():
                entries.append(Entry(row.number, form.content(), form.provenance()))
            found = [RowProblem(row.number, plan.column(name), sentence) for name, sentence in _errors(form.errors)]
        problems += found
    return Reading(tuple(entries), tuple(problems))


def bring_in_entries(
    session: Session,
    consultation: Consultation,
    entries: Sequence[Entry],
    *,
    now: datetime,
    new_token: Callable[[], str],
) -> Outcome:
    """Bring in each entry that is not there yet; the caller commits or rolls back."""
    rows = [Said(entry.content, entry.provenance) for entry in entries]
    made = bring_in_all(session, consultation, rows, new_token=new_token, now=now)
    added = sum(proposal is not None for proposal in made)
    return Outcome(added, len(entries) - added)


def _errors(errors: Mapping[str | None, Sequence[object]]) -> Iterator[tuple[str, str]]:
    for name, sentences in errors.items():
        for sentence in sentences:
            yield name or "", str(sentence)
