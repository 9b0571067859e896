"""Benchmarks: how one is declared. `make bench` runs every `bench_*.py` beside this file.

    @benchmark("a list page over 100,000 proposals", prepare=hundred_thousand, most_seconds=0.025)
    def list_page(folder: Path) -> Callable[[], object]:
        client = app_on(folder / "data.db").test_client()
        return lambda: client.get("/consultations/indicators?q=water")

What the function does itself is not measured, only what it returns. Each runs in a process of its own, so that its
peak of memory is its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Measured = Callable[[], object]
Make = Callable[[Path], Measured]
Prepare = Callable[[Path], object]


@dataclass(frozen=True)
class Target:
    """What must not be exceeded: the median in seconds, the process's peak in MB (10⁶ bytes), statements a call.

    `times` is of the floor's median; `statements_as` names the benchmark that must send exactly as many.
    """

    seconds: float | None = None
    times: float | None = None
    megabytes: float | None = None
    statements: int | None = None
    statements_as: str = ""


@dataclass(frozen=True)
class Benchmark:
    """Something to measure; `floor` names the benchmark that it is compared with."""

    name: str
    make: Make
    prepare: Prepare | None
    repeat: int
    floor: str
    target: Target


def benchmark(
    name: str,
    *,
    prepare: Prepare | None = None,
    repeat: int = 30,
    floor: str = "",
    most_seconds: float | None = None,
    most_times: float | None = None,
    most_megabytes: float | None = None,
    most_statements: int | None = None,
    statements_as: str = "",
) -> Callable[[Make], Make]:
    """Declare a benchmark under a name of its own.

    `prepare` fills an empty folder; benchmarks with the same `prepare` are handed the same folder. `repeat` calls are
    timed, fewer (at least three) where they would take over half a minute.
    """

    def declare(make: Make) -> Make:
        target = Target(most_seconds, most_times, most_megabytes, most_statements, statements_as)
        make.benchmark = Benchmark(name, make, prepare, repeat, floor, target)  # type: ignore[attr-defined]
        return make

    return declare


def declared_in(module: Any) -> list[Benchmark]:
    """Return the benchmarks of a module in the order of their declaration; many alike may stand in a list, `MADE`."""
    declared = (getattr(value, "benchmark", None) for value in (*vars(module).values(), *getattr(module, "MADE", ())))
    return [found for found in declared if isinstance(found, Benchmark) and found.make.__module__ == module.__name__]
