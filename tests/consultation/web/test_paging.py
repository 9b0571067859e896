"""Going through long lists by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.web.paging import Page, Read, read_alongside, read_cursor, write_cursor


@dataclass(frozen=True)
class Item:
    side: str
    number: int
    at: datetime


def items(side: str, minutes: Sequence[int]) -> list[Item]:
    start = datetime(2027, 1, 1, tzinfo=UTC)
    return [Item(side, number, start + timedelta(minutes=at)) for number, at in enumerate(sorted(minutes), start=1)]


@given(
    left=st.lists(st.integers(0, 20), max_size=12),
    right=st.lists(st.integers(0, 20), max_size=12),
    most=st.integers(1, 5),
    newest_first=st.booleans(),
)
def test_two_lists_side_by_side_are_read_to_the_end_in_order_and_nothing_twice(
    left: list[int], right: list[int], most: int, newest_first: bool
) -> None:
    sides = [items("left", left), items("right", right)]

    def read(side: list[Item]) -> Read[Item]:
        def beyond(number: int, so_many: int) -> list[Item]:
            if newest_first:
                return [item for item in reversed(side) if item.number < number][:so_many]
            return [item for item in side if item.number > number][:so_many]

        return beyond

    found: list[Item] = []
    cursor: str | None = None
    while True:
        page: Page[Item] = read_alongside(
            read(sides[0]),
            read(sides[1]),
            cursor=cursor,
            moment=lambda item: item.at,
            number=lambda item: item.number,
            most=most,
            newest_first=newest_first,
        )
        assert page.is_first is (cursor is None)
        found += page.items
        cursor = page.older
        if cursor is None:
            break
        assert len(page.items) == most
    assert sorted(found, key=lambda item: (item.side, item.number)) == sides[0] + sides[1]
    assert [item.at for item in found] == sorted((item.at for item in found), reverse=newest_first)


@pytest.mark.parametrize("text", ["", None, "x", "1-2-3", "-1", "1" * 13, "2147483648", "1-2147483648", "１", "1 "])
def test_what_is_no_cursor_is_taken_for_none(text: str | None) -> None:
    assert read_cursor(text) is None


def test_a_cursor_is_read_as_it_was_written() -> None:
    assert read_cursor(write_cursor(12, 120)) == (12, 120)
    assert read_cursor(write_cursor(7)) == (7,)
