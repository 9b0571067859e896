"""References to a scheme of the framework, typed or ticked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from consultation.web.fields.base import Words, refuse_forbidden
from consultation.web.fields.choices import Choices
from consultation.web.fields.controls import LineInput
from consultation.web.texts.formatting import presentable
from indicators.codes import CodeProblem
from indicators.text import normalise_text

TYPING_LABEL = _l("Type the numbers")
TICKING_LABEL = _l("Or tick them in the list")
Read = Callable[[list[str]], tuple[Sequence[Any], Sequence[str | CodeProblem]]]


class Codes(Choices):
    """Codes such as `8, 10, 8(c)`: one line to type them and the list to tick them from, together one field.

    The form sends several values under one name, the typed line first. `read` turns them into codes and problems,
    as `indicators.codes.read_codes` does; the data is what it found. What was typed is shown again as it was typed.
    """

    look = "codes"
    widget: Any = LineInput()

    def __init__(
        self,
        label: Words,
        validators: Any = None,
        *,
        read: Read | None = None,
        typing_label: Words = TYPING_LABEL,
        ticking_label: Words = TICKING_LABEL,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.read = read
        self.typing_label = typing_label
        self.ticking_label = ticking_label
        self.sent: list[str] = []

    @property
    def typed(self) -> str:
        """What the line shows: what was typed into it, or what is stored as one would type it."""
        return ", ".join(self._sorted()[0])

    @property
    def ticked(self) -> list[str]:
        """What the list shows as ticked."""
        return self._sorted()[1]

    def is_chosen(self, value: str) -> bool:
        """Ticked is what was ticked; what was typed stays in its line."""
        return value in self.ticked

    def process_data(self, value: Any) -> None:
        """Show what is stored in the line."""
        super().process_data(value)
        self.sent = [", ".join(str(code) for code in self.data or ())]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the line and the ticks."""
        self.sent = [normalise_text(value) for value in valuelist]
        self.data = [value for value in self.sent if value.strip()]

    def _sorted(self) -> tuple[list[str], list[str]]:
        """What was typed and what was ticked. Where every value could be a tick, the first is the line's."""
        offered = {choice.value for choice in self.offered()}
        typed = [value for value in self.sent if value.strip() and value not in offered]
        if not typed:
            return self.sent[:1], self.sent[1:]
        return typed, [value for value in self.sent if value in offered]

    def pre_validate(self, form: BaseForm) -> None:
        """Read the codes; every problem is an error of its own."""
        if self.read is None:
            raise TypeError(f"the form has to hand `read` to its field {self.name}")
        refuse_forbidden("".join(self.data or ()))
        codes, problems = self.read(list(self.data or ()))
        self.data = list(codes)
        if problems:
            self.errors = [*self.errors, *(_sentence(problem) for problem in problems)]
            raise StopValidation

    def attributes(self) -> dict[str, Any]:
        """Codes are written in any script, but are no prose; a browser gives them back to who goes back to the form."""
        return super().attributes() | {"dir": "auto", "spellcheck": "false"}

    def _value(self) -> str:
        return presentable(self.typed)


def _sentence(problem: str | CodeProblem) -> str:
    """The problem in the language of the page."""
    return problem if isinstance(problem, str) else _(problem.template) % problem.values
