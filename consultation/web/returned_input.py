"""Input that was not taken, given back under the labels of its form, so that it can be copied."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import current_app, request
from flask_babel import gettext as _

from consultation.web.forms import BaseForm
from indicators.text import normalise_text

View = TypeVar("View", bound=Callable[..., Any])
Forms = Callable[[], Sequence[BaseForm]]
_SHOWN_NOWHERE = ("hidden", "file")
_OPEN_TO_NOBODY = ("email", "typed")  # an address, and what signs in: whoever sees the screen would have them


@dataclass(frozen=True)
class GivenBack:
    """An answer as the page of its form names it, to be copied."""

    label: str
    text: str


def asks(forms: Forms) -> Callable[[View], View]:
    """Say which forms a view takes: one of these, made without the database, which may be what is out of order."""

    def mark(view: View) -> View:
        view.asks = forms  # type: ignore[attr-defined]
        return view

    return mark


def given_back_here() -> list[GivenBack]:
    """Return what was sent to this address, whether or not its view has begun."""
    forms: Forms | None = getattr(current_app.view_functions.get(request.endpoint or ""), "asks", None)
    made = forms() if forms is not None and request.method == "POST" else []
    return given_back(max(made, key=_understood)) if made else []


def given_back(form: BaseForm) -> list[GivenBack]:
    """Return what was sent to a form, as far as something was and it is to be seen."""
    if request.method != "POST":
        return []
    found = [GivenBack(str(field.label.text), "\n".join(_in_words(field))) for field in _seen(form)]
    return [one for one in found if one.text.strip()]


def _seen(form: BaseForm) -> Iterator[Any]:
    fields: Iterator[Any] = form.asked()
    return (one for one in fields if one.look not in _SHOWN_NOWHERE and one.short_name not in _OPEN_TO_NOBODY)


def _in_words(field: Any) -> list[str]:
    """What was chosen by its label, and what was typed as it was typed."""
    sent = [normalise_text(text) for text in request.form.getlist(field.name) if text.strip()]
    if field.look == "tick":
        return [_("Yes")] if sent else []
    offered = _offered(field)
    if field.look in _CHOSEN:
        return [offered[value] for value in sent if value in offered]
    return [offered.get(text, text) for text in sent]


_CHOSEN = ("select", "radios", "checkboxes")


def _offered(field: Any) -> dict[str, str]:
    return {choice.value: str(choice.label) for choice in field.offered()} if hasattr(field, "offered") else {}


def _understood(form: BaseForm) -> int:
    """How many of the answers that were sent a form knows."""
    return sum(len(_in_words(field)) for field in _seen(form))
