"""Skips are said aloud at the end, and fail the run where the machine is supposed to have everything."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.machines import NOTHING_MAY_BE_SKIPPED


def reasons(terminal: Any) -> Counter[str]:
    """Return how many tests were skipped, by reason."""
    skipped = terminal.stats.get("skipped", [])
    return Counter(str(report.longrepr[-1]).removeprefix("Skipped: ") for report in skipped)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that skipped something it was told to need."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None and NOTHING_MAY_BE_SKIPPED and reasons(terminal):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what was not tested, and why."""
    found = reasons(terminalreporter)
    if not found:
        return
    outcome = "WHICH FAILS THIS RUN" if NOTHING_MAY_BE_SKIPPED else "so this run says nothing about it"
    terminalreporter.section(f"NOT TESTED HERE, {outcome}", sep="!", red=NOTHING_MAY_BE_SKIPPED, yellow=True)
    for reason, count in found.most_common():
        terminalreporter.write_line(f"{count:5} skipped: {reason}")
