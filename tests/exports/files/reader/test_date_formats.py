"""Days and times are told from other numbers, and read as the moments that openpyxl writes as such numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, to_excel

from exports.files.reader.workbooks.date_formats import BUILTIN_CODES, is_date, is_duration, moment_of

MILLISECONDS = st.integers(0, 86_399_999).map(lambda past: timedelta(milliseconds=past))
FORMATS = ["dd/mm/yyyy", "[$-409]mmm d", "yyyy", "hh:mm", "SS", "0.00", "[Red]0", "#,##0 _d", '0 "days"', "0 \\d", "@"]
DURATIONS = ["[h]:mm", "[HH]:mm:ss", "[m]", "[mm]:ss", "[s]", "[ss].00"]


def test_the_formats_known_by_their_numbers_are_those_of_the_standard() -> None:
    assert {number: code for number, code in BUILTIN_FORMATS.items() if number} == BUILTIN_CODES


@pytest.mark.parametrize("code", [*FORMATS, *DURATIONS, *BUILTIN_CODES.values()])
def test_a_format_shows_dates_or_durations_where_openpyxl_says_so(code: str) -> None:
    section = code.split(";", maxsplit=1)[0]
    assert is_duration(section) == is_timedelta_format(code)
    assert is_duration(section) or is_date(section) == is_date_format(code)


def test_a_word_beside_a_number_makes_no_date_of_it_though_it_holds_a_quotation_mark() -> None:
    assert not is_date('0 \\"')
    assert is_date('\\"d"')


@given(st.integers(1, 2_900_000), MILLISECONDS, st.booleans())
def test_a_moment_is_what_was_written_as_its_number(day: int, past: timedelta, from_1904: bool) -> None:
    epoch = MAC_EPOCH if from_1904 else WINDOWS_EPOCH
    moment = epoch + timedelta(days=day if day > 60 else day + 1 if from_1904 else day + 61) + past
    assert moment_of(to_excel(moment, epoch), from_1904=from_1904) == moment


@given(st.floats(-700_000, 3_000_000), st.booleans())
def test_any_number_is_the_moment_that_openpyxl_finds(days: float, from_1904: bool) -> None:
    try:
        expected = from_excel(days, MAC_EPOCH if from_1904 else WINDOWS_EPOCH)
    except (OverflowError, ValueError):
        with pytest.raises((OverflowError, ValueError)):
            moment_of(days, from_1904=from_1904)
        return
    assert moment_of(days, from_1904=from_1904) == expected


@pytest.mark.parametrize(
    ("days", "moment"),
    [
        (0, "00:00:00"),
        (0.5, "12:00:00"),
        (0.999_999_999_9, "1900-01-01 00:00:00"),
        (1, "1900-01-01 00:00:00"),
        (59, "1900-02-28 00:00:00"),
        (60, "1900-02-28 00:00:00"),  # the 29th that there never was
        (61, "1900-03-01 00:00:00"),
        (-1, "1899-12-29 00:00:00"),
    ],
)
def test_the_first_days_of_1900_are_counted_as_spreadsheets_do(days: float, moment: str) -> None:
    assert str(moment_of(days)) == moment


@pytest.mark.parametrize("days", [float("nan"), float("inf"), 1e15])
def test_what_is_no_moment_is_an_error(days: float) -> None:
    with pytest.raises((OverflowError, ValueError)):
        moment_of(days)
