"""The forms of comments, replies and positions."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields import Field
from wtforms.form import BaseForm as AnyForm
from wtforms.validators import StopValidation

from consultation.people.forms import LANGUAGE_CHOICES, SPEAKING, ContributionForm
from consultation.web.fields import (
    ChoiceField,
    Hidden,
    HiddenNumber,
    Line,
    Paragraphs,
    Radios,
    Required,
    SelectChoice,
    value_written,
)
from consultation.web.forms import BaseForm
from indicators.fields import TEXT_LIMIT, Schema
from indicators.languages import FALLBACK
from indicators.marking import N_


def words_unless_position(form: AnyForm, field: Field) -> None:
    """Ask for words where something without a position is chosen; where nothing is, that is asked for by itself."""
    if field.data:
        return
    if form["stance"].data == "question":
        raise StopValidation(_("Write your question"))
    if form["stance"].data == "information":
        raise StopValidation(_("Write what you know"))


class CommentForm(ContributionForm):
    """A comment on a proposal; `revision` is the number of the one its author reads."""

    stance = Radios(
        _l("What is this?"),
        [Required(_l("Choose whether you support the proposal, have a concern, a question or information"))],
        description=_l("If you take another position later, the counts of the proposal move on that day."),
        choices=[
            SelectChoice("support", _l("Support")),
            SelectChoice(
                "support_with_changes",
                _l("Support with changes"),
                {"hint": _l("You are for it once something is worded or measured in another way.")},
            ),
            SelectChoice(
                "strong_concern", _l("Strong concern"), {"hint": _l("It should not be adopted as it stands.")}
            ),
            SelectChoice("question", _l("Question"), {"hint": _l("Takes no position.")}),
            SelectChoice("information", _l("Information"), {"hint": _l("Takes no position.")}),
        ],
    )
    section = ChoiceField(_l("What does it speak of?"), blank=_l("The proposal as a whole"))
    text = Paragraphs(
        _l("Your comment"),
        [words_unless_position],
        limit=TEXT_LIMIT,
        description=_l("A position may stand without words; reasons help those who decide. Name nobody at risk."),
    )
    suggested_wording = Paragraphs(
        _l("Suggested wording"),
        limit=TEXT_LIMIT,
        description=_l("If you would word something in another way: how?"),
    )
    revision = Hidden()

    def __init__(self, *args: Any, schema: Schema, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section.choices = [SelectChoice(section.name, _(section.label)) for section in schema.sections]


STANCES = [
    ("support", N_("support")),
    ("support_with_changes", N_("support with changes")),
    ("strong_concern", N_("strong concern")),
    ("question", N_("question")),
    ("information", N_("information")),
]
_LANGUAGES = [(choice.value, str(choice.label)) for choice in LANGUAGE_CHOICES[:-1]]


class CommentRowForm(BaseForm):
    """A comment as a row of a table has it; choices may be written out."""

    class Meta(BaseForm.Meta):
        """Without a token."""

        csrf = False

    proposal_reference = Line("Proposal", [Required(_l("Write the reference of the proposal, such as IND-0042"))])
    parent_reference = Line("Reply to")
    stance = ChoiceField(
        "Stance",
        [Required(_l("Choose whether this is support, a concern, a question or information"))],
        choices=[SelectChoice(code, label) for code, label in STANCES],
        filters=[partial(value_written, STANCES)],
    )
    section = ChoiceField("About")
    text = Paragraphs("Text", [words_unless_position], limit=TEXT_LIMIT)
    suggested_wording = Paragraphs("Suggested wording", limit=TEXT_LIMIT)
    language = ChoiceField(
        "Language", choices=LANGUAGE_CHOICES, default=FALLBACK, filters=[partial(value_written, _LANGUAGES)]
    )

    def __init__(self, *args: Any, schema: Schema, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = [(section.name, section.label) for section in schema.sections]
        self.section.choices = [SelectChoice(name, label) for name, label in sections]
        self.section.data = value_written(sections, self.section.data)


class ReplyForm(ContributionForm):
    """A reply to a comment; it takes no position."""

    text = Paragraphs(
        _l("Your reply"),
        [Required(_l("Write your reply"))],
        limit=TEXT_LIMIT,
        description=_l("It will stand under the comment, for everybody to read. Name nobody at risk."),
    )
    revision = Hidden()


_WITHOUT_POSITION = ("question", "information")


class _Change:
    """What the form of a change of a comment has besides."""

    def fit(self: Any, *, takes_position: bool, with_speaker: bool) -> None:
        """Offer what stays of the same kind, and ask who speaks only where that can be changed."""
        if "stance" in self:
            kinds = [one for one in self.stance.choices if (one.value not in _WITHOUT_POSITION) == takes_position]
            self.stance.choices = kinds
        for name in () if with_speaker else SPEAKING:
            if name in self:
                del self[name]


class CommentChangeForm(_Change, CommentForm):
    """The form of a comment that exists: it carries the `version` its author has read."""

    version = HiddenNumber()


class ReplyChangeForm(_Change, ReplyForm):
    """The same of a reply."""

    version = HiddenNumber()
