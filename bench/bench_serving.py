"""A page over the wire, alone and while clients hold the server up."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from bench import benchmark
from tests.consultation.server.slow import slow_clients
from tests.machines.production import Gunicorn, gunicorn, in_production_run

PAGE = "/consultations/indicators"


def ready(folder: Path) -> None:
    """A database with nothing in it."""
    in_production_run(folder, "db", "upgrade")


@benchmark("a page over the wire", prepare=ready, repeat=100)
def alone(folder: Path) -> Callable[[], object]:
    """What a visitor waits for who is alone."""
    served = serving(folder, ExitStack())
    return lambda: served.ask(PAGE)


@benchmark(
    "a page while 400 slow clients hold on", prepare=ready, repeat=100, floor="a page over the wire", most_seconds=1
)
def among_slow_clients(folder: Path) -> Callable[[], object]:
    """What a visitor waits for while others send and take as slowly as they can."""
    running = ExitStack()
    served = serving(folder, running)
    running.enter_context(slow_clients(served.port, of_each_way=100))
    return lambda: served.ask(PAGE)


def serving(folder: Path, running: ExitStack) -> Gunicorn:
    atexit.register(running.close)
    return running.enter_context(gunicorn(folder))
