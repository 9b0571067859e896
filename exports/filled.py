"""A template that was filled in: what its columns are is known by its mark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from exports.columns import template_columns
from exports.importing import ImportRefused, Plan
from exports.speaking import Tongue, tongue_of
from exports.template import heading_of
from exports.uploads import EXAMPLE, Mark, Table
from exports.words import LANGUAGE_NAMES, Labels
from indicators.fields import Schema
from indicators.framework import Framework


def without_example(table: Table) -> Table:
    """Return the rows that somebody filled in."""
    first = table.headings[0]
    return replace(table, rows=tuple(row for row in table.rows if row.cells[first] != EXAMPLE))


def plan_of_template(
    table: Table,
    mark: Mark,
    schema: Schema,
    framework: Framework,
    *,
    tongues: Callable[[str], Tongue] = tongue_of,
) -> Plan:
    """Return which column of a filled in template is which field; raise ImportRefused where it is for something else.

    Columns that were taken out of it are not filled; those added to it are not read.
    """
    if mark.kind != schema.kind:
        raise ImportRefused(
            [f"The template is one for proposals of kind {mark.kind}; this consultation takes {schema.kind}."]
        )
    tongue = tongues(mark.language)
    columns = template_columns(schema, Labels(framework, tongue))
    headings = {column.name: heading_of(column, schema, tongue) for column in columns}
    mapping = {name: heading for name, heading in headings.items() if heading in table.headings}
    if "title" not in mapping:
        raise ImportRefused([f"The template has lost its column “{headings['title']}”. Take a new one."])
    return Plan(mapping, words=_words(schema, tongue))


def _words(schema: Schema, tongue: Tongue) -> dict[str, dict[str, str]]:
    """Return what the form calls each choice, by what the template calls it, for the fields that have choices."""
    labels = {one.name: [choice.label for choice in one.choices] for one in schema.descriptors if one.choices}
    labels["language"] = list(LANGUAGE_NAMES.values())
    return {name: {tongue.say(label): label for label in known} for name, known in labels.items()}
