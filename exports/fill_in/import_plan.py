"""Import plan: which column of a table, or which fixed value, fills which field of a proposal."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from flask_babel import gettext as _

from consultation.people.speaker import SPEAKER_CELLS
from consultation.web.texts.sentences import list_in_words
from exports.files.reader.table import TableProblem, TableRow, UnreadableFile, with_values
from exports.fill_in.sent_table import BESIDE, SentTable
from indicators.fields import Schema
from indicators.folding import fold
from indicators.marking import N_
from indicators.text import apart

NO_FIELD: Final = N_("There is no field “%(name)s” in a proposal of kind %(kind)s. The fields are: %(fields)s.")
NO_COLUMN: Final = N_("The table has no column “%(heading)s”. Its columns are: %(headings)s.")
TWICE: Final = N_("The field “%(name)s” is both mapped and set. Choose one.")
LANGUAGE_NEEDED: Final = N_("Say in which language the rows are written: --set language=fr, or another code.")
NO_WORDS: Final[Mapping[str, Mapping[str, str]]] = {}
_BETWEEN: Final = re.compile("[;\n؛；]")


class ImportRefused(Exception):
    """The table does not fit what was asked: every reason, a sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def problem_in_words(problem: TableProblem | UnreadableFile) -> str:
    """Return the problem of a file, or of a place in it, as a sentence in the language of the page."""
    return with_values(_(problem.message), problem.values, list_in_words)


@dataclass(frozen=True)
class Plan:
    """Which field is filled from which heading (`mapping`), and which has the same value in every row (`settings`).

    `words` has, by field, what is meant by words of another language, folded; several stand in a cell by semicolons or
    each on a line of its own. `otherwise` has what is meant where a cell is empty.
    """

    mapping: Mapping[str, str]
    settings: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    otherwise: Mapping[str, str] = field(default_factory=dict)

    def values(self, row: TableRow) -> dict[str, str]:
        """Return what a row says, by field."""
        cells = {name: row.cells[at] for name, at in self.mapping.items()}
        cells |= {name: text for name, text in self.otherwise.items() if not cells.get(name, "").strip()}
        return {**self.settings, **{name: in_words_of_form(self.words.get(name), text) for name, text in cells.items()}}

    def column(self, name: str) -> str:
        """Return where a field's value comes from, to name it to a person."""
        return self.mapping.get(name, name)


def as_options(mapping: Mapping[str, str]) -> str:
    """Return a mapping as options of the command `import`, quoted for a shell."""
    return " ".join(f"--map {shlex.quote(f'{name}={heading}')}" for name, heading in mapping.items())


def in_words_of_form(words: Mapping[str, str] | None, text: str) -> str:
    """Return a cell in the words that the form knows, given those of the table's language; see Plan."""
    if not words:
        return text
    parts = filter(None, (part.strip() for part in _BETWEEN.split(text)))
    return "; ".join(words.get(fold(part), part) for part in parts)


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in one place of the table; `column` is the heading, "" where the whole row is meant."""

    row: int
    column: str
    sentence: str


def make_plan(
    schema: Schema,
    table: SentTable,
    *,
    maps: Mapping[str, str],
    sets: Mapping[str, str],
    words: Mapping[str, Mapping[str, str]] = NO_WORDS,
) -> Plan:
    """Return the plan for a table; raise ImportRefused with every field and heading that does not exist.

    `words` are those of a Plan, for what stands in the table and for what is the same in every row.
    """
    known = (*(descriptor.name for descriptor in schema.descriptors), *BESIDE, *SPEAKER_CELLS)
    problems = [problem_in_words(problem) for problem in table.problems if problem.column in maps.values()]
    of_kind = {"kind": schema.kind, "fields": list_in_words(known)}
    problems += [_(NO_FIELD, name=apart(name), **of_kind) for name in {**maps, **sets} if name not in known]
    there = list_in_words(map(apart, table.headings))
    lost = (heading for heading in maps.values() if heading not in table.headings)
    problems += [_(NO_COLUMN, heading=apart(heading), headings=there) for heading in lost]
    problems += [_(TWICE, name=apart(name)) for name in maps if name in sets]
    if "title" not in {**maps, **sets}:
        problems.append(_("No column is mapped to “title”. Say which one holds it: --map title=HEADING."))
    if "language" not in {**maps, **sets}:
        problems.append(_(LANGUAGE_NEEDED))
    if problems:
        raise ImportRefused(problems)
    is_told = "language" in maps and table.language
    settings = {name: in_words_of_form(words.get(name), text) for name, text in sets.items()}
    return Plan(maps, settings, words, otherwise={"language": table.language} if is_told else {})
