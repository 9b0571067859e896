"""A date and a time in a named zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask_babel import gettext as _
from markupsafe import Markup
from wtforms.fields import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from consultation.web.fields.base import Described, Words
from consultation.web.fields.controls import DateInput, TimeInput
from consultation.web.texts.formatting import presentable

_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_YEARS = range(2000, 2200)


class LocalDateTime(Described, Field):
    """A moment as it is on the clocks of a zone; its data is that moment in UTC, or None.

    The zone's IANA name is `zone`, or the data of the form's field called `zone_field`. The form sends two values
    under one name: date and time.
    """

    look = "moment"
    widget = DateInput()

    def __init__(
        self,
        label: Words,
        validators: Any = None,
        *,
        zone: str | None = None,
        zone_field: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.zone = zone
        self.zone_field = zone_field
        self.typed: tuple[str, str] | None = None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the two values, or one that holds both with a T between them."""
        if valuelist:
            date, time = [*valuelist, ""][:2] if len(valuelist) > 1 else valuelist[0].partition("T")[::2]
            self.typed = date.strip(), time.strip()
            self.data = None

    def pre_validate(self, form: BaseForm) -> None:
        """Find the one moment that is meant."""
        if self.typed is not None and any(self.typed):
            self.data = _the_moment(self._local(*self.typed), self._zone())

    def time_input(self) -> Markup:
        """The control for the time; the field itself is drawn as the one for the date."""
        shown = {"id": f"{self.id}-time", "value": presentable(self._shown()[1])}
        return TimeInput()(self, **shown, **self.attributes())

    def _value(self) -> str:
        return presentable(self._shown()[0])

    def _shown(self) -> tuple[str, str]:
        if self.typed is not None:
            return self.typed
        if self.data is None:
            return "", ""
        local = self.data.astimezone(self._zone())
        return local.strftime("%Y-%m-%d"), local.strftime("%H:%M:%S" if local.second else "%H:%M")

    def _zone(self) -> ZoneInfo:
        name = self.zone or (self._form[self.zone_field].data if self.zone_field else None)  # type: ignore[attr-defined]
        try:
            return ZoneInfo(name or "")
        except (ValueError, OSError, ZoneInfoNotFoundError) as error:
            raise StopValidation(_("Choose the time zone first: the time depends on it.")) from error

    def _local(self, date: str, time: str) -> datetime:
        day, hour = _DATE.fullmatch(date), _TIME.fullmatch(time)
        if day is None:
            raise StopValidation(_("Write the date as year, month and day, such as 2027-02-21."))
        if hour is None:
            raise StopValidation(_("Write the time as hours and minutes, such as 18:00."))
        try:
            found = datetime(*(int(part or 0) for part in day.groups() + hour.groups()))  # type: ignore[arg-type] # noqa: DTZ001
        except ValueError as error:
            raise StopValidation(_("There is no such date or time. Check the numbers.")) from error
        if found.year not in _YEARS:
            raise StopValidation(_("Choose a year from 2000 to 2199."))
        return found


def _the_moment(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment in UTC; raise where the clocks of `zone` skip this time or show it twice."""
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    if first.astimezone(zone).replace(tzinfo=None) != local:
        raise StopValidation(
            _(
                "The clocks in %(zone)s skip this time: they go forward then. Choose one an hour later.",
                zone=zone.key,
            )
        )
    raise StopValidation(
        _(
            "The clocks in %(zone)s show this time twice: they go back then. "
            "Choose one before %(before)s or from %(after)s on.",
            zone=zone.key,
            **_bounds(local, zone),
        )
    )


def _bounds(local: datetime, zone: ZoneInfo) -> dict[str, str]:
    """The stretch of local time around `local` that the clocks of `zone` show twice."""
    step = timedelta(minutes=15)
    before, after = local, local
    while _is_twice(before - step, zone):
        before -= step
    while _is_twice(after, zone):
        after += step
    return {"before": before.strftime("%H:%M"), "after": after.strftime("%H:%M")}


def _is_twice(local: datetime, zone: ZoneInfo) -> bool:
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first < second
