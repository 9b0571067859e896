"""Pages of a long list by key: as quick at the end as at the beginning, and no item twice."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

Item = TypeVar("Item")
_CURSOR = re.compile(r"[0-9]{1,15}(-[0-9]{1,15})?")
LARGEST = 10**15 - 1


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list. `older` is the cursor of the next page, None on the last; `is_first` on the first."""

    items: Sequence[Item]
    older: str | None
    is_first: bool


def read_cursor(text: str | None) -> tuple[int, ...] | None:
    """Return the numbers of a cursor such as `120` or `12-120`; None for none and for anything else."""
    if not text or not _CURSOR.fullmatch(text):
        return None
    numbers = tuple(int(part) for part in text.split("-"))
    return numbers if max(numbers) <= LARGEST else None


def write_cursor(*numbers: int) -> str:
    """Return the numbers as a cursor for an address."""
    return "-".join(str(number) for number in numbers)


Read = Callable[[int, int], Sequence[Item]]


def read_alongside(
    one: Read[Item], other: Read[Item], *, cursor: str | None, moment: Callable[[Item], datetime], most: int
) -> Page[Item]:
    """Return a page of two lists side by side, the newest first; the cursor says how many of either were read.

    `one` and `other` leave out so many (first argument) of their items and return up to so many (second argument).
    """
    numbers = read_cursor(cursor)
    is_first = numbers is None or len(numbers) != 2
    reached = [0, 0] if numbers is None or is_first else [*numbers]
    sides = [[(item, side) for item in read(reached[side], most + 1)] for side, read in enumerate((one, other))]
    merged = list(heapq.merge(*sides, key=lambda entry: moment(entry[0]), reverse=True))
    for _item, side in merged[:most]:
        reached[side] += 1
    older = write_cursor(*reached) if len(merged) > most else None
    return Page([item for item, _side in merged[:most]], older, is_first)


def read_in_one_order(
    one: Read[Item],
    other: Read[Item],
    *,
    cursor: str | None,
    number: Callable[[Item], int],
    most: int,
    newest_first: bool,
) -> Page[Item]:
    """Return a page of two lists whose items are numbered together; the cursor is the last number on a page.

    `one` and `other` return up to so many (second argument) of their items beyond a number (first argument), in the
    order of their numbers.
    """
    numbers = read_cursor(cursor)
    reached = numbers[0] if numbers else LARGEST if newest_first else 0
    merged = list(heapq.merge(one(reached, most + 1), other(reached, most + 1), key=number, reverse=newest_first))
    older = write_cursor(number(merged[most - 1])) if len(merged) > most else None
    return Page(merged[:most], older, numbers is None)
