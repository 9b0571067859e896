"""Pages of a long list by key: as quick at the end as at the beginning, and no item twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
_CURSOR = re.compile(r"[0-9]{1,12}(-[0-9]{1,12})?")


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
    return tuple(int(part) for part in text.split("-"))


def write_cursor(*numbers: int) -> str:
    """Return the numbers as a cursor for an address."""
    return "-".join(str(number) for number in numbers)
