"""Chance that draws in order, so that a test knows what will be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from random import Random
from typing import TypeVar

T = TypeVar("T")

_numbers = count(1)


class InOrder(Random):
    """Draws the first of what there is to choose from, and of numbers each time the next."""

    def choice(self, seq: Sequence[T]) -> T:
        return seq[0]

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        return next(_numbers)


IN_ORDER = InOrder()
