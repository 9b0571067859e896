"""The one table that `make bench` prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bench import Benchmark
from bench.measuring import Measurement

HEADINGS = ("benchmark", "median", "10–90 %", "peak MB", "statements", "ratio", "target", "met")
Results = Mapping[str, Measurement]


def breaches(benchmark: Benchmark, results: Results) -> list[str]:
    """Return what of the target was not met; a benchmark without a result met nothing."""
    result, target = results.get(benchmark.name), benchmark.target
    if result is None:
        return ["failed"]
    found = []
    if target.seconds is not None and result.median > target.seconds:
        found.append("too slow")
    floor = results.get(benchmark.floor)
    if target.times is not None and (floor is None or result.median > target.times * floor.median):
        found.append("too many times its floor")
    if target.megabytes is not None and result.megabytes > target.megabytes:
        found.append("too much memory")
    if target.statements is not None and result.statements > target.statements:
        found.append("too many statements")
    if target.statements_as:
        other = results.get(target.statements_as)
        if other is None or other.statements != result.statements:
            found.append("statements differ")
    return found


def table(benchmarks: Sequence[Benchmark], results: Results) -> str:
    """Return the table as lines of text, its columns aligned."""
    rows = [HEADINGS, *(_row(benchmark, results) for benchmark in benchmarks)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(_aligned(number, cell, widths[number]) for number, cell in enumerate(row)) for row in rows]
    lines.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def _aligned(number: int, cell: str, width: int) -> str:
    return cell.ljust(width) if number in {0, 6, 7} else cell.rjust(width)


def _row(benchmark: Benchmark, results: Results) -> tuple[str, ...]:
    result = results.get(benchmark.name)
    missed = ", ".join(breaches(benchmark, results))
    target = _target(benchmark)
    verdict = f"NO: {missed}" if missed else ("yes" if target else "")
    if result is None:
        return (benchmark.name, *[""] * 5, target, verdict)
    first, last = result.spread
    return (
        benchmark.name,
        time(result.median),
        f"{time(first)} – {time(last)}",
        f"{result.megabytes:.0f}",
        str(result.statements),
        _ratio(benchmark, result, results),
        target,
        verdict,
    )


def _ratio(benchmark: Benchmark, result: Measurement, results: Results) -> str:
    floor = results.get(benchmark.floor)
    return f"{result.median / floor.median:.1f} × {benchmark.floor}" if floor else ""


def _target(benchmark: Benchmark) -> str:
    target = benchmark.target
    parts = [
        f"≤ {time(target.seconds)}" if target.seconds is not None else "",
        f"≤ {target.times:g} ×" if target.times is not None else "",
        f"≤ {target.megabytes:.0f} MB" if target.megabytes is not None else "",
        f"≤ {target.statements} statements" if target.statements is not None else "",
        f"statements as {target.statements_as}" if target.statements_as else "",
    ]
    return ", ".join(filter(None, parts))


def time(seconds: float) -> str:
    """Return a duration with three digits and its unit."""
    for unit, size in (("s", 1), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} µs"
