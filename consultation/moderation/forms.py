"""The forms of decisions, and of confirming who speaks in a contribution."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields import Field
from wtforms.form import BaseForm as AnyForm
from wtforms.validators import StopValidation

from consultation.moderation.decisions import NEEDS_REASON, Confirmation, Decision
from consultation.web.fields import Choices, Hidden, HiddenNumber, Paragraphs, Radios, Required, SelectChoice
from consultation.web.forms import BaseForm

REASON_LIMIT = 2_000

_CHOICES = {
    Decision.PUBLISH: (_l("Publish it"), None),
    Decision.REFUSE: (_l("Do not publish it"), _l("Its author reads the reason; nobody else sees anything.")),
    Decision.HIDE: (_l("Hide it"), _l("A line with the date and the reason stays in its place, for everybody.")),
    Decision.SHOW_AGAIN: (_l("Show it again"), None),
    Decision.PUBLISH_EDIT: (_l("Publish the change"), _l("It takes the place of what was there before.")),
    Decision.KEEP_HIDDEN: (
        _l("Keep it hidden"),
        _l("Its author reads the reason; the line in its place stays as it is."),
    ),
    Decision.ASK_CHANGE: (
        _l("Ask for a change"),
        _l(
            "Its author alone reads the reason, and can change it and send it again. What waits is not published; what "
            "is public stays so meanwhile. Hide it where somebody is at risk."
        ),
    ),
    Decision.REFUSE_EDIT: (
        _l("Do not publish the change"),
        _l("What was there before stays as it is; the author reads the reason."),
    ),
    Decision.ASK_CHANGE_OF_EDIT: (
        _l("Ask for another change"),
        _l("What was there before stays as it is. Its author alone reads the reason, and can send it again."),
    ),
}

DONE = {
    Decision.PUBLISH: _l("%(reference)s is published."),
    Decision.REFUSE: _l("%(reference)s is not published. Its author reads the reason."),
    Decision.HIDE: _l("%(reference)s is hidden. The reason stands in its place."),
    Decision.SHOW_AGAIN: _l("%(reference)s is shown again."),
    Decision.KEEP_HIDDEN: _l("%(reference)s stays hidden. Its author reads the reason."),
    Decision.ASK_CHANGE: _l("Its author is asked for a change of %(reference)s."),
    Decision.PUBLISH_EDIT: _l("The change of %(reference)s is published."),
    Decision.REFUSE_EDIT: _l("The change of %(reference)s is not published. Its author reads the reason."),
    Decision.ASK_CHANGE_OF_EDIT: _l("Its author is asked for another change of %(reference)s."),
}
"""What an officer is told when it is done."""

APPROVED = _l("%(reference)s is approved. It appears with all others at the hour.")


def reason_where_needed(form: AnyForm, field: Field) -> None:
    """Require a reason for the decisions that need one."""
    if not field.data and form["decision"].data in NEEDS_REASON:
        raise StopValidation(_("Say why: the author reads it"))


class DecisionForm(BaseForm):
    """What an officer decides; `seen` is the status they know of, `version` what they have read."""

    decision = Radios(_l("What do you decide?"), [Required(_l("Choose what to do"))])
    reason = Paragraphs(
        _l("Reason"),
        [reason_where_needed],
        limit=REASON_LIMIT,
        description=_l(
            "Needed to hide, not to publish, or to ask. Quote nothing that should not be read, and name nobody."
        ),
    )
    seen = Hidden()
    version = HiddenNumber()

    def __init__(self, *args: Any, possible: Iterable[Decision], known: Iterable[Decision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._possible, self._known = list(possible), list(known)
        self.decision.choices = _choices(self._possible)

    def validate(self, extra_validators: Any = None) -> bool:
        """Take whatever can ever be decided: what is not possible any more is for the operation to explain."""
        self.decision.choices = _choices(self._known)
        is_right: bool = super().validate(extra_validators)
        self.decision.choices = _choices(self._possible)
        return is_right


def _choices(decisions: Iterable[Decision]) -> list[SelectChoice]:
    found = []
    for decision in decisions:
        label, hint = _CHOICES[decision]
        found.append(SelectChoice(decision, label, {"hint": hint} if hint else {}))
    return found


class _ConfirmationForm(BaseForm):
    """Whether something is confirmed, or that is taken back."""

    act = Hidden()

    def confirmation(self) -> Confirmation:
        """Return what is to be done."""
        return Confirmation.TAKE_BACK if self.act.data == Confirmation.TAKE_BACK else Confirmation.CONFIRM


class ConfirmForm(_ConfirmationForm):
    """Confirms the group and the organisation that an officer was shown, or takes that back."""

    stakeholder_group = Hidden()
    organisation = Hidden()

    def seen(self) -> tuple[str, str]:
        """Return what was confirmed."""
        return self.stakeholder_group.data, self.organisation.data


SEPARATOR = "|"


def ticked_value(reference: str, group: str, organisation: str) -> str:
    """Return what a tick stands for: a contribution, and a digest of the speaker that was shown beside it."""
    shown = hashlib.sha256(f"{group}\n{organisation}".encode()).hexdigest()[:16]
    return f"{reference}{SEPARATOR}{shown}"


class ConfirmTickedForm(_ConfirmationForm):
    """The contributions of which an officer decides together who speaks; see `ticked_value`."""

    ticked = Choices(_l("Confirm together"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Take whatever is ticked: what is not to be confirmed any more is for the operation to explain."""
        self.ticked.choices = [SelectChoice(value, value) for value in self.ticked.data or []]
        return bool(super().validate(extra_validators))
