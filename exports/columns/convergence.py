"""The columns of Convergence and of Convergence in detail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from consultation.discussion.models import POSITIONS, Stance
from exports.columns.model import SheetColumn, number, upright
from exports.columns.proposals import POSITION_COUNTS, REFERENCE
from exports.words import CONFIRMED, INDIVIDUAL, NOT_STATED, ORGANISATION, SELF_DECLARED, STANCES, Labels
from indicators.marking import N_

_WHICH: Final = (
    REFERENCE,
    SheetColumn("title", N_("Title"), N_("The proposal's title as it reads now."), 40, wrap=True),
    number("total", N_("All positions"), N_("Participants who have a current position on the proposal."), 10),
)
_BY_HOW_MANY_GROUPS: Final = {
    Stance.SUPPORT: N_("Groups: support"),
    Stance.SUPPORT_WITH_CHANGES: N_("Groups: support with changes"),
    Stance.STRONG_CONCERN: N_("Groups: strong concern"),
}
_BY_HOW_MANY_REGIONS: Final = {
    Stance.SUPPORT: N_("Regions: support"),
    Stance.SUPPORT_WITH_CHANGES: N_("Regions: support with changes"),
    Stance.STRONG_CONCERN: N_("Regions: strong concern"),
}
CONVERGENCE: Final = (
    *_WHICH,
    *POSITION_COUNTS,
    *(
        number(
            f"groups.{stance}",
            heading,
            N_("How many stakeholder groups somebody of whom takes this position; “not stated” is none of them."),
            14,
        )
        for stance, heading in _BY_HOW_MANY_GROUPS.items()
    ),
    *(
        number(
            f"regions.{stance}",
            heading,
            N_("From how many regions somebody takes this position; “not stated” is none of them."),
            14,
        )
        for stance, heading in _BY_HOW_MANY_REGIONS.items()
    ),
)


class Breakdown(NamedTuple):
    """A part of those who took a position: the value `value` in the column `of` of the comments."""

    of: str
    value: str
    code: str
    label: str


def breakdowns(labels: Labels) -> Iterator[Breakdown]:
    """Every part that Convergence in detail keeps apart, in the order of its columns."""
    for code, label in (("organisation", ORGANISATION), ("individual", INDIVIDUAL), ("not_stated", NOT_STATED)):
        yield Breakdown("speaks_as", label, code, _SPEAKS_AS[code])
    for code, label in (("confirmed", CONFIRMED), ("self_declared", SELF_DECLARED), ("not_stated", NOT_STATED)):
        yield Breakdown("standing", label, code, _STANDING[code])
    for dimension, values in (("region", labels.regions), ("stakeholder_group", labels.groups)):
        yield from (Breakdown(dimension, label, code, label) for code, label in values.items())
        yield Breakdown(dimension, NOT_STATED, "not_stated", _NOT_STATED[dimension])


_SPEAKS_AS: Final = {
    "organisation": N_("organisations"),
    "individual": N_("individuals"),
    "not_stated": N_("neither organisation nor name stated"),
}
_STANDING: Final = {
    "confirmed": N_("confirmed"),
    "self_declared": N_("self-declared"),
    "not_stated": N_("no group or organisation stated"),
}
_NOT_STATED: Final = {"region": N_("region not stated"), "stakeholder_group": N_("group not stated")}


def detailed_columns(labels: Labels) -> tuple[SheetColumn, ...]:
    """A row a proposal; three columns, one a position, for each part of those who took one."""
    return (
        *_WHICH,
        *(
            upright(
                detailed_column(part, stance),
                f"{labels.say(part.label)} · {labels.say(STANCES[stance])}",
                N_("Current positions of this kind in this part of the participants; empty means none."),
            )
            for part in breakdowns(labels)
            for stance in POSITIONS
        ),
    )


def detailed_column(part: Breakdown, stance: str) -> str:
    """Return the name of the column that counts a position in a part."""
    return f"{part.of}.{part.code}.{stance}"
