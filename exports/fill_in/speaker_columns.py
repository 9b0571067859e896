"""The columns of who speaks in a row of the sheet to fill in, and the words that are understood in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from consultation.people.forms import NAME_LIMIT
from consultation.people.speaker import WAYS_TO_BE_SHOWN
from exports.fill_in.input_columns import InputColumn, input_column
from exports.report.columns.sheet_column import SheetColumn
from exports.report.wording.language import Tongue, tongue_of
from exports.report.wording.words import Labels
from indicators.folding import fold
from indicators.framework import Framework
from indicators.languages import LANGUAGE_CODES
from indicators.marking import N_

_GROUP: Final = SheetColumn(
    "stakeholder_group",
    N_("Stakeholder group"),
    N_("As whom the person speaks who says what stands in the row. Left empty, it is not stated."),
    24,
)
_REGION: Final = SheetColumn(
    "region", N_("Region"), N_("The region the person speaks from. Left empty, it is not stated."), 20
)
_ORGANISATION: Final = SheetColumn(
    "organisation", N_("Organisation"), N_("Only if the person speaks for one. Nobody has confirmed it."), 24
)
_NAME: Final = SheetColumn("name", N_("Name"), N_("Only if the person wants it to be shown."), 20)
_HOW_SHOWN: Final = SheetColumn(
    "attribution",
    N_("How who speaks is shown"),
    N_("How much of the person is shown. What is not shown is not kept. Left empty, nothing is shown."),
    26,
)
_EXAMPLE: Final = {"stakeholder_group": "migrants", "region": "africa", "attribution": "group"}


def speaker_columns(labels: Labels) -> tuple[InputColumn, ...]:
    """Return the columns of who speaks, in the order in which the form asks for it."""
    return (
        input_column(_GROUP, labels, choices=tuple(labels.groups.values())),
        input_column(_REGION, labels, choices=tuple(labels.regions.values())),
        input_column(_ORGANISATION, labels, limit=NAME_LIMIT),
        input_column(_NAME, labels, limit=NAME_LIMIT),
        input_column(_HOW_SHOWN, labels, choices=tuple(WAYS_TO_BE_SHOWN.values())),
    )


def speaker_of_example(labels: Labels) -> dict[str, str]:
    """Return what the example says of who speaks, by the names of the columns."""
    offered = _offered(labels)
    return {name: offered[name][code] for name, code in _EXAMPLE.items()}


def speaker_words(framework: Framework, tongue: Tongue) -> dict[str, dict[str, str]]:
    """Return, by field and folded, what the choices are called: by their codes, and in each of our languages.

    A word that means several, each in a language of its own, is read as the language of the sheet has it.
    """
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for one in (tongue, *map(tongue_of, LANGUAGE_CODES)):
        for name, words in _offered(Labels(framework, one)).items():
            for code, word in words.items():
                found[name].setdefault(fold(word), code)
                found[name].setdefault(fold(code), code)
    return dict(found)


def _offered(labels: Labels) -> dict[str, Mapping[str, str]]:
    shown = {way.value: labels.say(words) for way, words in WAYS_TO_BE_SHOWN.items()}
    return {"stakeholder_group": labels.groups, "region": labels.regions, "attribution": shown}
