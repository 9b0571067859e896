"""The columns of a template: what the form on the screen asks, and where a row comes from."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from exports.columns.model import SheetColumn
from exports.columns.proposals import proposal_columns
from exports.words import Labels
from indicators.fields import Schema, Shape
from indicators.marking import N_
from indicators.schemes import OBJECTIVE, PARAGRAPH, PRINCIPLE, THEME

_HELP: Final = {
    "primary_objective": N_(
        "The one objective it serves most. Left empty, it is the first one named; in a row that the secretariat brings "
        "in, it is not stated where several are named."
    ),
    "language": N_("The language in which the row is written."),
    "external_id": N_("Your own number for this row, such as that of a paper form: with it, no row is taken twice."),
    "source": N_("The document or meeting this comes from, if there is one."),
    "proposer": N_("Who proposes it, only if they want to be named in public."),
    "source_note": N_("What readers should know about this row."),
}
_SEVERAL: Final = {
    OBJECTIVE: N_("Numbers from 1 to 23, several parted by commas, or “all”: 8, 10, 8(c)"),
    PRINCIPLE: N_("Letters from a to j, several parted by commas: a, f, g"),
    PARAGRAPH: N_("Numbers from 1 to 77, several parted by commas: 70, 76"),
    THEME: N_("One or several of the list, each on a line of its own (Alt and Enter), or their numbers: 1, 3"),
}
_SEVERAL_CHOICES: Final = N_("One or several of the list, parted by semicolons or each on a line of its own.")
_SEVERAL_OR_OTHERS: Final = N_(
    "One or several of the list, or others as you call them, parted by semicolons or each on a line of its own."
)


def template_columns(schema: Schema, labels: Labels) -> tuple[SheetColumn, ...]:
    """Return the columns in the order in which they are asked, with the help that the form gives."""
    columns = {column.name: column for column in proposal_columns(schema, labels)}
    asked = [name for one in schema.descriptors for name in (one.name, *_beside(one.scheme))]
    helped = {name: replace(columns[name], meaning=text) for name, text in _HELP.items() if name in columns}
    helped |= {one.name: replace(columns[one.name], meaning=_help(schema, one.name)) for one in schema.descriptors}
    return tuple(helped[name] for name in (*asked, *(name for name in _HELP if name not in asked)))


def _beside(scheme: str) -> tuple[str, ...]:
    return ("primary_objective",) if scheme == OBJECTIVE else ()


def _help(schema: Schema, name: str) -> str:
    descriptor = schema.descriptor(name)
    if descriptor.scheme:
        return _SEVERAL[descriptor.scheme]
    if descriptor.shape is Shape.CHOICES:
        return _SEVERAL_OR_OTHERS if descriptor.open_list else _SEVERAL_CHOICES
    return descriptor.help or descriptor.label
