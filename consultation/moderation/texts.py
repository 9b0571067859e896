"""A proposal's text as an officer reads it before deciding: every answer, and what an edit would change."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from consultation.proposals.content import Content
from consultation.proposals.models import Revision
from indicators.fields import Descriptor, Schema
from indicators.schemes import ACTION, OBJECTIVE


@dataclass(frozen=True)
class Answer:
    """What was said under a heading."""

    label: str
    text: str
    language: str
    id: str | None = None


@dataclass(frozen=True)
class Change:
    """What is said under a heading in the public text and in an edit."""

    label: str
    first: str
    second: str
    language: str


def answers_of(revision: Revision, schema: Schema) -> list[Answer]:
    """Return what a revision says, heading by heading; what says nothing is left out."""
    answers = ((descriptor, _said(descriptor, revision.content)) for descriptor in schema.descriptors)
    return [Answer(_(descriptor.label), text, revision.language) for descriptor, text in answers if text]


def changes_between(current: Revision, edit: Revision, schema: Schema) -> list[Change]:
    """Return what an edit would change, heading by heading."""
    pairs = (
        (descriptor, _said(descriptor, current.content), _said(descriptor, edit.content))
        for descriptor in schema.descriptors
    )
    return [
        Change(_(descriptor.label), before, after, edit.language)
        for descriptor, before, after in pairs
        if before != after
    ]


def _said(descriptor: Descriptor, content: Content) -> str:
    if not descriptor.is_column:
        schemes = (OBJECTIVE, ACTION) if descriptor.scheme == OBJECTIVE else (descriptor.scheme,)
        return ", ".join(code for scheme in schemes for code in content.of(scheme))
    answer = content.answers[descriptor.name]
    if isinstance(answer, list):
        return ", ".join(_(descriptor.label_of(code)) for code in answer)
    return str(_(descriptor.label_of(answer))) if descriptor.choices and answer else answer
