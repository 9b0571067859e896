"""A day is the day in the consultation's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from consultation.process.zones import day_in


def test_the_day_of_a_moment_is_the_day_on_the_calendars_of_the_zone():
    late_in_utc = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert day_in(late_in_utc, "Europe/Zurich") == date(2026, 11, 21)
    assert day_in(late_in_utc, "America/New_York") == date(2026, 11, 20)
    assert day_in(late_in_utc, "UTC") == date(2026, 11, 20)


def test_a_moment_without_a_zone_has_no_day():
    with pytest.raises(ValueError, match="zone"):
        day_in(datetime(2026, 11, 20), "UTC")  # noqa: DTZ001 # the fault it is about
