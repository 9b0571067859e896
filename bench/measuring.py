"""One benchmark, measured in a process of its own."""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from bench import Benchmark, Prepare, declared_in
from tests.machines import PROJECT
from tests.statements import counted_statements

ENOUGH = 30.0  # seconds of one benchmark


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


def measure_apart(benchmark: Benchmark, folder: Path) -> Measurement:
    """Measure in another process."""
    said = _run("measure", benchmark.make.__module__, benchmark.name, folder)
    return Measurement(**json.loads(said.splitlines()[-1]))


def measure(benchmark: Benchmark, folder: Path) -> Measurement:
    """Measure in this process, after a call to warm up and one to count statements."""
    call = benchmark.make(folder)
    call()
    gc.collect()
    gc.freeze()  # as the server does before it serves
    with counted_statements() as heard:
        call()
    seconds: list[float] = []
    while len(seconds) < benchmark.repeat and (len(seconds) < 3 or sum(seconds) < ENOUGH):
        start = perf_counter()
        call()
        seconds.append(perf_counter() - start)
    return Measurement(seconds, _peak(), len(heard))


def _peak() -> float:
    # Where there is one, the status of the process: the resource usage of a process begins with its parent's memory.
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _run(*words: str | Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bench.measuring", *words], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BenchmarkFailed(done.stderr.strip())
    return done.stdout


def _main(what: str, module_name: str, name: str, folder: Path) -> None:
    module = import_module(module_name)
    if what == "prepare":
        getattr(module, name)(folder)
        return
    benchmark = next(found for found in declared_in(module) if found.name == name)
    print(json.dumps(asdict(measure(benchmark, folder))))


if __name__ == "__main__":
    what, module_name, name, folder = sys.argv[1:]
    _main(what, module_name, name, Path(folder))
