"""What a descriptor is: one thing a proposal says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

TEXT_LIMIT = 50_000


class Kind(StrEnum):
    """What can be proposed."""

    INDICATOR = "indicator"
    RECOMMENDATION = "recommendation"


class Shape(StrEnum):
    """How an answer is given and stored."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    CODES = "codes"


@dataclass(frozen=True)
class Choice:
    """One answer of a closed list."""

    code: str
    label: str


@dataclass(frozen=True)
class Descriptor:
    """One thing a proposal says about itself.

    `limit` counts Unicode code points; `concept` is the SDMX concept, empty where there is none; `scheme` names the
    code list of a CODES descriptor, whose answers live in the alignment and not in a column of their own.
    """

    name: str
    label: str
    section: str
    shape: Shape = Shape.TEXT
    help: str = ""
    limit: int = TEXT_LIMIT
    required: str = ""  # the sentence shown when it is missing; empty: not required
    choices: tuple[Choice, ...] = ()
    open_list: bool = False  # an answer outside `choices` is kept as written
    scheme: str = ""
    concept: str = ""

    @property
    def is_column(self) -> bool:
        """Whether the answer is a column of the revision (codes are alignment instead)."""
        return self.shape is not Shape.CODES

    def label_of(self, code: str) -> str:
        """Return the label of one of the choices; an answer outside the list is its own label."""
        return next((choice.label for choice in self.choices if choice.code == code), code)


@dataclass(frozen=True)
class Section:
    """A part of the form, and what a comment can speak of."""

    name: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class Schema:
    """Everything that describes one kind of proposal, in the order it is asked and shown."""

    kind: Kind
    sections: tuple[Section, ...]
    descriptors: tuple[Descriptor, ...]

    @property
    def columns(self) -> tuple[Descriptor, ...]:
        return tuple(descriptor for descriptor in self.descriptors if descriptor.is_column)

    @property
    def codes(self) -> tuple[Descriptor, ...]:
        return tuple(descriptor for descriptor in self.descriptors if not descriptor.is_column)

    def descriptor(self, name: str) -> Descriptor:
        """Return the descriptor called `name`; KeyError when there is none."""
        for descriptor in self.descriptors:
            if descriptor.name == name:
                return descriptor
        raise KeyError(name)

    def section(self, name: str) -> Section:
        """Return the section called `name`; KeyError when there is none."""
        for section in self.sections:
            if section.name == name:
                return section
        raise KeyError(name)

    def in_section(self, name: str) -> tuple[Descriptor, ...]:
        """Return the descriptors of one section, in order."""
        return tuple(descriptor for descriptor in self.descriptors if descriptor.section == name)
