"""Making the form field of a descriptor."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields import Field
from wtforms.form import BaseForm as AnyForm
from wtforms.validators import StopValidation

from consultation.web.fields import (
    ChoiceField,
    Choices,
    Codes,
    Line,
    Paragraphs,
    Radios,
    Required,
    SelectChoice,
    value_written,
)
from indicators.codes import Code
from indicators.entries import Entry, Paragraph, Principle
from indicators.fields import Descriptor, Shape
from indicators.framework import Framework
from indicators.marking import N_
from indicators.schemes import ALL_OBJECTIVES, OBJECTIVE, PRINCIPLE

OTHERS = "_others"  # what stands beside the list of choices, under the descriptor's name with this ending
NOT_STATED = N_("not stated")  # how a row says that none of several objectives is the primary one
CHANGES_ANOTHER = ("revise", "replace", "remove")

Question = tuple[str, Any]
"""The name of a field, and the field as WTForms declares it."""


def questions_of(descriptor: Descriptor) -> Iterator[Question]:
    """Yield the field that asks for a descriptor, and those that stand beside it."""
    validators: list[Any] = [Required(_l(descriptor.required))] if descriptor.required else []
    if descriptor.name == "existing_indicator":
        validators.append(_named_where_one_is_changed)
    yield descriptor.name, _MAKERS[descriptor.shape](descriptor, validators)
    yield from _questions_beside(descriptor)


def row_questions_of(descriptor: Descriptor, *, is_brought_in: bool) -> Iterator[Question]:
    """Yield the same for a row of a table, where choices may be written out; see `forms.row_form`."""
    is_required = descriptor.required and (descriptor.name == "title" or not is_brought_in)
    validators: list[Any] = [Required(_l(descriptor.required))] if is_required else []
    if descriptor.name == "existing_indicator" and not is_brought_in:
        validators.append(_named_where_one_is_changed)
    if descriptor.shape is Shape.CHOICES:
        yield descriptor.name, _line(descriptor, validators)
        return
    made = _MAKERS[descriptor.shape](descriptor, validators)
    if descriptor.shape is Shape.CHOICE:
        made.kwargs["filters"] = [partial(value_written, [(one.code, one.label) for one in descriptor.choices])]
    yield descriptor.name, made
    yield from _questions_beside(descriptor, is_brought_in=is_brought_in)


def _questions_beside(descriptor: Descriptor, *, is_brought_in: bool = False) -> Iterator[Question]:
    if descriptor.scheme == OBJECTIVE:
        yield "primary_objective", _primary(is_brought_in=is_brought_in)
    if descriptor.open_list:
        help_ = _l("Who else? Part several by semicolons.")
        yield descriptor.name + OTHERS, Line(_l("Others"), limit=descriptor.limit, description=help_)


def _primary(*, is_brought_in: bool) -> Any:
    return ChoiceField(
        _l("Primary objective"),
        [_among_the_named],
        blank=_l("Not stated") if is_brought_in else _l("The first one named"),
        filters=[partial(value_written, [("", NOT_STATED)])] if is_brought_in else [],
        description=_l("The one it serves most. Lists and tables count it apart."),
    )


def _line(descriptor: Descriptor, validators: list[Any]) -> Any:
    return Line(_l(descriptor.label), validators, limit=descriptor.limit, description=_hint(descriptor))


def _text(descriptor: Descriptor, validators: list[Any]) -> Any:
    return Paragraphs(_l(descriptor.label), validators, limit=descriptor.limit, description=_hint(descriptor))


def _choice(descriptor: Descriptor, validators: list[Any]) -> Any:
    is_asked_always = descriptor.name == "action"
    return Radios(
        _l(descriptor.label),
        validators,
        choices=_offered(descriptor),
        blank=None if is_asked_always else _l("Not stated"),
        default=descriptor.choices[0].code if is_asked_always else None,
        description=_hint(descriptor),
    )


def _choices(descriptor: Descriptor, validators: list[Any]) -> Any:
    return Choices(_l(descriptor.label), validators, choices=_offered(descriptor), description=_hint(descriptor))


def _codes(descriptor: Descriptor, validators: list[Any]) -> Any:
    labels = {"typing_label": _l("Type the letters")} if descriptor.scheme == PRINCIPLE else {}
    return Codes(_l(descriptor.label), validators, description=_hint(descriptor), **labels)


_MAKERS = {
    Shape.LINE: _line,
    Shape.TEXT: _text,
    Shape.CHOICE: _choice,
    Shape.CHOICES: _choices,
    Shape.CODES: _codes,
}


def _hint(descriptor: Descriptor) -> Any:
    return _l(descriptor.help) if descriptor.help else ""


def _offered(descriptor: Descriptor) -> list[SelectChoice]:
    return [SelectChoice(choice.code, _l(choice.label)) for choice in descriptor.choices]


@cache
def scheme_choices(framework: Framework, scheme: str, tongue: str) -> list[SelectChoice]:
    """Return the entries of a scheme in their order, by number or letter and name in the language of the page."""
    return [_entry_choice(entry, tongue) for entry in framework.entries(scheme)]


def _entry_choice(entry: Entry, tongue: str) -> SelectChoice:
    return SelectChoice(entry.code, entry.label(tongue).after(_mark(entry)))


def _mark(entry: Entry) -> str:
    if isinstance(entry, Principle):
        return f"({entry.letter})"
    number = getattr(entry, "number", None)
    return f"¶ {number} ·" if isinstance(entry, Paragraph) else f"{number} ·" if number else ""


def _named_where_one_is_changed(form: AnyForm, field: Field) -> None:
    if form["action"].data in CHANGES_ANOTHER and not field.data and not getattr(form, "is_draft", False):
        raise StopValidation(_("Name the existing indicator you want to change or drop: its number or its name"))


def _among_the_named(form: AnyForm, field: Field) -> None:
    named = {code.code for code in form["objectives"].data or () if isinstance(code, Code) and code.scheme == OBJECTIVE}
    if field.data and not form["objectives"].errors and not named & {field.data, ALL_OBJECTIVES}:
        raise StopValidation(
            _(
                "Objective %(number)s is not among the objectives named: name it there too, or choose another.",
                number=field.data,
            )
        )
