"""Choice fields: one of a list, several of it, yes or no."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup, escape
from wtforms import BooleanField, SelectField, SelectMultipleField, widgets
from wtforms.fields.choices import Choice as Option  # type: ignore[attr-defined] # the stubs are of 3.2
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from consultation.web.fields.base import Described, Words
from consultation.web.fields.controls import CheckboxInput, html_attributes
from consultation.web.texts.sentences import filled, list_in_words
from indicators.folding import fold
from indicators.localized import Localized
from indicators.text import apart

__all__ = ["ChoiceField", "Choices", "Radios", "SelectChoice", "Tick", "value_written"]

MOST_NAMED = 20  # of what is offered, in a sentence

Numbered = tuple[str | None, list[tuple[int, Option]]]


class Offering(Described):
    """A field with `choices`, a list of SelectChoice that may be set after the form was made."""

    choices: Any

    def offered(self) -> Sequence[SelectChoice]:
        """Everything that can be chosen, in its order."""
        return self.choices or ()

    def is_chosen(self, value: str) -> bool:
        """Tell whether the option with this value is to be shown as chosen."""
        raise NotImplementedError

    def iter_choices(self) -> Any:
        """The options as WTForms draws them."""
        return [self._option(choice) for choice in self.offered()]

    def iter_groups(self) -> Any:
        """The options under the name of their group."""
        for group, choices in groupby(self.offered(), key=lambda choice: choice.optgroup):
            yield group, [self._option(choice) for choice in choices]

    def numbered_groups(self) -> Iterator[Numbered]:
        """The groups with every option numbered through, so that each has an id of its own."""
        number = 0
        for group, options in self.iter_groups():
            yield group, list(enumerate(options, start=number))
            number += len(options)

    def refuse_unknown(self, values: Iterable[str]) -> None:
        """Raise when something was sent that is not offered; it is not repeated, whatever it was."""
        if {choice.value for choice in self.offered()}.issuperset(values):
            return
        known = [choice.label for choice in self.offered() if choice.value]
        if len(self.offered()) > MOST_NAMED:
            raise StopValidation(_("Choose from what is offered: what was sent is not among it."))
        labels = list_in_words(map(_quoted, known))
        sentence = _("Choose from what is offered: %(labels)s.")
        is_marked = isinstance(labels, Markup)
        raise StopValidation(filled(sentence, labels=labels) if is_marked else sentence % {"labels": labels})

    def _option(self, choice: SelectChoice) -> Option:
        return Option(choice.value, choice.label, self.is_chosen(choice.value), choice.render_kw)


def _quoted(label: Any) -> str:
    """A label between quotation marks: as HTML where it says in which language it is."""
    is_marked = isinstance(label, Localized) and label.is_fallback
    return Markup("“%s”") % (label,) if is_marked else f"“{apart(str(label))}”"


class Dropdown(widgets.Select):
    """A select without groups. It writes its options by itself: a page has hundreds of them, and WTForms takes ten
    times as long to sort and escape the attributes of each."""

    def __call__(self, field: Any, **attributes: Any) -> Markup:
        """Draw the field."""
        if field.flags.required:
            attributes.setdefault("required", True)
        options = "".join(map(self._written, field.iter_choices()))
        return Markup(f"<select {html_attributes(name=field.name, id=field.id, **attributes)}>{options}</select>")  # noqa: S704

    @staticmethod
    def _written(option: Option) -> str:
        label: Any = option.label
        attributes = {**label.attributes, **option.render_kw} if isinstance(label, Localized) else option.render_kw
        more = f" {html_attributes(**attributes)}" if attributes else ""
        is_on = " selected" if option.selected else ""
        return f'<option value="{escape(option.value)}"{more}{is_on}>{escape(str(label))}</option>'


class ChoiceField(Offering, SelectField):
    """One of a list, drawn as a select; its data is the value or None. `blank` names the choice of nothing."""

    look = "select"
    widget = Dropdown()

    def __init__(
        self,
        label: Words,
        validators: Any = None,
        *,
        choices: Sequence[SelectChoice] = (),
        blank: Words | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, choices=choices, **kwargs)
        self.blank = blank

    def offered(self) -> Sequence[SelectChoice]:
        """What can be chosen, nothing first where that is possible."""
        nothing = [] if self.blank is None else [SelectChoice("", self.blank)]
        return [*nothing, *(self.choices or ())]

    def is_chosen(self, value: str) -> bool:
        """Nothing is chosen where there is no data."""
        return value == (self.data or "")

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was sent; an empty value is nothing."""
        if valuelist:
            self.data = valuelist[0] or None

    def pre_validate(self, form: BaseForm) -> None:
        """Nothing is for `Required` to judge."""
        if self.data is not None:
            self.refuse_unknown([self.data])


class Radios(ChoiceField):
    """One of a few, all of them in sight."""

    look = "radios"


class Choices(Offering, SelectMultipleField):
    """Several of a list; the data is a list of values in the order in which they are offered."""

    look = "checkboxes"

    def __init__(
        self, label: Words, validators: Any = None, *, choices: Sequence[SelectChoice] = (), **kwargs: Any
    ) -> None:
        super().__init__(label, validators, choices=choices, **kwargs)

    def is_chosen(self, value: str) -> bool:
        """Ticked is what the data names."""
        return value in (self.data or ())

    def process_data(self, value: Any) -> None:
        """Take what is stored."""
        self.data = list(value or ())

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was ticked: no value at all means that nothing was."""
        self.data = list(valuelist)

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse the unknown, then bring what was ticked into the order of the list."""
        ticked = set(self.data or ())
        self.refuse_unknown(ticked)
        self.data = [choice.value for choice in self.offered() if choice.value in ticked]


class Tick(Described, BooleanField):
    """Yes or no."""

    look = "tick"
    widget = CheckboxInput()

    def _value(self) -> str:
        return "y"


def value_written(offered: Iterable[tuple[str, str]], written: str | None) -> str | None:
    """Return the value of what is offered, values with their labels, that somebody wrote as either, in any case."""
    return _folded(tuple(offered)).get(fold(written), written) if written else None


@lru_cache(maxsize=64)
def _folded(offered: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {fold(text): value for value, label in offered for text in (value, label)}
