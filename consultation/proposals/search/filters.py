"""The filters of a list: read from an address, written into one, said in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum

from consultation.people.models import APPROVED, Status
from consultation.proposals.models import Origin
from indicators.fields import ACTIONS
from indicators.framework import Framework
from indicators.languages import LANGUAGES, find_language
from indicators.localized import Localized
from indicators.marking import N_
from indicators.schemes import ALL_OBJECTIVES, OBJECTIVE, REGION, STAKEHOLDER_GROUP, THEME
from indicators.text import apart

LONGEST_SEARCH = 500  # code points; what is beyond is not searched
NOT_STATED = "not_stated"
ANOTHER_LANGUAGE = "und"


class Sort(StrEnum):
    """The orders of a list."""

    NEWEST = "newest"
    FIT = "fit"
    DISCUSSED = "discussed"
    SUPPORTED = "supported"
    CONTESTED = "contested"


class Named(StrEnum):
    """How closely a proposal names the objective one filters by; without it, in any of these ways."""

    PRIMARY = "primary"
    NOT_STATED = "not_stated"
    ALSO = "also"
    ALL = "all"


@dataclass(frozen=True)
class Filters:
    """What is asked for; "" asks for nothing in particular.

    `objective` finds what names it or all 23, `named` says more closely how. `group` and `region` take "not_stated".
    `organisation` finds what shows one whose name has all its words; `positions` is "none" for what has none yet.
    `ignored` holds the names of what an address asked for and nobody understood.
    """

    q: str = ""
    objective: str = ""
    named: str = ""
    theme: str = ""
    group: str = ""
    region: str = ""
    organisation: str = ""
    positions: str = ""
    language: str = ""
    action: str = ""
    origin: str = ""
    status: str = ""
    sort: str = Sort.NEWEST.value
    ignored: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_args(cls, args: Mapping[str, str], framework: Framework) -> Filters:
        """Read the query of an address; a value nobody knows is left out and its name noted."""
        asked = {name: args.get(name, "").strip() for name in _NAMES}
        choices = known_values(framework)
        known = {name: text for name, text in asked.items() if text and text in choices.get(name, ())}
        ignored = tuple(name for name, text in asked.items() if text and name not in (*TYPED, *known))
        if "objective" not in known:
            known.pop("named", None)
        return cls(**{name: asked[name][:LONGEST_SEARCH] for name in TYPED}, **known, ignored=ignored)

    @property
    def status_asked(self) -> Status:
        """The status that is asked for: of what is published, where nothing is said."""
        if self.status == APPROVED:
            return Status.HELD
        return Status(self.status) if self.status else Status.PUBLISHED

    def for_everybody(self) -> Filters:
        """Leave out what only the secretariat may ask by."""
        return replace(self, status="")

    def as_args(self) -> dict[str, str]:
        """Return the query of the address that asks for the same."""
        args = {name: str(getattr(self, name)) for name in _NAMES}
        return {name: text for name, text in args.items() if text and (name, text) != ("sort", Sort.NEWEST)}

    @property
    def has_words(self) -> bool:
        """Whether words are asked for, which can be found in what is published alone."""
        return bool(self.q or self.organisation)

    @property
    def is_any(self) -> bool:
        """Whether everything is asked for, in whatever order."""
        return not any(getattr(self, name) for name in _NAMES if name != "sort")

    def facets(self) -> dict[str, tuple[str, ...]]:
        """Return what a proposal must have: by kind of facet, the codes of which it needs one."""
        found: dict[str, tuple[str, ...]] = {name: (code,) for name in _FACETS if (code := getattr(self, name))}
        if self.objective:
            found |= self._objective_facet()
        return found

    def _objective_facet(self) -> dict[str, tuple[str, ...]]:
        if self.named in {Named.PRIMARY, Named.NOT_STATED, Named.ALSO}:
            return {f"{self.named}_objective": (self.objective,)}
        if self.named == Named.ALL or self.objective == ALL_OBJECTIVES:
            return {OBJECTIVE: (ALL_OBJECTIVES,)}
        return {OBJECTIVE: (self.objective, ALL_OBJECTIVES)}

    def describe(self, framework: Framework, language: str) -> list[tuple[str, str | Localized]]:
        """Return what is asked for in words: marked labels, and values as `in_words` gives them."""
        return [
            (label, in_words(name, text, framework, language))
            for name, label in LABELS.items()
            if (text := getattr(self, name)) and (name, text) != ("sort", Sort.NEWEST)
        ]


LABELS = {
    "q": N_("Words, a reference or a number"),
    "objective": N_("Objective"),
    "named": N_("The objective is named"),
    "theme": N_("Theme"),
    "group": N_("Proposed by"),
    "region": N_("Region"),
    "organisation": N_("Organisation"),
    "positions": N_("Positions"),
    "language": N_("Language"),
    "action": N_("What is asked"),
    "origin": N_("Origin"),
    "status": N_("Status"),
    "sort": N_("Order"),
}
SORTS = {
    Sort.NEWEST.value: N_("Newest first"),
    Sort.FIT.value: N_("Best fit to the words first"),
    Sort.DISCUSSED.value: N_("Most discussed first"),
    Sort.SUPPORTED.value: N_("Most supported first"),
    Sort.CONTESTED.value: N_("Most contested first"),
}
POSITIONS = {"none": N_("without positions")}
TYPED = ("q", "organisation")
NAMED = {
    Named.PRIMARY.value: N_("as the primary one"),
    Named.NOT_STATED.value: N_("among several, none stated as primary"),
    Named.ALSO.value: N_("besides the primary one"),
    Named.ALL.value: N_("only together with all others"),
}
ORIGINS = {
    Origin.PARTICIPANT.value: N_("Proposed by participants"),
    Origin.BROUGHT_IN.value: N_("Brought in from existing work"),
}
STATUSES = {
    Status.PUBLISHED.value: N_("Published"),
    Status.HELD.value: N_("Waiting for a look"),
    APPROVED: N_("Approved, not shown yet"),
    Status.REFUSED.value: N_("Not published"),
    Status.HIDDEN.value: N_("Hidden"),
    Status.WITHDRAWN.value: N_("Withdrawn"),
}
WORDS = {
    "named": NAMED,
    "action": {choice.code: choice.label for choice in ACTIONS},
    "origin": ORIGINS,
    "status": STATUSES,
    "positions": POSITIONS,
    "sort": SORTS,
}
_SCHEMES = {"objective": OBJECTIVE, "theme": THEME, "group": STAKEHOLDER_GROUP, "region": REGION}
_FACETS = ("theme", "group", "region", "language", "action", "origin")
_NAMES = tuple(part.name for part in fields(Filters) if part.name != "ignored")


def known_values(framework: Framework) -> dict[str, tuple[str, ...]]:
    """Return every value each filter understands, in the order in which they are offered."""
    codes = {name: tuple(entry.code for entry in framework.entries(scheme)) for name, scheme in _SCHEMES.items()}
    return {
        **codes,
        "objective": (*codes["objective"], ALL_OBJECTIVES),
        "group": (*codes["group"], NOT_STATED),
        "region": (*codes["region"], NOT_STATED),
        "language": (*(language.code for language in LANGUAGES), ANOTHER_LANGUAGE),
        **{name: tuple(words) for name, words in WORDS.items()},
    }


def in_words(name: str, text: str, framework: Framework, language: str) -> str | Localized:
    """Return a filter's value as people read it: marked, quoted, or a name in their language as far as there is one."""
    if name in WORDS:
        return WORDS[name][text]
    if text == NOT_STATED:
        return N_("not stated")
    if name in _SCHEMES:
        label = framework.label_of(_SCHEMES[name], text, language)
        return label.after(f"{text} ·") if re.fullmatch("[0-9]+", text) else label
    if name == "language":
        known = find_language(text)
        if known is None:
            return N_("Another language")
        return Localized(known.autonym, known.code, is_fallback=known.code != language)
    return f"“{apart(text)}”"
