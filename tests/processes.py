"""Listing the processes of the machine."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable


def children_of(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    return [child for child, parent in pairs if parent == pid]


def is_alive(process: int) -> bool:
    """Return whether a process is there and has not ended."""
    said = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False).stdout
    return bool(said.strip()) and "Z" not in said


def wait_until(is_so: Callable[[], bool], seconds: float = 30) -> None:
    """Wait, and fail where it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
