"""The forms of a consultation's phases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields import Field

from consultation.process.schedule import Schedule, Span
from consultation.web.fields import (
    ChoiceField,
    Choices,
    Hidden,
    HiddenNumber,
    LocalDateTime,
    Required,
    SelectChoice,
    Tick,
)
from consultation.web.forms import BaseForm

ALLOWED = [SelectChoice("propose", _l("Proposing")), SelectChoice("comment", _l("Commenting and taking positions"))]


@dataclass(frozen=True)
class PhaseRow:
    """The fields of one phase; all empty, it describes none."""

    opens: Any
    closes: Any
    allows: Any
    remove: Any

    @property
    def is_wanted(self) -> bool:
        """Whether it describes a phase that is to be."""
        return not self.remove.data and any((*(self.opens.typed or ()), *(self.closes.typed or ()), *self.allows.data))

    def span(self) -> Span:
        """Return the phase; only of a row that is wanted and was found to be right."""
        return Span(self.opens.data, self.closes.data, tuple(self.allows.data))

    def check(self) -> bool:
        """Say at each field what is wrong with it; return whether nothing is."""
        opens, closes = self.opens.data, self.closes.data
        _refuse(self.opens, opens is None, _("Give the date and time at which the phase opens"))
        _refuse(self.closes, closes is None, _("Give the date and time at which the phase closes"))
        if opens and closes:
            _refuse(self.closes, closes <= opens, _("Choose a closing time that is later than the opening time"))
        _refuse(self.allows, not self.allows.data, _("Tick what is possible in this phase"))
        return not any(field.errors for field in (self.opens, self.closes, self.allows))


def _refuse(field: Field, is_wrong: bool, message: str) -> None:
    if is_wrong and not field.errors:
        field.errors = [message]


class ScheduleForm(BaseForm):
    """The zone and the phases; `seen` marks the schedule its reader was shown. See `schedule_form`.

    `sure` is the answer to the question that is asked where something opens or closes at this moment: "yes", "no".
    """

    count = 0

    zone = ChoiceField(
        _l("Time zone"),
        [Required(_l("Choose the time zone"))],
        description=_l("All dates and times below are on the clocks of this place."),
    )
    seen = Hidden()
    sure = Hidden()

    @property
    def is_sure(self) -> bool:
        return bool(self.sure.data == "yes")

    @property
    def is_unsure(self) -> bool:
        """Whether the question was answered, and the dates are to be changed first."""
        return bool(self.sure.data == "no")

    def rows(self) -> list[PhaseRow]:
        """The phases in their order; the last row is for a new one."""
        names = ("opens", "closes", "allows", "remove")
        return [PhaseRow(*(self[f"{name}_{number}"] for name in names)) for number in range(1, self.count + 1)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each phase after its fields."""
        is_right = super().validate(extra_validators)
        return all([is_right, *(row.check() for row in self.rows() if row.is_wanted)])

    def schedule(self) -> Schedule:
        """Return what is to be."""
        return Schedule(self.zone.data, tuple(row.span() for row in self.rows() if row.is_wanted))


def schedule_form(schedule: Schedule, zones: Sequence[str], *, sent: int = 0) -> ScheduleForm:
    """Return a form with a row for each phase and an empty one; no fewer than were `sent`."""
    stored: dict[str, Any] = {"zone": schedule.zone, "seen": schedule.mark}
    for number, span in enumerate(schedule.spans, start=1):
        stored[f"opens_{number}"], stored[f"closes_{number}"] = span.opens_at, span.closes_at
        stored[f"allows_{number}"] = span.allows
    return form_of_phases(max(len(schedule.spans) + 1, sent), list(dict.fromkeys([*zones, schedule.zone])), stored)


def form_of_phases(count: int, zones: Sequence[str], stored: Mapping[str, Any] | None = None) -> ScheduleForm:
    """Return a form with so many rows, filled with what is stored, if anything."""
    fields = dict(pair for number in range(1, count + 1) for pair in _fields_of(number))
    form: ScheduleForm = type("ScheduleFormOfPhases", (ScheduleForm,), {"count": count, **fields})(data=stored)
    form.zone.choices = [SelectChoice(name, name.replace("_", " ")) for name in zones]
    return form


def _fields_of(number: int) -> Iterator[tuple[str, Any]]:
    yield f"opens_{number}", LocalDateTime(_l("Opens"), zone_field="zone")
    yield f"closes_{number}", LocalDateTime(_l("Closes"), zone_field="zone")
    yield f"allows_{number}", Choices(_l("What is possible then"), choices=ALLOWED)
    yield f"remove_{number}", Tick(_l("Remove this phase"))


class NowForm(BaseForm):
    """One phase that is to be opened or closed now, as the schedule was when it was `seen`."""

    phase = HiddenNumber()  # counted from 0
    act = Hidden()
    seen = Hidden()
