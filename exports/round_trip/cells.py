"""A proposal as the cells of a list's row, and as the plain values that its form takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from consultation.people.models import Attribution
from consultation.people.speaker import WAYS_TO_BE_SHOWN, Speaker
from consultation.proposals.content import Answer, Content, Provenance
from consultation.proposals.operations.importing import RowContent
from exports.report.wording.words import LANGUAGE_NAMES, NOT_STATED, Labels
from indicators.codes import Code
from indicators.fields import Descriptor, Schema, Shape
from indicators.schemes import ACTION, OBJECTIVE, THEME


def cells_of(said: RowContent, schema: Schema, labels: Labels, *, is_brought_in: bool) -> dict[str, str]:
    """Return the cells by the names of the columns of a template, in the words of the labels."""
    content = said.content
    cells = {column.name: _answered(content.answers[column.name], column, labels) for column in schema.columns}
    cells |= {one.name: _named(content, one.scheme, labels) for one in schema.codes}
    language = labels.say(LANGUAGE_NAMES.get(content.language, content.language))
    primary = _primary(content, labels, is_brought_in=is_brought_in)
    return cells | {"primary_objective": primary, "language": language} | vars(said.provenance)


def _primary(content: Content, labels: Labels, *, is_brought_in: bool) -> str:
    """Return the primary objective, but not where an empty cell means it: see `proposals.content.settle`."""
    if content.is_primary_open:
        return labels.say(NOT_STATED)
    is_only_one = len(content.of(OBJECTIVE)) == 1
    is_meant = is_only_one if is_brought_in else content.primary == content.first_objective
    return "" if is_meant else content.primary or ""


def _answered(answer: Answer, column: Descriptor, labels: Labels) -> str:
    if column.shape is Shape.CHOICES:
        return "\n".join(labels.say(column.label_of(code)) for code in answer)
    if column.shape is Shape.CHOICE:
        return labels.say(column.label_of(str(answer))) if answer else ""
    return str(answer)


def _named(content: Content, scheme: str, labels: Labels) -> str:
    if scheme == THEME:
        return "\n".join(labels.themes.get(code, code) for code in content.of(THEME))
    schemes: Sequence[str] = (OBJECTIVE, ACTION) if scheme == OBJECTIVE else (scheme,)
    return "; ".join(code for one in schemes for code in content.of(one))


def as_json(said: RowContent) -> dict[str, Any]:
    """Return what a row says in plain values."""
    content = said.content
    return {
        "language": content.language,
        "answers": dict(content.answers),
        "codes": [[code.scheme, code.code] for code in content.codes],
        "primary": content.primary,
        "provenance": dict(vars(said.provenance)),
        "speaker": asdict(said.speaker) if said.speaker else None,
    }


def from_json(stored: Mapping[str, Any]) -> RowContent:
    """Read what was stored."""
    codes = tuple(Code(*pair) for pair in stored["codes"])
    content = Content(stored["language"], stored["answers"], codes, stored["primary"])
    speaker = stored.get("speaker")  # older uploads have none
    return RowContent(content, Provenance(**stored["provenance"]), _speaker_from(speaker) if speaker else None)


def _speaker_from(stored: Mapping[str, Any]) -> Speaker:
    said: dict[str, Any] = {**stored, "attribution": Attribution(stored["attribution"])}
    return Speaker(**said)


def cells_of_speaker(speaker: Speaker | None, labels: Labels) -> dict[str, str]:
    """Return the cells of who speaks in a row, as far as it is shown; none where it does not say so."""
    if speaker is None:
        return {}
    named = {"stakeholder_group": labels.groups, "region": labels.regions}
    cells = {name: names.get(getattr(speaker, name), "") for name, names in named.items()}
    cells |= {"organisation": speaker.organisation, "name": speaker.name}
    return cells | {"attribution": labels.say(WAYS_TO_BE_SHOWN[speaker.attribution])}
