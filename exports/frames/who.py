"""Who speaks, in words, and what is left of a row whose author took it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import pandas as pd

from consultation.people.models import Status
from consultation.proposals.models import Origin
from exports.speaking import Say
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

Texts: TypeAlias = "pd.Series[Any]"


def with_speaker(rows: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Return rows as read, with group and region in words, and the columns `speaks_as` and `standing`."""
    said = (rows[name].tolist() for name in ("stakeholder_group", "organisation", "name", "confirmed_at"))
    speakers = [_speaks_as_and_standing(*one) for one in zip(*said, strict=True)]
    found = rows.assign(
        stakeholder_group=named(rows["stakeholder_group"], labels.groups),
        region=named(rows["region"], labels.regions),
        speaks_as=[speaks_as for speaks_as, _standing in speakers],
        standing=[standing for _speaks_as, standing in speakers],
    )
    if "origin" in rows:
        was_brought_in = rows["origin"] == Origin.BROUGHT_IN
        found.loc[was_brought_in, ["stakeholder_group", "region", "speaks_as", "standing"]] = BROUGHT_IN
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
    stated = (row.name, row.organisation, row.stakeholder_group, row.region, standing)
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
