"""The secretariat's summary."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consultation.people.forms import LANGUAGE_CHOICES
from consultation.web.fields import Choice, HiddenNumber, Paragraphs, Required, Tick
from consultation.web.forms import BaseForm
from indicators.fields import TEXT_LIMIT


class SummaryForm(BaseForm):
    """What the secretariat says in sum; `version` is the number of the wording that was there before."""

    text = Paragraphs(
        _l("Summary"),
        limit=TEXT_LIMIT,
        description=_l("In your own words: what was proposed and how it was received. Empty: there is none any more."),
    )
    language = Choice(
        _l("Language you write in"), [Required(_l("Choose the language you write in"))], choices=LANGUAGE_CHOICES
    )
    is_public = Tick(
        _l("Everybody may read it"),
        description=_l("It then stands on the site as the secretariat’s, and in every workbook."),
    )
    version = HiddenNumber()
