"""What a proposal says, as pages show it: chips, sections of answers, changes between two revisions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from flask import current_app, url_for
from flask_babel import gettext as _

from consultation.proposals.content import Answer, Content, is_primary_open
from consultation.web.texts.language import page_language
from indicators.codes import Code
from indicators.fields import Descriptor, Schema, Shape
from indicators.framework import Framework
from indicators.localized import Localized
from indicators.schemes import (
    ACTION,
    ALL_OBJECTIVES,
    OBJECTIVE,
    PARAGRAPH,
    PRINCIPLE,
    THEME,
    objective_of_action,
)

SHOWN_APART = ("title", "action", "existing_indicator")  # in the heading and the line above it


@dataclass(frozen=True)
class Chip:
    """Something a proposal is aligned with, and its page; "" for a remark that has none."""

    label: str | Localized
    url: str
    is_primary: bool = False


@dataclass(frozen=True)
class ShownAnswer:
    """A descriptor and what was said, none where nothing was; `language` is none where it is not one language."""

    id: str
    label: str
    text: str | None
    language: str | None


@dataclass(frozen=True)
class ShownSection:
    """The answers of one section of the form."""

    id: str
    label: str
    items: Sequence[ShownAnswer]


@dataclass(frozen=True)
class RevisionChange:
    """What two texts say under one descriptor."""

    label: str
    first: str
    second: str
    language: str | None


def framework() -> Framework:
    """Return the framework of the app."""
    found: Framework = current_app.extensions["framework"]
    return found


def chips_of(codes: Iterable[Code], primary: str | None) -> list[Chip]:
    """Return a chip for each code, objectives first; an action leads to its objective's page.

    After the objectives a remark says so where it is not stated which of them is the primary one.
    """
    return _chips(codes, primary, _chip)


def chips_for_many() -> Callable[[Iterable[Code], str | None], list[Chip]]:
    """Return `chips_of` for a page on which the same codes come again and again: each chip is made once."""
    make = cache(_chip)
    return lambda codes, primary: _chips(codes, primary, make)


def _chips(codes: Iterable[Code], primary: str | None, make: Callable[[Code, bool], Chip]) -> list[Chip]:
    in_order = sorted(codes, key=lambda code: _ORDER[code.scheme])
    chips = [make(code, code.scheme == OBJECTIVE and code.code == primary) for code in in_order]
    if is_primary_open(in_order, primary):
        chips.insert(sum(code.scheme == OBJECTIVE for code in in_order), Chip(_("primary objective not stated"), ""))
    return chips


def sections_of(schema: Schema, content: Content, *, none_in_source: bool = False) -> list[ShownSection]:
    """Return the sections in which something was said.

    With `none_in_source` a rationale that was not given is among it, without a text.
    """
    kept = ("rationale",) if none_in_source else ()
    sections = [
        ShownSection(f"section-{section.name}", _(section.label), list(_said(schema, section.name, content, kept)))
        for section in schema.sections
    ]
    return [section for section in sections if section.items]


def not_stated(schema: Schema, content: Content) -> list[str]:
    """Return the names of the descriptors of which nothing was said; what every proposal says is not among them."""
    columns = [column for column in schema.columns if column.name not in (*SHOWN_APART, "rationale")]
    return [_(column.label) for column in columns if not content.answers[column.name]]


def what_is_asked(schema: Schema, action: str) -> str:
    """Return in words what an indicator proposal asks for; a recommendation asks for itself."""
    asked = next((column for column in schema.columns if column.name == "action"), None)
    return _(asked.label_of(action)) if asked is not None and action else ""


def changes_between(
    schema: Schema, before: Content | None, after: Content, *, all_of_them: bool = False
) -> list[RevisionChange]:
    """Return field by field what differs, or everything that either says, in the order of the form.

    Where there is nothing before, nothing has changed.
    """
    if before is None:
        return []
    both = [
        RevisionChange(_(one.label), _answer_of(one, before), _answer_of(one, after), _language_of(one, before, after))
        for one in schema.descriptors
    ]
    differs = [change for change in both if change.first != change.second]
    return [change for change in both if change.first or change.second] if all_of_them else differs


def _said(schema: Schema, section: str, content: Content, kept: Sequence[str]) -> Iterator[ShownAnswer]:
    for column in schema.in_section(section):
        if not column.is_column or column.name in SHOWN_APART:
            continue
        answer = content.answers[column.name]
        if answer or column.name in kept:
            language = _language_of(column, content, content)
            yield ShownAnswer(column.name, _(column.label), in_words(column, answer) or None, language)


def in_words(column: Descriptor, answer: Answer) -> str:
    """Return an answer as people read it: the label of a choice, a line for each of several, else what was written."""
    if isinstance(answer, list):
        return "\n".join(_(column.label_of(one)) for one in answer)
    return _(column.label_of(answer)) if column.shape is Shape.CHOICE and answer else answer


def _answer_of(descriptor: Descriptor, content: Content) -> str:
    if descriptor.is_column:
        return in_words(descriptor, content.answers[descriptor.name])
    return "\n".join(
        _("%(label)s (primary)", label=chip.label) if chip.is_primary else str(chip.label)
        for chip in _chips_under(descriptor, content)
    )


def _chips_under(descriptor: Descriptor, content: Content) -> list[Chip]:
    schemes = (OBJECTIVE, ACTION) if descriptor.scheme == OBJECTIVE else (descriptor.scheme,)
    return chips_of((code for code in content.codes if code.scheme in schemes), content.primary)


def _language_of(descriptor: Descriptor, before: Content, after: Content) -> str | None:
    if descriptor.shape is Shape.CODES:
        labels = [chip.label for content in (before, after) for chip in _chips_under(descriptor, content)]
        return next((label.language for label in labels if isinstance(label, Localized)), page_language())
    if descriptor.shape is Shape.CHOICE:
        return page_language()
    if descriptor.shape is Shape.CHOICES or before.language != after.language:
        return None
    return after.language


def _chip(code: Code, is_primary: bool) -> Chip:
    label, address = _CHIPS[code.scheme](code.code)
    return Chip(label, address, is_primary)


def _objective(code: str) -> tuple[Localized, str]:
    if code == ALL_OBJECTIVES:
        return framework().label_of(OBJECTIVE, code, page_language()), url_for("framework.overview")
    short = framework().objective(code).short_label(page_language())
    return short.after(code), url_for("framework.objective", number=code)


def _action(code: str) -> tuple[str, str]:
    return code, url_for("framework.objective", number=objective_of_action(code))


def _principle(code: str) -> tuple[Localized, str]:
    name = framework().principle(code).name(page_language())
    return name.after(f"({code})"), url_for("framework.principle", letter=code)


def _paragraph(code: str) -> tuple[str, str]:
    return f"¶ {code}", url_for("framework.paragraph", number=code)


def _theme(code: str) -> tuple[Localized, str]:
    return framework().theme(code).name(page_language()), url_for("framework.theme", code=code)


_CHIPS: dict[str, Callable[[str], tuple[str | Localized, str]]] = {
    OBJECTIVE: _objective,
    ACTION: _action,
    THEME: _theme,
    PRINCIPLE: _principle,
    PARAGRAPH: _paragraph,
}
_ORDER = {scheme: place for place, scheme in enumerate(_CHIPS)}
