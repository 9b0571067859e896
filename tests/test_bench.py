"""The benchmark runner, on benchmarks small enough to know the answer."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from bench import Benchmark, Target, benchmark, declared_in
from bench.__main__ import compared_together
from bench.bench_pages import PAGES
from bench.measuring import Measurement, measure_in_turns, prepare_apart
from bench.table import HEADINGS, breaches, table, time
from consultation.web.security.access import ACCESS, Access
from tests.databases import ON_SQLITE


def write_a_number(folder: Path) -> None:
    (folder / "number").write_text("3")


@benchmark("asking the database three times", prepare=write_a_number, repeat=5, most_seconds=60)
def ask(folder: Path) -> Callable[[], object]:
    engine = create_engine("sqlite://")
    times = int((folder / "number").read_text())

    def call() -> None:
        with engine.connect() as connection:
            for _time in range(times):
                connection.execute(text("SELECT 1"))

    return call


@benchmark("a call that is written down", repeat=12)
def write_down(folder: Path) -> Callable[[], object]:
    return lambda: add_line(folder, "floor")


@benchmark("another one", repeat=12, floor="a call that is written down")
def write_down_another(folder: Path) -> Callable[[], object]:
    return lambda: add_line(folder, "other")


def add_line(folder: Path, line: str) -> None:
    with (folder / "calls").open("a") as calls:
        print(line, file=calls)


@benchmark("one that breaks")
def stumble(folder: Path) -> Callable[[], object]:
    raise ValueError("a stone")


def named(name: str, *, floor: str = "", target: Target | None = None) -> Benchmark:
    return Benchmark(name, ask, None, 5, floor, target or Target())


def test_a_benchmark_is_prepared_and_measured_in_processes_of_their_own(tmp_path: Path) -> None:
    ours = bytearray(b"1") * 300_000_000
    prepare_apart(write_a_number, tmp_path)
    asking, *_others = declared_in(sys.modules[__name__])
    (result,) = dict(measure_in_turns([asking], {asking.name: tmp_path})).values()
    assert len(result.seconds) == 5
    assert result.statements == 3
    assert 10 < result.megabytes < len(ours) / 1e6, "the memory of whoever starts it must not count"
    first, last = result.spread
    assert first <= result.median <= last


def test_what_is_compared_is_measured_in_turns(tmp_path: Path) -> None:
    together = next(found for found in compared_together(declared_in(sys.modules[__name__])) if len(found) > 1)
    assert [one.name for one in together] == ["a call that is written down", "another one"]
    results = dict(measure_in_turns(together, dict.fromkeys((one.name for one in together), tmp_path)))
    assert [len(result.seconds) for result in results.values()] == [12, 12]
    calls = [line for line, _same in groupby((tmp_path / "calls").read_text().splitlines())]
    assert calls == ["floor", "other"] * 6


def test_a_benchmark_that_breaks_is_said_with_what_it_said(tmp_path: Path) -> None:
    *_others, stumbling = declared_in(sys.modules[__name__])
    folders = dict.fromkeys((one.name for one in declared_in(sys.modules[__name__])), tmp_path)
    results = dict(measure_in_turns([stumbling, _others[1]], folders))
    assert "one that breaks: " in str(results[stumbling.name])
    assert "a stone" in str(results[stumbling.name])
    assert isinstance(results[_others[1].name], Measurement), "what it is measured beside is measured all the same"


def test_the_table_has_the_ratio_to_the_floor_and_names_every_target_that_is_missed() -> None:
    strict = Target(seconds=0.025, megabytes=250, statements=4, statements_as="floor")
    benchmarks = [
        named("floor"),
        named("kept", floor="floor", target=Target(seconds=0.1, statements_as="floor")),
        named("missed", floor="floor", target=strict),
        named("fallen"),
    ]
    results = {
        "floor": Measurement([0.010] * 5, 40, 3),
        "kept": Measurement([0.020] * 5, 40, 3),
        "missed": Measurement([0.5] * 5, 300, 5),
    }
    assert breaches(benchmarks[1], results) == []
    assert breaches(benchmarks[2], results) == [
        "too slow",
        "too much memory",
        "too many statements",
        "statements differ",
    ]
    heading, _line, *rows = table(benchmarks, results).splitlines()
    assert re.split(" {2,}", heading) == list(HEADINGS)
    assert re.split(" {2,}", rows[1])[4:] == ["3", "2.0 × floor", "≤ 100 ms, statements as floor", "yes"]
    assert "50.0 × floor" in rows[2]
    assert re.split(" {2,}", rows[3]) == ["fallen", "NO: failed"]


@pytest.mark.parametrize(("seconds", "words"), [(1.5, "1.5 s"), (0.0254, "25.4 ms"), (0.00002, "20 µs")])
def test_a_duration_is_written_with_its_unit(seconds: float, words: str) -> None:
    assert time(seconds) == words


ONE_THING = {"discussion.show", "discussion.receipt", "exports.kept_file", "jobs.show", "proposals.receipt", "static"}
NO_PROPOSALS = {
    "pages.about",
    "pages.accessibility",
    "pages.health",
    "pages.ready",
    "people.link_sent",
    "people.session_here",
}


@ON_SQLITE
def test_every_page_that_everybody_reads_and_that_shows_many_is_measured(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    measured = {adapter.match(address.partition("?")[0])[0] for address in PAGES.values()}
    read = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if ACCESS[rule.endpoint] is Access.ANYONE
        and "GET" in (rule.methods or ())
        and "POST" not in (rule.methods or ())
    }
    assert read - measured - ONE_THING - NO_PROPOSALS == set()
