"""A skip is said aloud, and fails a run that may skip nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.machines import PROJECT

TESTS = """
import pytest

def test_one():
    pytest.skip("Chromium: none is installed")

def test_two():
    pytest.skip("Chromium: none is installed")

def test_three():
    pass
"""


def run(folder: Path, *, require_all: str, options: list[str]) -> subprocess.CompletedProcess[str]:
    (folder / "test_some.py").write_text(TESTS)
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.skips",
            "-p",
            "no:hypothesispytest",
            "--rootdir",
            folder,
            *options,
            folder,
        ],
        cwd=PROJECT,
        env={**os.environ, "REQUIRE_ALL": require_all, "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("options", [[], ["--numprocesses=2"]])
def test_skips_are_counted_by_reason_and_fail_only_where_all_is_required(tmp_path: Path, options: list[str]) -> None:
    lenient = run(tmp_path, require_all="", options=options)
    assert "2 skipped: Chromium: none is installed" in lenient.stdout
    assert lenient.returncode == 0

    strict = run(tmp_path, require_all="1", options=options)
    assert "NOT TESTED HERE, WHICH FAILS THIS RUN" in strict.stdout
    assert strict.returncode == 1
    assert "1 passed, 2 skipped" in strict.stdout.splitlines()[-1]
