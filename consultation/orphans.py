"""Ending a process when the one that started it is gone, however that one ended."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from contextlib import suppress
from threading import Thread
from typing import Final

BETWEEN_LOOKS: Final = 0.5  # seconds
_SIGNAL_ME: Final = 1  # PR_SET_PDEATHSIG, of <sys/prctl.h>


def end_with(parent: int) -> None:
    """End this process at once when `parent`, which has started it, is gone, whatever it is doing then.

    Linux does that for us; where it does not, a thread looks twice a second.
    """
    if not _is_told_by_system():
        Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:  # it went before anybody could be told
        os._exit(1)


def _is_told_by_system() -> bool:
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            return bool(ctypes.CDLL(None).prctl(_SIGNAL_ME, signal.SIGKILL, 0, 0, 0) == 0)
    return False


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(BETWEEN_LOOKS)
    os._exit(1)
