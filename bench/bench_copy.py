"""20,000 proposals and 60,000 comments, copied from one database to the other, search included."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

from bench import bench_large, benchmark
from consultation.backups.restoring import copy
from consultation.config import utc_now
from consultation.database import make_engine
from tests.machines.postgres import PostgresServer, postgres_server

TWO_MINUTES = 120.0


def twenty_thousand(folder: Path) -> None:
    """20,000 proposals with every descriptor filled in, and 60,000 comments on them."""
    bench_large.fill(folder, copies=19, comments=3_000)


def server() -> PostgresServer:
    """A server that ends with this process."""
    running = ExitStack()
    atexit.register(running.close)
    return running.enter_context(postgres_server())


@benchmark(
    "copy of 20,000 proposals and 60,000 comments to PostgreSQL",
    prepare=twenty_thousand,
    repeat=2,
    most_seconds=TWO_MINUTES,
    most_megabytes=300,
)
def to_postgresql(folder: Path) -> Callable[[], object]:
    """What moving house takes."""
    engine, there, numbers = bench_large.engine_of(folder), server(), count(1)
    return lambda: copy(engine, there.create(f"copy{next(numbers)}"), now=utc_now())


@benchmark(
    "copy of 20,000 proposals and 60,000 comments back to SQLite",
    prepare=twenty_thousand,
    repeat=2,
    most_seconds=TWO_MINUTES,
    most_megabytes=300,
)
def back_to_sqlite(folder: Path) -> Callable[[], object]:
    """And back."""
    address, numbers = server().create("there"), count(1)
    copy(bench_large.engine_of(folder), address, now=utc_now())
    engine = make_engine(address)
    places = Path(mkdtemp(dir=folder))
    return lambda: copy(engine, f"sqlite:///{places / f'{next(numbers)}.db'}", now=utc_now())
