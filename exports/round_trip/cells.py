"""What a proposal says, as the cells of a row and as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from consultation.proposals.content import Answer, Content, Provenance
from consultation.proposals.operations.importing import Said
from exports.report.wording.words import LANGUAGE_NAMES, NOT_STATED, Labels
from indicators.codes import Code
from indicators.fields import Descriptor, Schema, Shape
from indicators.schemes import ACTION, OBJECTIVE, THEME


def cells_of(said: Said, schema: Schema, labels: Labels, *, is_brought_in: bool) -> dict[str, str]:
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


def as_json(said: Said) -> dict[str, Any]:
    """Return what a row says in plain values."""
    content = said.content
    return {
        "language": content.language,
        "answers": dict(content.answers),
        "codes": [[code.scheme, code.code] for code in content.codes],
        "primary": content.primary,
        "provenance": dict(vars(said.provenance)),
    }


def from_json(stored: Mapping[str, Any]) -> Said:
    """Read what was stored."""
    codes = tuple(Code(*pair) for pair in stored["codes"])
    content = Content(stored["language"], stored["answers"], codes, stored["primary"])
    return Said(content, Provenance(**stored["provenance"]))
