"""The secretariat's summary."""

from __future__ import annotations

from functools import partial

from flask_babel import lazy_gettext as _l

from consultation.people.forms import LANGUAGE_CHOICES
from consultation.web.fields import ChoiceField, HiddenNumber, Paragraphs, Required, SelectChoice, Tick, value_written
from consultation.web.forms import BaseForm
from indicators.fields import TEXT_LIMIT
from indicators.languages import FALLBACK
from indicators.marking import N_

READERS = (("everybody", N_("everybody")), ("secretariat", N_("the secretariat")))


class SummaryRowForm(BaseForm):
    """A summary as a row of a table has it; languages and readers may be written out."""

    class Meta(BaseForm.Meta):
        """Without a token."""

        csrf = False

    text = Paragraphs("Summary", limit=TEXT_LIMIT)
    language = ChoiceField(
        "Language",
        choices=LANGUAGE_CHOICES,
        default=FALLBACK,
        filters=[partial(value_written, [(choice.value, str(choice.label)) for choice in LANGUAGE_CHOICES[:-1]])],
    )
    readers = ChoiceField(
        "Who reads it",
        choices=[SelectChoice(code, label) for code, label in READERS],
        default="secretariat",
        filters=[partial(value_written, READERS)],
    )


class SummaryForm(BaseForm):
    """What the secretariat says in sum; `version` is the number of the wording that was there before."""

    text = Paragraphs(
        _l("Summary"),
        limit=TEXT_LIMIT,
        description=_l("In your own words: what was proposed and how it was received. Empty: there is none any more."),
    )
    language = ChoiceField(
        _l("Language you write in"), [Required(_l("Choose the language you write in"))], choices=LANGUAGE_CHOICES
    )
    is_public = Tick(
        _l("Everybody may read it"),
        description=_l("It then stands on the site as the secretariat’s, and in every workbook."),
    )
    version = HiddenNumber()
