"""What a sheet asks for that is filled in or edited where there is no line: a column each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from exports.columns import SheetColumn, template_columns
from exports.sheet_data import MOST_UNITS
from exports.words import LANGUAGE_NAMES, NOT_STATED, Labels
from indicators.fields import Descriptor, Schema, Shape
from indicators.framework import Framework
from indicators.marking import N_
from indicators.schemes import OBJECTIVE, PARAGRAPH, THEME

ROOM: Final = N_("Up to %(limit)d characters.")
REQUIRED: Final = " *"  # after a heading


@dataclass(frozen=True)
class Asked:
    """A column: its heading and meaning in the language of the sheet, and what can be written in it.

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


def asked(
    column: SheetColumn,
    labels: Labels,
    *,
    choices: tuple[str, ...] = (),
    is_one_of: bool = True,
    limit: int | None = None,
    is_required: bool = False,
    is_locked: bool = False,
) -> Asked:
    """Return a column that is no descriptor's; `choices` are marked texts."""
    tongue, room = labels.tongue, min(limit or MOST_UNITS, MOST_UNITS)
    return Asked(
        column,
        tongue.heading(column.heading) + (REQUIRED if is_required else ""),
        " ".join((tongue.say(column.meaning), *([tongue.say(ROOM) % {"limit": room}] if limit else []))),
        tuple(map(tongue.say, choices)),
        bool(choices) and is_one_of,
        limit=room,
        is_locked=is_locked,
    )


def languages_asked(column: SheetColumn, labels: Labels) -> Asked:
    """Return the column of the language that something is written in."""
    return asked(column, labels, choices=tuple(LANGUAGE_NAMES.values()))


def asked_of_proposals(
    schema: Schema, framework: Framework, labels: Labels, *, of_officers: bool = False
) -> tuple[Asked, ...]:
    """Return what is asked of a proposal, in the order of the form; `of_officers` the primary objective may be open."""
    descriptors = {one.name: one for one in schema.descriptors}
    return tuple(
        asked(column, labels, choices=_primary(framework, of_officers=of_officers))
        if column.name == "primary_objective"
        else _asked_in(column, descriptors, framework, labels)
        for column in template_columns(schema, labels)
    )


def needed_of_officers(asked: Iterable[Asked]) -> str:
    """Return the heading, without its mark, of what a row must say that the secretariat brings in: its title."""
    return next(one.heading for one in asked if one.name == "title").removesuffix(REQUIRED)


def _asked_in(column: SheetColumn, descriptors: dict[str, Descriptor], framework: Framework, labels: Labels) -> Asked:
    descriptor = descriptors.get(column.name)
    if descriptor is None and column.name == "language":
        return languages_asked(column, labels)
    if descriptor is None:
        return asked(column, labels)
    is_text = not (descriptor.scheme or descriptor.choices)
    plain = asked(column, labels, limit=descriptor.limit if is_text else None, is_required=bool(descriptor.required))
    choices = tuple(_choices(descriptor, labels))
    most = _highest(descriptor.scheme, framework) if descriptor.scheme in {OBJECTIVE, PARAGRAPH} else None
    return Asked(
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
