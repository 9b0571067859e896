"""For whom a workbook is made, and which columns of a sheet each audience is handed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Audience(StrEnum):
    """For whom a workbook is made, from those who see least on.

    Everybody sees what is public, a partner also what the consultation shares with it, the secretariat all.
    """

    PUBLIC = "public"
    PARTNERS = "partners"
    SECRETARIAT = "secretariat"


_IN_ORDER: Final = tuple(Audience)


@dataclass(frozen=True)
class SeenBy:
    """The columns of a sheet, each with the first audience that is handed it; those after it are handed it too.

    A column is named as in the data dictionary, one of many alike by what stands before its dot.
    """

    first: Mapping[str, Audience]

    def sees(self, audience: Audience, column: str) -> bool:
        """Return whether an audience is handed a column; raise LookupError for one that nobody has decided about."""
        family = column.partition(".")[0]
        if family not in self.first:
            raise LookupError(f"{column} is not in the list of columns: say in the registry which audience sees it")
        return _IN_ORDER.index(audience) >= _IN_ORDER.index(self.first[family])


def seen_by(*, public: str, partners: str = "", secretariat: str = "") -> SeenBy:
    """Return who sees which column: their names, parted by spaces, with the first audience that is handed them."""
    names = {Audience.PUBLIC: public, Audience.PARTNERS: partners, Audience.SECRETARIAT: secretariat}
    return SeenBy({name: audience for audience, listed in names.items() for name in listed.split()})
