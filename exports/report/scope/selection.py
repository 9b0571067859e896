"""Selection: the objectives, days, sheets and columns of a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Final, Self

from consultation.process.zones import beginning_of
from indicators.framework import Framework
from indicators.localized import Localized
from indicators.marking import N_
from indicators.schemes import OBJECTIVE

PARTED_BY: Final = "|"  # the names of some sheets have a comma


@dataclass(frozen=True)
class Selection:
    """A set of objectives, a span of days, both of them included, sheets and columns; empty is all of it.

    `columns` are named as on the sheets of proposals and comments: "proposals.title", "comments.text".
    """

    objectives: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    sheets: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> Self:
        """Read what `as_args` wrote; an unknown code, day or name finds nothing, or is nothing."""
        objectives, sheets, columns = (
            tuple(part for part in args.get(name, "").split(PARTED_BY) if part)
            for name in ("objectives", "sheets", "columns")
        )
        since, until = (text if is_day(text) else "" for text in (args.get("since", ""), args.get("until", "")))
        return cls(objectives, since, until, sheets, columns)

    def as_args(self) -> dict[str, str]:
        """Return it in plain texts, without what is empty."""
        values = {part.name: getattr(self, part.name) for part in fields(self)}
        texts = {name: value if isinstance(value, str) else PARTED_BY.join(value) for name, value in values.items()}
        return {name: text for name, text in texts.items() if text}

    def begins(self, zone: str) -> datetime | None:
        """The first moment of the span in a zone, None where it has no beginning."""
        return beginning_of(date.fromisoformat(self.since), zone) if self.since else None

    def ends(self, zone: str) -> datetime | None:
        """The first moment after the span in a zone, None where it has no end."""
        return beginning_of(date.fromisoformat(self.until) + timedelta(days=1), zone) if self.until else None

    def has_sheet(self, name: str) -> bool:
        """Whether a sheet is asked for."""
        return not self.sheets or name in self.sheets

    def has_column(self, of: str, name: str) -> bool:
        """Whether a column of the sheet of proposals or comments is asked for."""
        chosen = [column for column in self.columns if column.startswith(f"{of}.")]
        return not chosen or f"{of}.{name}" in chosen

    def describe(self, framework: Framework, language: str) -> Iterator[tuple[str, str | Localized]]:
        """Yield what is asked for in words: marked labels, and values; of columns their names for programs."""
        if self.objectives:
            names = [framework.label_of(OBJECTIVE, code, language).after(f"{code} ·") for code in self.objectives]
            marked = next((name for name in names if name.is_fallback), names[0])
            yield N_("Objectives"), replace(marked, text="; ".join(map(str, names)))
        if self.since:
            yield N_("Sent from"), self.since
        if self.until:
            yield N_("Sent until"), self.until
        yield from ((N_("Only the sheet"), name) for name in self.sheets)
        yield from ((N_("Only the column"), name) for name in self.columns)


EVERYTHING: Final = Selection()


def is_day(text: str) -> bool:
    """Return whether a text is a day such as 2027-01-31."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2027-01-31") and text > "1900"
