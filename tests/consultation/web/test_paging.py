"""Going through long lists by key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.web.paging import Page, Read, read_alongside, read_cursor, read_in_one_order, write_cursor


@dataclass(frozen=True)
class Item:
    side: str
    number: int
    at: datetime


def items(side: str, minutes: Sequence[int]) -> list[Item]:
    start = datetime(2027, 1, 1, tzinfo=UTC)
    return [Item(side, number, start + timedelta(minutes=at)) for number, at in enumerate(sorted(minutes), start=1)]


def page_by_page(read: Callable[[str | None], Page[Item]], most: int) -> list[Item]:
    """Everything from the first page to the last."""
    found: list[Item] = []
    cursor: str | None = None
    while True:
        page = read(cursor)
        assert page.is_first is (cursor is None)
        found += page.items
        cursor = page.older
        if cursor is None:
            return found
        assert len(page.items) == most


@given(
    left=st.lists(st.integers(0, 20), max_size=12),
    right=st.lists(st.integers(0, 20), max_size=12),
    most=st.integers(1, 5),
)
def test_two_lists_side_by_side_are_read_to_the_end_in_order_and_nothing_twice(
    left: list[int], right: list[int], most: int
) -> None:
    sides = [items("left", left), items("right", right)]

    def newest(side: list[Item]) -> Read[Item]:
        return lambda leave_out, so_many: side[::-1][leave_out : leave_out + so_many]

    found = page_by_page(
        lambda cursor: read_alongside(*map(newest, sides), cursor=cursor, moment=lambda item: item.at, most=most),
        most,
    )
    assert sorted(found, key=lambda item: (item.side, item.number)) == sides[0] + sides[1]
    assert [item.at for item in found] == sorted((item.at for item in found), reverse=True)


@given(sides=st.lists(st.booleans(), max_size=24), most=st.integers(1, 5), newest_first=st.booleans())
def test_two_lists_numbered_together_are_read_to_the_end_in_their_one_order(
    sides: list[bool], most: int, newest_first: bool
) -> None:
    at = datetime(2027, 1, 1, tzinfo=UTC)
    everything = [Item("left" if left else "right", number, at) for number, left in enumerate(sides, start=1)]
    in_order = everything[::-1] if newest_first else everything

    def beyond(side: str) -> Read[Item]:
        def read(number: int, so_many: int) -> list[Item]:
            ours = [one for one in in_order if one.side == side]
            return [one for one in ours if (one.number < number if newest_first else one.number > number)][:so_many]

        return read

    found = page_by_page(
        lambda cursor: read_in_one_order(
            beyond("left"),
            beyond("right"),
            cursor=cursor,
            number=lambda item: item.number,
            most=most,
            newest_first=newest_first,
        ),
        most,
    )
    assert found == in_order


@pytest.mark.parametrize("text", ["", None, "x", "1-2-3", "-1", "1" * 16, "1-" + "1" * 16, "１", "1 "])
def test_what_is_no_cursor_is_taken_for_none(text: str | None) -> None:
    assert read_cursor(text) is None


def test_a_cursor_is_read_as_it_was_written() -> None:
    assert read_cursor(write_cursor(12, 120)) == (12, 120)
    assert read_cursor(write_cursor(7)) == (7,)
