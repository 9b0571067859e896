"""Who speaks, on proposals and comments alike, and what was decided about them."""

from __future__ import annotations

from typing import Final

from exports.columns.model import SheetColumn, day
from exports.words import (
    BROUGHT_IN,
    CONFIRMED,
    INDIVIDUAL,
    MUCH_AT_ONCE,
    NOT_STATED,
    ORGANISATION,
    SELF_DECLARED,
    STATUSES,
    Labels,
)
from indicators.marking import N_


def who_speaks(labels: Labels, *, can_be_brought_in: bool) -> tuple[SheetColumn, ...]:
    """The columns of who speaks, as far as the author lets it be shown."""
    others = (NOT_STATED, BROUGHT_IN) if can_be_brought_in else (NOT_STATED,)
    return (
        SheetColumn(
            "stakeholder_group",
            N_("Stakeholder group"),
            N_("As whom the author speaks. What the author hides counts as not stated."),
            width=24,
            wrap=True,
            allowed=(*labels.groups.values(), *others),
        ),
        SheetColumn(
            "region",
            N_("Region"),
            N_("The region the author speaks from. What the author hides counts as not stated."),
            width=20,
            wrap=True,
            allowed=(*labels.regions.values(), *others),
        ),
        SheetColumn(
            "organisation",
            N_("Organisation"),
            N_("The organisation the author speaks for; empty where none is shown."),
            width=24,
            wrap=True,
        ),
        SheetColumn("name", N_("Name"), N_("The author's name; empty where it is not shown."), width=20, wrap=True),
        SheetColumn(
            "speaks_as",
            N_("Speaks as"),
            N_("Organisation: one is shown. Individual: a name is shown and no organisation. Not stated: neither is."),
            width=14,
            allowed=(ORGANISATION, INDIVIDUAL, *others),
        ),
        SheetColumn(
            "standing",
            N_("Standing"),
            N_(
                "Whether the secretariat confirmed the group and organisation shown, or only the author declares them. "
                "Not stated: neither a group nor an organisation is shown."
            ),
            width=14,
            allowed=(CONFIRMED, SELF_DECLARED, *others),
        ),
    )


STATUS: Final = SheetColumn(
    "status",
    N_("Status"),
    N_(
        "Published: everybody can see it. Held: it waits for a look. Approved, not shown yet: it appears at "
        "the next hour of appearance, with all others. Refused: it was not published. Hidden: it was "
        "published and taken from view. Withdrawn: its author took it back; a trace without text is left. "
        "Change asked: it was not published, and its author is asked for a change."
    ),
    width=12,
    allowed=tuple(STATUSES.values()),
)
DECISION: Final = (
    day(
        "decided_at",
        N_("Decided"),
        N_("When the secretariat published, refused or hid it; empty where nothing had to be decided."),
    ),
    SheetColumn(
        "reason",
        N_("Reason"),
        N_("Why it was refused or hidden, as its author was told."),
        width=30,
        wrap=True,
    ),
    SheetColumn(
        "is_flood",
        N_("Why it waits"),
        N_(
            "Much at once: it is one of many that came from one person or one network within an hour. Empty: it waits "
            "for another reason, or not at all."
        ),
        width=14,
        allowed=(MUCH_AT_ONCE,),
    ),
    SheetColumn(
        "told",
        N_("Told to its author"),
        N_("What its author alone was told and has not answered yet: the change asked for, or why it stays hidden."),
        width=30,
        wrap=True,
    ),
)
LANGUAGE: Final = SheetColumn(
    "language",
    N_("Language"),
    N_("The language it was written in: a code of ISO 639; “und” is a language outside the list."),
    width=10,
    allowed=("ar", "zh", "en", "fr", "ru", "es", "und"),
)
