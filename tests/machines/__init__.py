"""The real machines that tests use: databases, a browser, an office, mail, a server."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
NOTHING_MAY_BE_SKIPPED = os.environ.get("REQUIRE_ALL", "") not in {"", "0"}
PATIENCE = 60  # seconds, for a process to answer
ROOM = 1 << 30  # bytes that must be free before memory is used as a disk


class Unavailable(Exception):
    """This machine lacks something a test needs; the text says what, and what was tried."""


class Guard:
    """Runs a command when this process ends, however it ends, unless it is dismissed before.

    A run that is killed must not leave a server behind, or its data in memory.
    """

    def __init__(self, *command: str | Path) -> None:
        # It waits for the other end of its input to be closed, which the system does for the dead too.
        self._waiting = subprocess.Popen(
            ["/bin/sh", "-c", 'read -r _ || exec "$@"', "guard", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def dismiss(self) -> None:
        """End without running the command."""
        self._waiting.kill()
        self._waiting.communicate()


@contextmanager
def fast_folder(name: str) -> Iterator[Path]:
    """Give a folder in memory where there is room (making a database there is ten times faster), else on disk."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder made in it is private
    has_room = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=memory if has_room else None))
    guard = Guard("rm", "-rf", folder)  # PostgreSQL ends by itself within a minute once its files are gone
    try:
        yield folder
    finally:
        guard.dismiss()
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for_port(port: int, log: Path) -> None:
    """Come back when somebody answers at a loopback port; fail with what is in their log where nobody ever does."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise RuntimeError(f"Nobody answers at port {port}:\n{log.read_text()}")
