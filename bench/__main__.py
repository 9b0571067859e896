"""`make bench`: run the benchmarks and print one table; the exit status says whether every target was met."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from bench import Benchmark, Prepare, declared_in
from bench.measuring import BenchmarkFailed, Measurement, measure_in_turns, prepare_apart
from bench.table import breaches, table


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("words", nargs="*", help="only benchmarks whose name contains one of these")
    parser.add_argument("--data", type=Path, help="keep the prepared data here, and take it from here the next time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        chosen, results = run(options.words, options.data or Path(folder))
    print(table(chosen, results))
    return 1 if any(breaches(benchmark, results) for benchmark in chosen) else 0


def run(words: list[str], data: Path) -> tuple[list[Benchmark], dict[str, Measurement]]:
    """Measure every benchmark whose name has one of the words, and those that it is compared with."""
    everything = [
        benchmark
        for path in sorted(Path(__file__).parent.glob("bench_*.py"))
        for benchmark in declared_in(import_module(f"bench.{path.stem}"))
    ]
    named = [benchmark for benchmark in everything if not words or any(word in benchmark.name for word in words)]
    compared = {name for found in named for name in (found.floor, found.target.statements_as)}
    chosen = [benchmark for benchmark in everything if benchmark in named or benchmark.name in compared]
    results: dict[str, Measurement] = {}
    for together in compared_together(chosen):
        for name, result in measured(together, data):
            if isinstance(result, BenchmarkFailed):
                say(str(result))
            else:
                results[name] = result
    return chosen, results


def measured(together: list[Benchmark], data: Path) -> Iterable[tuple[str, Measurement | BenchmarkFailed]]:
    """Measure what is compared; where nothing can be prepared, say why of each."""
    try:
        folders = {one.name: prepared(one.prepare, data) for one in together}
    except BenchmarkFailed as failure:
        return [(one.name, failure) for one in together]
    say(", ".join(one.name for one in together))
    return measure_in_turns(together, folders)


def compared_together(benchmarks: Iterable[Benchmark]) -> list[list[Benchmark]]:
    """Return the benchmarks in lists: each floor with those that are compared with it, others alone."""
    by_floor: dict[str, list[Benchmark]] = {}
    for benchmark in benchmarks:
        by_floor.setdefault(benchmark.floor or benchmark.name, []).append(benchmark)
    return list(by_floor.values())


def prepared(prepare: Prepare | None, data: Path) -> Path:
    """Return the folder that `prepare` fills, filled once; an empty one where there is nothing to prepare."""
    if prepare is None:
        return Path(tempfile.mkdtemp(dir=data))
    folder = data / f"{prepare.__module__}.{prepare.__qualname__}"
    done = folder / "prepared"
    if not done.exists():
        say(f"  preparing: {prepare.__name__}")
        folder.mkdir(parents=True, exist_ok=True)
        prepare_apart(prepare, folder)
        done.touch()
    return folder


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
