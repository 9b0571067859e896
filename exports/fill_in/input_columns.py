"""Input columns: the columns of a template or an editable list, with what can be written in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from exports.files.writer.sheet_data import MOST_UNITS
from exports.report.columns.sheet_column import SheetColumn
from exports.report.sheets.proposals import proposal_columns
from exports.report.wording.words import LANGUAGE_NAMES, NOT_STATED, Labels
from indicators.fields import Descriptor, Schema, Shape
from indicators.framework import Framework
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
    names = [name for one in schema.descriptors for name in (one.name, *_beside(one.scheme))]
    helped = {name: replace(columns[name], meaning=text) for name, text in _HELP.items() if name in columns}
    helped |= {one.name: replace(columns[one.name], meaning=_help(schema, one.name)) for one in schema.descriptors}
    return tuple(helped[name] for name in (*names, *(name for name in _HELP if name not in names)))


def _beside(scheme: str) -> tuple[str, ...]:
    return ("primary_objective",) if scheme == OBJECTIVE else ()


def _help(schema: Schema, name: str) -> str:
    descriptor = schema.descriptor(name)
    if descriptor.scheme:
        return _SEVERAL[descriptor.scheme]
    if descriptor.shape is Shape.CHOICES:
        return _SEVERAL_OR_OTHERS if descriptor.open_list else _SEVERAL_CHOICES
    return descriptor.help or descriptor.label


ROOM: Final = N_("Up to %(limit)d characters.")
REQUIRED: Final = " *"  # after a heading


@dataclass(frozen=True)
class InputColumn:
    """An input column: its heading and meaning in the language of the sheet, and what can be written in it.

    `choices` stand on the sheet of lists, of which exactly one can be written where it `is_one_of` them. No number in
    it is above `most`, no text longer than `limit` characters. What `is_locked` is only read.
    """

    column: SheetColumn
    heading: str
    meaning: str
    choices: tuple[str, ...] = ()
    is_one_of: bool = False
    most: int | None = None
    limit: int = MOST_UNITS
    is_locked: bool = False

    @property
    def name(self) -> str:
        """The name of its field."""
        return self.column.name

    @property
    def heading_as_read(self) -> str:
        """The heading as it comes back."""
        return " ".join(self.heading.split())


def input_column(
    column: SheetColumn,
    labels: Labels,
    *,
    choices: tuple[str, ...] = (),
    is_one_of: bool = True,
    limit: int | None = None,
    is_required: bool = False,
    is_locked: bool = False,
) -> InputColumn:
    """Return the input column of something that is no descriptor; `choices` are marked texts."""
    tongue, room = labels.tongue, min(limit or MOST_UNITS, MOST_UNITS)
    return InputColumn(
        column,
        tongue.heading(column.heading) + (REQUIRED if is_required else ""),
        " ".join((tongue.say(column.meaning), *([tongue.say(ROOM) % {"limit": room}] if limit else []))),
        tuple(map(tongue.say, choices)),
        bool(choices) and is_one_of,
        limit=room,
        is_locked=is_locked,
    )


def language_column(column: SheetColumn, labels: Labels) -> InputColumn:
    """Return the column of the language that something is written in."""
    return input_column(column, labels, choices=tuple(LANGUAGE_NAMES.values()))


def proposal_input_columns(
    schema: Schema, framework: Framework, labels: Labels, *, of_officers: bool = False
) -> tuple[InputColumn, ...]:
    """Return the input columns of a proposal in the form's order; `of_officers` the primary objective may be open."""
    descriptors = {one.name: one for one in schema.descriptors}
    return tuple(
        input_column(column, labels, choices=_primary(framework, of_officers=of_officers))
        if column.name == "primary_objective"
        else _input_column_of(column, descriptors, framework, labels)
        for column in template_columns(schema, labels)
    )


def heading_needed_of_officers(columns: Iterable[InputColumn]) -> str:
    """Return the heading of the one column that a row of the secretariat must fill, its title, without its asterisk."""
    return next(one.heading for one in columns if one.name == "title").removesuffix(REQUIRED)


def _input_column_of(
    column: SheetColumn, descriptors: dict[str, Descriptor], framework: Framework, labels: Labels
) -> InputColumn:
    descriptor = descriptors.get(column.name)
    if descriptor is None and column.name == "language":
        return language_column(column, labels)
    if descriptor is None:
        return input_column(column, labels)
    is_text = not (descriptor.scheme or descriptor.choices)
    plain = input_column(
        column, labels, limit=descriptor.limit if is_text else None, is_required=bool(descriptor.required)
    )
    choices = tuple(_choices(descriptor, labels))
    most = _highest(descriptor.scheme, framework) if descriptor.scheme in {OBJECTIVE, PARAGRAPH} else None
    return InputColumn(
        column, plain.heading, plain.meaning, choices, descriptor.shape is Shape.CHOICE, most=most, limit=plain.limit
    )


def _primary(framework: Framework, *, of_officers: bool) -> tuple[str, ...]:
    return (*(one.code for one in framework.objectives), *([NOT_STATED] if of_officers else []))


def _choices(descriptor: Descriptor, labels: Labels) -> Iterator[str]:
    yield from (labels.say(choice.label) for choice in descriptor.choices)
    if descriptor.scheme == THEME:
        yield from labels.themes.values()


def _highest(scheme: str, framework: Framework) -> int:
    return max(int(entry.code) for entry in framework.entries(scheme) if entry.code.isdecimal())
