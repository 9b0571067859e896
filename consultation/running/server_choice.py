"""Choosing what serves: gunicorn where Python has what it needs, else one process, which is for development only."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final, Protocol, cast

from flask import Flask

NEEDED_BY_GUNICORN: Final = ("fcntl", "grp", "pwd", "resource", "termios")
_ROOM: Final = "consultation.running"


class SiteServer(Protocol):
    """A module that serves."""

    def serve(self, app: Flask, *, port: int, say: Callable[[], None]) -> None:
        """Serve in development until stopped, with mail and jobs beside it; call `say` once it answers."""

    def answer(self, app: Flask, **settings: Any) -> None:
        """Answer requests in production until stopped, by gunicorn's settings over those of our file."""


def chosen_server() -> SiteServer:
    """Return what serves here. It is loaded now and not before: gunicorn reads settings of its own when it is loaded,
    and ends there where one of them is wrong."""
    is_unix = hasattr(os, "fork") and all(find_spec(name) for name in NEEDED_BY_GUNICORN)
    return cast(SiteServer, import_module(f"{_ROOM}.{'by_gunicorn' if is_unix else 'in_one_process'}"))
