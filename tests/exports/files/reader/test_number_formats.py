"""Numbers are read as the format of their cell shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.files.reader.workbooks.number_formats import plain, show_of


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (7, "000", "007"),
        (1234, "000", "1234"),
        (1.1, "0.00", "1.10"),
        (1.1, None, "1.1"),
        (1.1, "General", "1.1"),
        (8, "0", "8"),
        (8.4, "0", "8"),
        (2.5, "0", "3"),
        (0.5, "0.0%", "50.0%"),
        (0.125, "0.0%", "12.5%"),
        (0.5, "0%", "50%"),
        (-0.5, "0%", "-50%"),
        (1234567.5, "#,##0.0", "1234567.5"),
        (0.25, "#.##", ".25"),
        (3, "#.##", "3"),
        (1234, '0" people"', "1234 people"),
        (12, "[Red]0", "12"),
        (5, "[$€-407] 0.00", "€ 5.00"),
        (-3, "0;(0)", "(3)"),
        (0, '0;-0;"none"', "0"),
        (120345, "00-00-00", "12-03-45"),
        (7, "A\\-000", "A-007"),
        (-0.001, "0.00", "0.00"),
        (1.5, "# ?/?", "1.5"),
        (1500, "0.00E+00", "1500"),
        (3, "[<2]0;0.0", "3"),
        (1e20, "0", "1e+20"),
        (46213, "yyyy-mm-dd", "2026-07-10"),
        (46213, "d/m", "2026-07-10"),
        (46213.5, "dd/mm/yyyy hh:mm", "2026-07-10 12:00:00"),
        (0.395833333, "hh:mm", "09:30:00"),
        (1.5104166667, "[h]:mm", "36:15"),
        (1.5104166667, "[h]:mm:ss", "36:15:00"),
        (0.0104166667, "[mm]:ss", "15:00"),
        (1e15, "yyyy-mm-dd", "1e+15"),
    ],
)
def test_a_number_is_shown_as_its_format_says(value: float, code: str | None, shown: str) -> None:
    assert show_of(code)(float(value)) == shown


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    assert show_of("yyyy-mm-dd", from_1904=True)(44751) == "2026-07-10"


@given(st.floats(allow_nan=False, allow_infinity=False), st.text('0#.,%;"\\[]dhmsEG$€-_* /?@a', max_size=12))
def test_any_format_shows_something(value: float, code: str) -> None:
    assert isinstance(show_of(code)(value), str)


@given(st.integers(-(10**14), 10**14))
def test_a_whole_number_without_format_has_all_its_digits(value: int) -> None:
    assert plain(float(value)) == str(value)
