"""Work that is done beside the reading and writing of rows: packing and hashing leave the interpreter to others."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

MOST_WAITING: Final = 3  # calls, each with a piece of the file in its hands


class Background:
    """Makes calls in their order, one at a time, in a thread of its own; where many wait, the next has to wait too.

    What a call raises is raised here by a later call or by `finish`, and those behind it are not made. The thread ends
    with the object.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._waiting: deque[Future[None]] = deque()
        self._failed = False

    def call(self, function: Callable[..., Any], *values: Any) -> None:
        """Let the function be called with the values."""
        self._wait_for_all_but(MOST_WAITING - 1)
        self._waiting.append(self._thread.submit(self._call, function, values))

    def finish(self) -> None:
        """Wait until every call has been made; raise what one of them raised."""
        self._wait_for_all_but(0)

    def _wait_for_all_but(self, some: int) -> None:
        while len(self._waiting) > some:
            self._waiting.popleft().result()

    def _call(self, function: Callable[..., Any], values: tuple[Any, ...]) -> None:
        if self._failed:
            return
        try:
            function(*values)
        except BaseException:
            self._failed = True
            raise
