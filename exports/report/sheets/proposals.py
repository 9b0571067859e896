"""Indicators and Recommendations: a column a descriptor and what the system knows besides, a row a proposal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from exports.report.columns.pages import PAGE, PROPOSAL, pages
from exports.report.columns.sheet_column import CODES, SEVERAL_OF_A_LIST, SheetColumn, day, number
from exports.report.columns.speakers import (
    DECISION,
    LANGUAGE,
    STATUS,
    TIMELINESS,
    in_words,
    only_traces,
    who_speaks,
    why_it_waits,
    with_speaker,
)
from exports.report.wording.words import NOT_STATED, ORIGINS, STATUSES, Labels
from indicators.fields import Descriptor, Schema, Shape
from indicators.marking import N_
from indicators.schemes import ACTION, ALL_OBJECTIVES, OBJECTIVE, PARAGRAPH, PRINCIPLE, THEME

REFERENCE: Final = SheetColumn(
    "reference",
    N_("Reference"),
    N_("The proposal's own id. It stays the same, and the other sheets name the proposal by it."),
    width=12,
)


_TITLE: Final = "title"


_CODES_OF: Final = {
    OBJECTIVE: ("1 … 23", ALL_OBJECTIVES),
    PRINCIPLE: ("a … j",),
    PARAGRAPH: ("1 … 77",),
}


_WIDTHS: Final = {Shape.LINE: 24.0, Shape.TEXT: 48.0, Shape.CHOICE: 22.0, Shape.CHOICES: 24.0, Shape.CODES: 14.0}


def proposal_columns(schema: Schema, labels: Labels) -> tuple[SheetColumn, ...]:
    """Every column of the sheet, for the secretariat; others are handed those that `audiences` lists for them."""
    return (
        REFERENCE,
        _answer(schema.descriptor(_TITLE)),
        _ORIGIN,
        STATUS,
        *(column for descriptor in schema.descriptors for column in _of_descriptor(descriptor, labels)),
        LANGUAGE,
        number("revision", N_("Revision"), N_("The number of the wording shown here: 1 is the first.")),
        _WAITING,
        *who_speaks(labels, can_be_brought_in=True),
        *POSITION_COUNTS,
        *_DAYS,
        PAGE,
        *DECISION,
        *_PROVENANCE,
    )


def _of_descriptor(descriptor: Descriptor, labels: Labels) -> tuple[SheetColumn, ...]:
    if descriptor.name == _TITLE:
        return ()  # it stands beside the reference, where it stays in view
    if descriptor.scheme == OBJECTIVE:
        return _PRIMARY, _codes(descriptor, labels), _ACTIONS
    return (_codes(descriptor, labels) if descriptor.scheme else _answer(descriptor),)


def _answer(descriptor: Descriptor) -> SheetColumn:
    return SheetColumn(
        descriptor.name,
        descriptor.label,
        descriptor.help or descriptor.label,
        width=48 if descriptor.name == _TITLE else _WIDTHS[descriptor.shape],
        wrap=True,
        allowed=tuple(choice.label for choice in descriptor.choices)
        + ((N_("others as written"),) if descriptor.open_list else ()),
        type=SEVERAL_OF_A_LIST if descriptor.shape is Shape.CHOICES else "",
        concept=descriptor.concept,
    )


def _codes(descriptor: Descriptor, labels: Labels) -> SheetColumn:
    are_themes = descriptor.scheme == THEME
    return SheetColumn(
        descriptor.name,
        descriptor.label,
        _MEANINGS[descriptor.scheme],
        width=32 if are_themes else _WIDTHS[Shape.CODES],
        wrap=True,
        allowed=tuple(labels.themes.values()) if are_themes else _CODES_OF[descriptor.scheme],
        type=SEVERAL_OF_A_LIST if are_themes else CODES,
    )


_MEANINGS: Final = {
    OBJECTIVE: N_("The objectives of the Compact it names, in the order in which they were named."),
    PRINCIPLE: N_("The guiding principles of the Compact it names, by the letters of paragraph 15."),
    PARAGRAPH: N_("The paragraphs of the Progress Declaration it names."),
    THEME: N_("The themes it belongs to."),
}


_ORIGIN: Final = SheetColumn(
    "origin",
    N_("Origin"),
    N_("Proposed by a participant, or brought in by the secretariat from existing work."),
    width=13,
    allowed=tuple(ORIGINS.values()),
)


_PRIMARY: Final = SheetColumn(
    "primary_objective",
    N_("Primary objective"),
    N_(
        "The one objective it serves first; “not stated” where it was brought in with several and its source says of "
        "none that it is the first, empty where it names none or all 23."
    ),
    width=11,
    allowed=("1 … 23", NOT_STATED),
)


_ACTIONS: Final = SheetColumn(
    "actions",
    N_("Actions of objectives"),
    N_("The lettered actions it names within the objectives: 8(c) is action (c) of objective 8."),
    width=12,
    wrap=True,
    type=CODES,
)


_WAITING: Final = number(
    "waiting_revision",
    N_("Waiting revision"),
    N_(
        "The number of a later wording that waits for a look by the secretariat or, approved, for its hour; its text "
        "stands in Revisions, with its status."
    ),
)


POSITION_COUNTS: Final = (
    number("support_count", N_("Support"), N_("Participants whose current position is support.")),
    number("changes_count", N_("Support with changes"), N_("Participants whose current position is this.")),
    number("concern_count", N_("Strong concern"), N_("Participants whose current position is strong concern.")),
    number("comment_count", N_("Comments"), N_("Published comments with words, replies included.")),
)


_DAYS: Final = (
    day("submitted_at", N_("Submitted"), N_("When it was sent or brought in.")),
    TIMELINESS,
    day("published_at", N_("Published"), N_("When everybody could see it for the first time.")),
    day("worded_at", N_("Worded"), N_("When the wording shown here was written.")),
    day("changed_at", N_("Changed"), N_("The last change of anything this row says.")),
)


_PROVENANCE: Final = (
    SheetColumn("external_id", N_("Id in the source"), N_("For what was brought in: its id there."), width=14),
    SheetColumn(
        "source", N_("Source"), N_("For what was brought in: the document it was found in."), width=36, wrap=True
    ),
    SheetColumn("proposer", N_("Proposer"), N_("For what was brought in: who proposed it there."), width=28, wrap=True),
    SheetColumn(
        "source_note",
        N_("Note on the source"),
        N_("For what was brought in: what to know about it, such as which codes are a mapping made afterwards."),
        width=28,
        wrap=True,
    ),
)


_TRACE: Final = ("reference", "origin", "status", "decided_at", "submitted_at", "timeliness", "changed_at")


def proposals_frame(
    rows: pd.DataFrame, alignments: pd.DataFrame, schema: Schema, labels: Labels, site: str = ""
) -> pd.DataFrame:
    """Return a row a proposal, with the columns of `proposal_columns`: every code in words or in one cell."""
    frame = with_speaker(rows, labels).assign(
        **answers_in_words(rows, alignments, schema, labels),
        origin=in_words(rows["origin"], ORIGINS),
        status=in_words(rows["status"], STATUSES),
        is_flood=why_it_waits(rows["is_flood"]),
        page=pages(site, PROPOSAL, rows["reference"]),
    )
    return only_traces(frame, _TRACE)


def answers_in_words(
    rows: pd.DataFrame, alignments: pd.DataFrame, schema: Schema, labels: Labels
) -> dict[str, pd.Series[Any]]:
    """Return what a proposal or a wording of it says, by the names of the columns; `reference` tells rows apart."""
    answers = {descriptor.name: _answers(rows[descriptor.name], descriptor) for descriptor in schema.columns}
    return answers | _named(rows["reference"], alignments, schema, labels)


def _answers(values: pd.Series[Any], descriptor: Descriptor) -> pd.Series[Any]:
    if descriptor.shape is Shape.CHOICE:
        return values.map(lambda code: descriptor.label_of(code) if code else "")
    if descriptor.shape is Shape.CHOICES:
        return values.map(lambda codes: "\n".join(descriptor.label_of(code) for code in codes))
    return values


def _named(references: pd.Series[Any], alignments: pd.DataFrame, schema: Schema, labels: Labels) -> dict[str, Any]:
    """What each proposal names, a column a scheme."""
    codes: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    primary: dict[str, str] = {}
    columns = (alignments[name].tolist() for name in ("reference", "scheme", "code", "is_primary"))
    for reference, scheme, code, is_primary in zip(*columns, strict=True):
        codes[scheme][reference].append(code)
        if is_primary:
            primary[reference] = code
    schemes = {descriptor.name: descriptor.scheme for descriptor in schema.codes} | {"actions": ACTION}
    objectives = codes[OBJECTIVE].items()
    is_open = {one: NOT_STATED for one, named in objectives if one not in primary and set(named) - {ALL_OBJECTIVES}}
    written = {
        name: {reference: _written(named, scheme, labels) for reference, named in codes[scheme].items()}
        for name, scheme in schemes.items()
    }
    return {
        name: [said.get(reference, "") for reference in references]
        for name, said in (written | {"primary_objective": primary | is_open}).items()
    }


def _written(codes: Sequence[str], scheme: str, labels: Labels) -> str:
    if scheme == THEME:
        return "\n".join(labels.themes.get(code, code) for code in codes)
    return "; ".join(codes)
