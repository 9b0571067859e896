"""Work that is done beside the reading and writing of rows: packing and hashing leave the interpreter to others."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any


class Background:
    """Makes calls in their order, one at a time, in a thread of its own; where too much waits, the next waits too.

    At `most` so much may wait, as measured by the weights of the calls. What a call raises is raised here by a later
    call or by `finish`, and those behind it are not made. The thread ends with the object.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._thread = ThreadPoolExecutor(1)
        self._waiting: deque[tuple[Future[None], int]] = deque()
        self._weight = 0
        self._failed = False

    def call(self, function: Callable[..., Any], *values: Any, weight: int = 1) -> None:
        """Let the function be called with the values."""
        while self._waiting and self._weight + weight > self._most:
            self._wait()
        self._waiting.append((self._thread.submit(self._call, function, values), weight))
        self._weight += weight

    def finish(self) -> None:
        """Wait until every call has been made; raise what one of them raised."""
        while self._waiting:
            self._wait()

    def _wait(self) -> None:
        """Wait for the first of the calls."""
        future, weight = self._waiting[0]
        wait([future])  # whoever is interrupted here finds it waiting still
        self._waiting.popleft()
        self._weight -= weight
        future.result()

    def _call(self, function: Callable[..., Any], values: tuple[Any, ...]) -> None:
        if self._failed:
            return
        try:
            function(*values)
        except BaseException:
            self._failed = True
            raise
