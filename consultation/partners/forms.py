"""The forms of partners."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consultation.web.fields import Choices, Hidden, Line, Required, SelectChoice
from consultation.web.forms import BaseForm

NAME_LIMIT = 100
SHARES = [SelectChoice("summaries", _l("The secretariat’s summaries, also those that are not for everybody"))]


class PartnerForm(BaseForm):
    """A partner and what is shared with it; a name that is there already changes what is shared."""

    name = Line(
        _l("Name of the institution"),
        [Required(_l("Write the name of the partner"))],
        limit=NAME_LIMIT,
        description=_l("As it is to stand in the workbooks made for it. The name of one above changes what it gets."),
    )
    shares = Choices(_l("What is shared with it, besides all that is published"), choices=SHARES)


class EndForm(BaseForm):
    """The partner with whom nothing is shared any more."""

    name = Hidden()
