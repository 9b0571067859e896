"""The content of a proposal: its answers and codes, apart from forms and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from consultation.proposals.source_paths import without_paths
from indicators.codes import Code
from indicators.fields import Descriptor, Kind
from indicators.folding import fold
from indicators.schemes import ALL_OBJECTIVES, OBJECTIVE

Answer = str | list[str]

SAVE_LIVES = "8"
"""The objective a recommendation on missing migrants serves unless it names another."""


@dataclass(frozen=True)
class Content:
    """The answers by descriptor ("" and [] say nothing), and the codes named, scheme by scheme in their order.

    `primary` is the objective that counts as primary, one of `codes`; None where only all 23 or none are named, and
    where several are and none of them is stated to be it.
    """

    language: str
    answers: Mapping[str, Answer]
    codes: tuple[Code, ...] = ()
    primary: str | None = None

    @property
    def title(self) -> str:
        return str(self.answers["title"])

    def of(self, scheme: str) -> tuple[str, ...]:
        """Return the codes of one scheme, in the order in which they were named."""
        return tuple(code.code for code in self.codes if code.scheme == scheme)

    @property
    def is_primary_open(self) -> bool:
        """Whether it names objectives and does not state which is the primary one."""
        return is_primary_open(self.codes, self.primary)

    @property
    def first_objective(self) -> str | None:
        """The objective that it names first, apart from all 23 at once."""
        return next((code for code in self.of(OBJECTIVE) if code != ALL_OBJECTIVES), None)


@dataclass(frozen=True)
class Provenance:
    """Where something that was brought in comes from, as the source says it; "" where it does not.

    Of a source that is a path on somebody's machine the name of the file is all that is told.
    """

    external_id: str = ""
    source: str = ""
    proposer: str = ""
    source_note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "source", without_paths(self.source))


@dataclass(frozen=True)
class SettledCodes:
    """The codes of a proposal, settled by the rules: see `settle`."""

    codes: tuple[Code, ...] = field(default=())
    primary: str | None = None


def is_primary_open(codes: Iterable[Code], primary: str | None) -> bool:
    """Whether the codes name objectives, apart from all 23 at once, and it is not stated which is the primary one."""
    return primary is None and any(code.scheme == OBJECTIVE and code.code != ALL_OBJECTIVES for code in codes)


def settle(
    named: Iterable[Code],
    *,
    chosen: str | None,
    every: Sequence[str],
    default: str | None,
    can_be_open: bool = False,
) -> SettledCodes:
    """Bring named codes into the form in which they are kept.

    Whoever names all of the objectives `every` one by one means "all". The primary objective is the `chosen` one,
    else the first named; "all" never is. With `can_be_open` it is not stated where several are named and none is
    chosen. Where no objective is named, the `default` one is, if there is one.
    """
    codes = dict.fromkeys(named)
    objectives = [code.code for code in codes if code.scheme == OBJECTIVE]
    if not objectives and default is not None:
        objectives = [default]
    if set(every) <= set(objectives):
        objectives = [ALL_OBJECTIVES]
    if ALL_OBJECTIVES in objectives and chosen and chosen not in objectives:
        objectives.append(chosen)
    is_open = can_be_open and len(objectives) > 1
    first = None if is_open else next((code for code in objectives if code != ALL_OBJECTIVES), None)
    others = [code for code in codes if code.scheme != OBJECTIVE]
    kept = [Code(OBJECTIVE, code) for code in objectives] + others
    return SettledCodes(
        codes=tuple(sorted(kept, key=lambda code: code.scheme)),
        primary=chosen if chosen in objectives else first,
    )


def default_objective(kind: Kind) -> str | None:
    """Return the objective that is meant where a proposal of this kind names none."""
    return SAVE_LIVES if kind is Kind.RECOMMENDATION else None


def read_open_list(descriptor: Descriptor, written: Iterable[str]) -> list[str]:
    """Return the codes of what people wrote for a list that takes other answers too; those stay as written.

    A value is one answer, or several parted by semicolons or line ends; by commas too where that gives known answers
    only. The known ones come first, in the order of the list.
    """
    known = {fold(text): choice.code for choice in descriptor.choices for text in (choice.code, choice.label)}
    found = dict.fromkeys(answer for text in written for answer in _answers(text, known))
    order = [choice.code for choice in descriptor.choices]
    return [code for code in order if code in found] + [answer for answer in found if answer not in order]


def _answers(text: str, known: Mapping[str, str]) -> list[str]:
    if fold(text) in known:
        return [known[fold(text)]]
    parts = [part.strip() for part in re.split(r"[;\n؛；]", text) if part.strip()]
    pieces = [piece.strip() for part in parts for piece in re.split(r"[,،，、]", part) if piece.strip()]
    if pieces and all(fold(piece) in known for piece in pieces):
        parts = pieces
    return [known.get(fold(part), part) for part in parts]


def begins_without_verb(content: Content) -> str | None:
    """Return the first word of an English title where it is one that no order begins with, such as "The" or "States".

    No list of verbs is complete, so what is not on this short list of other words passes without a remark.
    """
    first, _space, _rest = content.title.partition(" ")
    return first if content.language == "en" and first.lower().strip("“”\"'()") in _NO_VERBS else None


_NO_VERBS: Final = frozenset(
    (
        *("a", "all", "an", "any", "both", "each", "every", "many", "more", "most", "no", "the", "these", "this"),
        *("it", "its", "our", "that", "their", "there", "they", "those", "we", "you", "your"),
        *("as", "at", "because", "by", "for", "from", "if", "in", "of", "on", "through", "to", "under", "with"),
        *("children", "families", "governments", "migrants", "missing", "people", "states"),
    )
)
