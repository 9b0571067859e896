"""Who speaks in a contribution, and how much of it may be shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from consultation.people.models import Attributed, Attribution
from indicators.marking import N_

WAYS_TO_BE_SHOWN: Final = {
    Attribution.NAMED: N_("Name, organisation, group and region"),
    Attribution.ORGANISATION: N_("Organisation, group and region"),
    Attribution.GROUP: N_("Group and region only"),
    Attribution.NOTHING: N_("Nothing: “not stated”"),
}
"""What people choose among, those that show most first."""


@dataclass(frozen=True)
class Speaker:
    """What somebody says of themselves and how much of it may be shown; "" where nothing is said."""

    attribution: Attribution
    stakeholder_group: str = ""
    region: str = ""
    organisation: str = ""
    name: str = ""

    @property
    def shows_somebody(self) -> bool:
        return any((self.stakeholder_group, self.region, self.organisation, self.name))

    def as_shown(self) -> Speaker:
        """Return what may be shown and, because what is hidden is not kept, stored."""
        if self.attribution is Attribution.NOTHING:
            return Speaker(self.attribution)
        if self.attribution is Attribution.GROUP:
            return replace(self, organisation="", name="")
        if self.attribution is Attribution.ORGANISATION:
            return replace(self, name="")
        return self

    def in_common_with(self, other: Speaker) -> Speaker:
        """Return what both show; what one of them shows otherwise is not stated."""
        attribution = min(self.attribution, other.attribution, key=_SHOWING_MORE_AND_MORE.index)
        both = {name: getattr(self, name) for name in _SAID if getattr(self, name) == getattr(other, name)}
        return Speaker(attribution, **both).as_shown()

    def showing_less(self) -> list[Attribution]:
        """Return the ways to be shown that show less than this one, the most of them first."""
        less = _SHOWING_MORE_AND_MORE[: _SHOWING_MORE_AND_MORE.index(self.attribution)]
        return list(reversed(less)) if self.shows_somebody else []

    def at_most(self, attribution: Attribution) -> Speaker:
        """Return what is shown where it may be no more than this."""
        least = min(self.attribution, attribution, key=_SHOWING_MORE_AND_MORE.index)
        return replace(self, attribution=least).as_shown()


_SAID: Final = ("stakeholder_group", "region", "organisation", "name")
SPEAKER_CELLS: Final = (*_SAID, "attribution")
"""What a row of a table can say of who speaks in it."""
_SHOWING_MORE_AND_MORE: Final = (Attribution.NOTHING, Attribution.GROUP, Attribution.ORGANISATION, Attribution.NAMED)
SHOWN_WHOLLY: Final = Speaker(Attribution.NAMED, **dict.fromkeys(_SAID, "?"))  # whoever may choose to show less


NOBODY: Final = Speaker(Attribution.NOTHING)


def speaker_of(contribution: Attributed) -> Speaker:
    """Return who speaks in a contribution, as far as it is shown."""
    said = {name: getattr(contribution, name) for name in _SAID}
    return Speaker(contribution.attribution, **said)


def attribution_of(code: str | None) -> Attribution:
    """Return the attribution with this code; whoever chose none shows nothing."""
    return Attribution(code) if code else Attribution.NOTHING
