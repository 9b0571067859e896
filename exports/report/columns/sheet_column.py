"""The declaration of a sheet's column, which the sheet, its headings and the data dictionary read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from exports.files.writer.workbook import CellKind, Column
from exports.report.wording.language import ENGLISH, Tongue
from indicators.marking import N_

_TYPES: Final = {
    CellKind.TEXT: N_("text"),
    CellKind.NUMBER: N_("whole number"),
    CellKind.DATE: N_("date in the time zone of the consultation"),
}


ONE_OF_A_LIST: Final = N_("one of the allowed values")


SEVERAL_OF_A_LIST: Final = N_("any of the allowed values, one a line")


CODES: Final = N_("codes parted by semicolons")


@dataclass(frozen=True)
class SheetColumn:
    """A column: the frame's name for it, its heading, its meaning, what can stand in it, and how wide it is.

    `allowed` lists the values as they are written; empty where anything can stand. `concept` is the SDMX concept.
    """

    name: str
    heading: str
    meaning: str
    width: float = 16
    kind: CellKind = CellKind.TEXT
    wrap: bool = False
    allowed: tuple[str, ...] = ()
    type: str = ""
    concept: str = ""
    upright: bool = False
    strong: bool = False

    @property
    def type_in_words(self) -> str:
        """What its cells are, for a person."""
        return self.type or (ONE_OF_A_LIST if self.allowed else _TYPES[self.kind])

    def as_column(self, tongue: Tongue = ENGLISH) -> Column:
        """Return it as the workbook's writer takes it, in a language."""
        look = {name: getattr(self, name) for name in ("wrap", "upright", "strong")}
        words = {value: tongue.say(value) for value in self.allowed if tongue.say(value) != value}
        return Column(self.name, tongue.heading(self.heading), width=self.width, kind=self.kind, words=words, **look)


def upright(name: str, heading: str, meaning: str) -> SheetColumn:
    """A narrow column of whole numbers, one of many."""
    return SheetColumn(name, heading, meaning, 6, CellKind.NUMBER, upright=True)


def number(name: str, heading: str, meaning: str, width: float = 10) -> SheetColumn:
    """A column of whole numbers."""
    return SheetColumn(name, heading, meaning, width, CellKind.NUMBER)


def day(name: str, heading: str, meaning: str) -> SheetColumn:
    """A column of days: a time of day would tell which contributions were sent together."""
    return SheetColumn(name, heading, meaning, 12, CellKind.DATE)
