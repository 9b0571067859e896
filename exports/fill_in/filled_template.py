"""Reading a template that was filled in: its sheet mark says what its columns are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from flask_babel import gettext as _

from consultation.web.texts.language import INTERFACE_LANGUAGES
from consultation.web.texts.sentences import list_in_words
from exports.fill_in.import_plan import ImportRefused, Plan, problem_in_words
from exports.fill_in.sent_table import SentTable
from exports.fill_in.sheet_mark import EXAMPLE, VERSION, SheetMark
from exports.fill_in.speaker_columns import speaker_words
from exports.fill_in.template import example_of, template_input_columns
from exports.report.wording.language import Tongue, tongue_of
from exports.report.wording.words import LANGUAGE_NAMES, NOT_STATED, Labels
from indicators.fields import Schema
from indicators.folding import fold
from indicators.framework import Framework
from indicators.marking import N_
from indicators.text import apart

NO_TITLE: Final = N_("The template has lost its column “%(heading)s”. Take a new one.")
NOT_ITS_OWN: Final = N_("The template does not have these columns: %(names)s. Was a heading changed? Empty them.")
OF_ANOTHER_KIND: Final = N_("The template is one for proposals of kind %(kind)s; this consultation takes %(other)s.")


def read_template(
    table: SentTable,
    mark: SheetMark,
    schema: Schema,
    framework: Framework,
    *,
    tongues: Callable[[str], Tongue] = tongue_of,
) -> tuple[SentTable, Plan]:
    """Return the rows that somebody filled in, and which column is which field.

    Columns that were taken out are not filled. Raises ImportRefused where it is a template for something else, and for
    columns with something in them that it did not have: nothing is left out unsaid.
    """
    problems = [*_misfits(mark, schema), *(problem_in_words(problem) for problem in table.problems)]
    if problems:
        raise ImportRefused(problems)
    tongue = tongues(mark.language)
    columns = template_input_columns(schema, framework, Labels(framework, tongue))
    headings = {one.name: one.heading_as_read for one in columns}
    mapping = {name: heading for name, heading in headings.items() if heading in table.headings}
    if "title" not in mapping:
        raise ImportRefused([_(NO_TITLE, heading=apart(headings["title"]))])
    filled = _without_example(table, mapping["title"], example_of(schema.kind, tongue)["title"])
    known = {table.headings[0], *mapping.values()}
    others = [one for one in table.headings if one not in known and any(row.cells[one].strip() for row in filled.rows)]
    if others:
        names = list_in_words(f"“{apart(name)}”" for name in others)
        raise ImportRefused([_(NOT_ITS_OWN, names=names)])
    language = table.language or mark.language
    words = words_of(schema, tongue) | speaker_words(framework, tongue)
    return filled, Plan(mapping, words=words, otherwise={"language": language})


def _misfits(mark: SheetMark, schema: Schema) -> list[str]:
    if mark.version != VERSION or mark.language not in INTERFACE_LANGUAGES:
        return [_("The template is of another version of Steppingstone. Take a new one.")]
    if mark.kind != schema.kind:
        return [_(OF_ANOTHER_KIND, kind=mark.kind, other=schema.kind)]
    return []


def _without_example(table: SentTable, heading: str, title: str) -> SentTable:
    """Leave out the example, where it still is one: somebody may have written over it, or begun from a copy."""
    first = table.headings[0]
    rows = (row for row in table.rows if (row.cells[first], row.cells[heading]) != (EXAMPLE, title))
    return replace(table, rows=tuple(rows))


def words_of(schema: Schema, tongue: Tongue) -> dict[str, dict[str, str]]:
    """Return, by field and by the template's word for a choice, the form's word for it."""
    labels = {one.name: [choice.label for choice in one.choices] for one in schema.descriptors if one.choices}
    labels["language"] = list(LANGUAGE_NAMES.values())
    labels["primary_objective"] = [NOT_STATED]
    return {name: {fold(tongue.say(label)): label for label in known} for name, known in labels.items()}
