"""Who speaks, in words, and the columns that proposals and comments share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

import pandas as pd

from consultation.people.models import Status
from consultation.proposals.models import Origin
from exports.report.columns.sheet_column import SheetColumn, day
from exports.report.wording.language import Say
from exports.report.wording.words import (
    BROUGHT_IN,
    CONFIRMED,
    IN_TIME,
    INDIVIDUAL,
    LATE,
    MUCH_AT_ONCE,
    NOT_STATED,
    ORGANISATION,
    SELF_DECLARED,
    STATUSES,
    Labels,
)
from indicators.marking import N_

TIMELINESS: Final = SheetColumn(
    "timeliness",
    N_("In time"),
    N_(
        "Late: when it was sent or brought in, to the second, a phase that allows it had ended and none was open, by "
        "the dates of the phases as they are now. In time: everything else, also what was brought in before the first."
    ),
    width=10,
    allowed=(IN_TIME, LATE),
)


def who_speaks(labels: Labels, *, can_be_brought_in: bool) -> tuple[SheetColumn, ...]:
    """The columns of who speaks, as far as they let it be shown: the author, or somebody it was brought in for."""
    others = (NOT_STATED, BROUGHT_IN) if can_be_brought_in else (NOT_STATED,)
    return (
        SheetColumn(
            "stakeholder_group",
            N_("Stakeholder group"),
            N_("The group of whoever speaks. What they hide counts as not stated."),
            width=24,
            wrap=True,
            allowed=(*labels.groups.values(), *others),
        ),
        SheetColumn(
            "region",
            N_("Region"),
            N_("The region of whoever speaks. What they hide counts as not stated."),
            width=20,
            wrap=True,
            allowed=(*labels.regions.values(), *others),
        ),
        SheetColumn(
            "organisation",
            N_("Organisation"),
            N_("The organisation of whoever speaks; empty where none is shown."),
            width=24,
            wrap=True,
        ),
        SheetColumn(
            "name", N_("Name"), N_("The name of whoever speaks; empty where it is not shown."), width=20, wrap=True
        ),
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
                "Whether the secretariat confirmed the group and organisation shown, or only whoever speaks declares "
                "them. Not stated: neither a group nor an organisation is shown."
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


Texts: TypeAlias = "pd.Series[Any]"


def with_speaker(rows: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Return rows as read, with group and region in words, and the columns `speaks_as` and `standing`.

    What was brought in says so there, unless it shows somebody who speaks.
    """
    said = (rows[name].tolist() for name in ("stakeholder_group", "organisation", "name", "confirmed_at"))
    speakers = [_speaks_as_and_standing(*one) for one in zip(*said, strict=True)]
    found = rows.assign(
        stakeholder_group=named(rows["stakeholder_group"], labels.groups),
        region=named(rows["region"], labels.regions),
        speaks_as=[speaks_as for speaks_as, _standing in speakers],
        standing=[standing for _speaks_as, standing in speakers],
    )
    if "origin" in rows:
        says_nothing = (rows[["stakeholder_group", "region", "organisation", "name"]] == "").all(axis=1)
        is_silent = (rows["origin"] == Origin.BROUGHT_IN) & says_nothing
        found.loc[is_silent, ["stakeholder_group", "region", "speaks_as", "standing"]] = BROUGHT_IN
    return found


def _speaks_as_and_standing(group: str, organisation: str, name: str, confirmed_at: Any) -> tuple[str, str]:
    speaks_as = ORGANISATION if organisation else INDIVIDUAL if name else NOT_STATED
    if not group and not organisation:
        return speaks_as, NOT_STATED
    return speaks_as, SELF_DECLARED if pd.isna(confirmed_at) else CONFIRMED


def speaker_of(row: Any, say: Say) -> str:
    """Return who speaks, a line each for what the author lets be shown, from a row as `with_speaker` gives it."""
    if row.stakeholder_group == BROUGHT_IN:
        return "\n".join(filter(None, (row.proposer, say(BROUGHT_IN))))
    standing = "" if row.standing == NOT_STATED else say(row.standing)
    origin = say(BROUGHT_IN) if getattr(row, "origin", None) == Origin.BROUGHT_IN else ""
    stated = (row.name, row.organisation, row.stakeholder_group, row.region, standing, origin)
    return "\n".join(text for text in stated if text and text != NOT_STATED) or say(NOT_STATED)


def named(codes: Texts, names: Mapping[str, str]) -> list[str]:
    """Return codes in words: none is "not stated", and one that is no longer in the list stays as it is."""
    return [names.get(code, code) if code else NOT_STATED for code in codes.tolist()]


def in_words(codes: Texts, words: Mapping[str, str]) -> list[str]:
    """Return codes of a closed list in words; none stays empty."""
    return [words.get(code, code) if code else "" for code in codes.tolist()]


def why_it_waits(are_floods: pd.Series[bool]) -> list[str]:
    """Return in words what keeps contributions waiting without that anybody decided it; "" for nothing of the kind."""
    return [MUCH_AT_ONCE if is_flood else "" for is_flood in are_floods.tolist()]


def only_traces(rows: pd.DataFrame, kept: Iterable[str]) -> pd.DataFrame:
    """Return the rows with nothing but the columns `kept` where the author took the contribution back."""
    was_withdrawn = rows["status"] == STATUSES[Status.WITHDRAWN]
    emptied = [name for name in rows.columns if name not in set(kept)]
    return (
        rows.assign(**{name: rows[name].mask(was_withdrawn, None) for name in emptied}) if was_withdrawn.any() else rows
    )
