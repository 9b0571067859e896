"""Benchmarks, measured in a process of its own each, those that are compared in turns."""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from statistics import median, quantiles
from subprocess import PIPE
from tempfile import TemporaryFile
from time import perf_counter
from typing import Any, Final

from bench import Benchmark, Measured, Prepare, declared_in
from tests.machines import PROJECT
from tests.statements import counted_statements

ENOUGH: Final = 30.0  # seconds of one benchmark
FEWEST: Final = 3  # calls, however long each takes
PROGRAM: Final = (sys.executable, "-m", "bench.measuring")
ROUNDS: Final = 6  # in which the calls are made, those of what it is compared with in between


@dataclass(frozen=True)
class Measurement:
    """The seconds of each call, the process's peak in MB (10⁶ bytes) and the statements of one call."""

    seconds: list[float]
    megabytes: float
    statements: int

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def spread(self) -> tuple[float, float]:
        """Return the first and the last decile."""
        deciles = quantiles(self.seconds, n=10, method="inclusive")
        return deciles[0], deciles[-1]


class BenchmarkFailed(Exception):
    """A benchmark ended with an error; the text is what it said."""


def prepare_apart(prepare: Prepare, folder: Path) -> None:
    """Let a function fill the folder, in another process."""
    _run("prepare", prepare.__module__, prepare.__qualname__, folder)


def measure_in_turns(
    benchmarks: Iterable[Benchmark], folders: Mapping[str, Path]
) -> Iterator[tuple[str, Measurement | BenchmarkFailed]]:
    """Measure each in a process of its own, a few calls of the one and a few of the other in turn: a machine's moods
    meet all of them alike. Yield the name of each, and its result or why there is none."""
    with ExitStack() as running:
        processes = [running.enter_context(Measuring(one, folders[one.name])) for one in benchmarks]
        while unfinished := [process for process in processes if process.is_unfinished]:
            for process in unfinished:
                process.go_on()
        yield from ((process.name, process.result()) for process in processes)


class Measuring(AbstractContextManager["Measuring"]):
    """A process that measures one benchmark, some calls whenever it is told to go on; it begins with the first."""

    def __init__(self, benchmark: Benchmark, folder: Path) -> None:
        self.name = benchmark.name
        self.is_unfinished = True
        self._asked = ("measure", benchmark.make.__module__, benchmark.name, folder)
        self._process: subprocess.Popen[str] | None = None
        self._errors = TemporaryFile("w+")  # noqa: SIM115 - it lasts as long as the process
        self._seconds: list[float] = []
        self._last: dict[str, Any] = {}

    def go_on(self) -> None:
        """Let it make some more calls, and wait for them."""
        process = self._process = self._process or self._begun()
        with suppress(BrokenPipeError):
            print(file=process.stdin, flush=True)
        line = process.stdout.readline() if process.stdout else ""
        self._last = json.loads(line) if line else {}
        self._seconds += self._last.pop("seconds", [])
        self.is_unfinished = not self._last.pop("is_done", True)

    def result(self) -> Measurement | BenchmarkFailed:
        """Return what was measured, or what the process said when it ended instead."""
        if self._last:
            return Measurement(self._seconds, **self._last)
        self._errors.seek(0)
        return BenchmarkFailed(f"{self.name}: {self._errors.read().strip()}")

    def __exit__(self, *_problem: object) -> None:
        self._errors.close()
        if self._process:
            with suppress(BrokenPipeError):
                self._process.communicate()

    def _begun(self) -> subprocess.Popen[str]:
        pipes: dict[str, Any] = {"stdin": PIPE, "stdout": PIPE, "stderr": self._errors}
        return subprocess.Popen([*PROGRAM, *self._asked], cwd=PROJECT, text=True, **pipes)


def measure(benchmark: Benchmark, folder: Path) -> Iterator[dict[str, Any]]:
    """Measure in this process, after a call to warm up and one to count statements: yield what some calls at a time
    took, and the rest of a Measurement as it stands then."""
    call = benchmark.make(folder)
    call()
    gc.collect()
    gc.freeze()  # as the server does before it serves
    with counted_statements() as heard:
        call()
    calls, spent, is_done = 0, 0.0, False
    while not is_done:
        seconds = _some_calls(call, min(max(1, benchmark.repeat // ROUNDS), benchmark.repeat - calls))
        calls, spent = calls + len(seconds), spent + sum(seconds)
        is_done = calls >= benchmark.repeat or (calls >= FEWEST and spent >= ENOUGH)
        yield {"seconds": seconds, "megabytes": _peak(), "statements": len(heard), "is_done": is_done}


def _some_calls(call: Measured, most: int) -> list[float]:
    """Return how long some calls take, fewer where these take long."""
    seconds: list[float] = []
    while len(seconds) < most and sum(seconds) < ENOUGH / ROUNDS:
        seconds.append(_seconds_of(call))
    return seconds


def _seconds_of(call: Measured) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start


def _peak() -> float:
    # Where there is one, the status of the process: the resource usage of a process begins with its parent's memory.
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _run(*words: str | Path) -> None:
    done = subprocess.run([*PROGRAM, *words], cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchmarkFailed(done.stderr.strip())


def _main(what: str, module_name: str, name: str, folder: Path) -> None:
    module = import_module(module_name)
    if what == "prepare":
        getattr(module, name)(folder)
        return
    benchmark = next(found for found in declared_in(module) if found.name == name)
    for _told, found in zip(sys.stdin, measure(benchmark, folder), strict=False):
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    what, module_name, name, folder = sys.argv[1:]
    _main(what, module_name, name, Path(folder))
