"""Columns go by their letters, and areas by their corners, as openpyxl says them when it writes."""

from __future__ import annotations

import pytest
from openpyxl.utils import get_column_letter

from exports.files.reader.coordinates import area_of, column_letter, column_place


def test_every_column_that_a_workbook_can_have_goes_by_its_letters() -> None:
    for place in range(1, 18_279):
        assert column_letter(place) == get_column_letter(place)
        assert column_place(column_letter(place)) == place


@pytest.mark.parametrize("place", [-1, 0, 18_279])
def test_there_is_no_column_before_the_first_or_after_the_last(place: int) -> None:
    with pytest.raises(ValueError, match=str(place)):
        column_letter(place)


def test_small_letters_name_the_same_column() -> None:
    assert column_place("xFd") == column_place("XFD") == 16_384


@pytest.mark.parametrize("letters", ["", "AAAA", "A1", "$A", "Ä", "ａ", "A "])
def test_what_names_no_column_is_an_error(letters: str) -> None:
    with pytest.raises(ValueError, match="no column"):
        column_place(letters)


@pytest.mark.parametrize(
    ("written", "area"),
    [
        ("A1:C2", (1, 1, 2, 3)),
        ("B3", (3, 2, 3, 2)),
        ("$AA$10:$AB$1048576", (10, 27, 1_048_576, 28)),
        ("b3:c4", (3, 2, 4, 3)),
        ("A:C", None),
        ("1:3", None),
        ("A1:C", None),
        ("A1:C2 D5", None),
        ("A1:C2\n", None),
        ("A١", None),
        ("", None),
    ],
)
def test_an_area_is_its_first_row_and_column_and_its_last(written: str, area: tuple[int, ...] | None) -> None:
    assert area_of(written) == area
