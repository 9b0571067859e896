"""What is held of requests and answers: little in memory, more in files without a name."""

from __future__ import annotations

import fcntl
import socket
import sys
import termios
from contextlib import suppress
from tempfile import SpooledTemporaryFile
from typing import Final

IN_MEMORY: Final = 64 * 1024  # bytes of one request or one answer
MOST_OF_REQUESTS: Final = 256 * 10**6  # bytes of all requests that all processes together hold
MOST_OF_REQUEST: Final = 22 * 2**20  # bytes: the largest upload the app takes, and the form around it
PIECE: Final = 64 * 1024  # bytes


class TooMuchHeld(Exception):
    """More cannot be held of requests at the moment."""


class TooLarge(Exception):
    """Nothing of the site takes so large a request."""


class Budget:
    """How many bytes of requests a process may still hold."""

    def __init__(self, most: int) -> None:
        self.left = most

    def take(self, count: int) -> None:
        """Take from it; raise TooMuchHeld, and take nothing, where it does not suffice."""
        if count > self.left:
            raise TooMuchHeld
        self.left -= count

    def give_back(self, count: int) -> None:
        """Let others have it."""
        self.left += count


class Body:
    """The body of one request, whole before anybody reads it."""

    def __init__(self, budget: Budget) -> None:
        self.file = SpooledTemporaryFile[bytes](IN_MEMORY)
        self._budget = budget
        self.size = 0

    def write(self, data: bytes) -> None:
        """Hold more; raise TooLarge or TooMuchHeld where that cannot be."""
        if self.size + len(data) > MOST_OF_REQUEST:
            raise TooLarge
        self._budget.take(len(data))
        self.size += len(data)
        try:
            self.file.write(data)
        except OSError as problem:  # the disk is full
            raise TooMuchHeld from problem

    def let_go(self) -> None:
        """Forget all of it; doing so again does nothing."""
        self._budget.give_back(self.size)
        self.size = 0
        self.file.close()


class HeldAnswer:
    """What was said to a client who has not taken it yet. One thread at a time has to do with it."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile[bytes](IN_MEMORY)
        self._sent = 0
        self.waiting = 0
        self.given = 0  # bytes, to the line

    def sendall(self, data: bytes) -> None:
        """Hold more; by the name that gunicorn calls it by."""
        self._file.write(data)
        self.waiting += len(data)

    def send_to(self, line: socket.socket) -> bool:
        """Give the line what it takes without waiting; return whether nothing is left."""
        while self.waiting:
            self._file.seek(self._sent)
            with suppress(BlockingIOError):
                count = line.send(self._file.read(PIECE))
                self._sent, self.waiting, self.given = self._sent + count, self.waiting - count, self.given + count
                continue
            return False
        self.forget()
        return True

    def forget(self) -> None:
        """Hold nothing any more of what was not sent."""
        self._file.seek(0)
        self._file.truncate()
        self._sent = self.waiting = 0

    def let_go(self) -> None:
        """Close the file."""
        self._file.close()


def taken_by_client(line: socket.socket, given: int) -> int:
    """Return how many of the bytes that the line was given have reached the client, as far as the machine tells."""
    if sys.platform == "linux":
        with suppress(OSError):
            return given - int.from_bytes(fcntl.ioctl(line, termios.TIOCOUTQ, bytes(4)), sys.byteorder)
    return given
