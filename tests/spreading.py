"""Spreading a run over the machine: a worker more than there are cores, and long tests first."""

from __future__ import annotations

import os
from typing import Final

import pytest

DEAR: Final = ("linkage", "killed", "hostile_forms", "hostile_addresses", "canaries")
LONG_FIRST: Final = (
    *(f"tests/safety/test_{name}.py" for name in DEAR),
    *("tests/journeys/", "tests/safety/", "tests/test_", "tests/exports/", "tests/files/"),
)
"""Where a test takes many seconds, and some; elsewhere it takes a tenth of one, so that all workers end together."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One worker more than cores: tests wait for servers, browsers and clocks for a fifth of their time."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return allowed + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long; within a room the order stays, since its tests share servers and sites."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    return next((place for place, room in enumerate(LONG_FIRST) if item.nodeid.startswith(room)), len(LONG_FIRST))
