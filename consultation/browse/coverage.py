"""Coverage: how many proposals name each part of the framework, by who made them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from consultation.browse.queries import CoverageCount
from consultation.proposals.models import Origin
from consultation.proposals.search.filters import Named
from indicators.schemes import ALL_OBJECTIVES

BROUGHT_IN: Final = "brought_in"
NOT_STATED: Final = ""
_BY_NAME: Final = (Named.PRIMARY, Named.NOT_STATED, Named.ALSO)


class Gap(StrEnum):
    """A gap of coverage: a code that nothing names, or only in a weak way."""

    NOTHING = "nothing"
    ONLY_BY_ALL = "only_by_all"
    NEVER_PRIMARY = "never_primary"
    ONLY_BROUGHT_IN = "only_brought_in"


class Coverage:
    """Numbers of proposals by code, by how it is named, and by column.

    A column is the code of a stakeholder group, NOT_STATED, or BROUGHT_IN. What was brought in is never NOT_STATED; a
    row of it that says for which group somebody speaks, such as one that was filled in offline, counts there too.
    """

    def __init__(self, counts: Iterable[CoverageCount]) -> None:
        self._numbers: Counter[tuple[str, Named, str]] = Counter()
        self._participants: Counter[tuple[str, Named]] = Counter()
        self._offline: Counter[tuple[str, Named]] = Counter()
        for count in counts:
            place = (count.code, count.named)
            if count.origin is Origin.PARTICIPANT or count.stakeholder_group:
                self._numbers[*place, count.stakeholder_group] += count.proposals
            if count.origin is Origin.PARTICIPANT:
                self._participants[place] += count.proposals
                continue
            self._numbers[*place, BROUGHT_IN] += count.proposals
            self._offline[place] += count.proposals if count.stakeholder_group else 0

    def number(self, code: str, named: Named, column: str) -> int:
        """Return the number of one column."""
        return self._numbers[code, named, column]

    def of_participants(self, code: str, named: Named) -> int:
        """Return the number of what was not brought in."""
        return self._participants[code, named]

    def gap(self, code: str, *, can_be_primary: bool) -> Gap | None:
        """Return what is missing for a code, None where nothing is.

        Where it is not stated which of several is the primary one, nobody can say of any that it never is.
        """
        primary, perhaps, also = (self._all(code, named) for named in _BY_NAME)
        if not primary + perhaps + also:
            return Gap.ONLY_BY_ALL if can_be_primary and self._all(ALL_OBJECTIVES, Named.ALL) else Gap.NOTHING
        if can_be_primary and not primary + perhaps:
            return Gap.NEVER_PRIMARY
        proposed = sum(self._participants[code, named] + self._offline[code, named] for named in _BY_NAME)
        return None if proposed else Gap.ONLY_BROUGHT_IN

    @property
    def total(self) -> int:
        """How often anything is named, for whoever wants to know that nothing was left out of a table."""
        brought_in = (number for (*_place, column), number in self._numbers.items() if column == BROUGHT_IN)
        return self._participants.total() + sum(brought_in)

    @property
    def of_people(self) -> int:
        """How often it is named by participants, and in what was brought in for people who show their group."""
        return self._participants.total() + self._offline.total()

    def _all(self, code: str, named: Named) -> int:
        return self.of_participants(code, named) + self.number(code, named, BROUGHT_IN)
