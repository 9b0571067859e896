"""Who has proposed something for which part of the framework: counts, ready to be laid out in a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from consultation.browse.queries import CoverageCount, Named
from consultation.proposals.models import Origin

BROUGHT_IN: Final = "brought_in"
NOT_STATED: Final = ""


class Coverage:
    """Numbers of proposals by code, by how it is named, and by column.

    A column is the code of a stakeholder group, NOT_STATED, or BROUGHT_IN: what was brought in has no group, whatever
    its source says.
    """

    def __init__(self, counts: Iterable[CoverageCount]) -> None:
        self._numbers: Counter[tuple[str, Named, str]] = Counter()
        for count in counts:
            column = BROUGHT_IN if count.origin is Origin.BROUGHT_IN else count.stakeholder_group
            self._numbers[count.code, count.named, column] += count.proposals

    def number(self, code: str, named: Named, column: str) -> int:
        """Return the number of one column."""
        return self._numbers[code, named, column]

    def of_participants(self, code: str, named: Named) -> int:
        """Return the number over all columns but what was brought in."""
        return sum(number for (one, how, column), number in self._numbers.items()
                   if (one, how) == (code, named) and column != BROUGHT_IN)  # fmt: skip

    @property
    def total(self) -> int:
        """The sum of all numbers, for whoever wants to know that none was left out of a table."""
        return self._numbers.total()
