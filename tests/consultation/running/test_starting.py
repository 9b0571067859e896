"""What a process has loaded, and looks for as garbage, before it does anything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.machines import PROJECT

WITHOUT_AN_APP = """
import sys
from consultation.running import steppingstone
sys.argv = ["steppingstone", %r]
try:
    steppingstone.main()
except SystemExit as ended:
    assert not ended.code, ended.code
assert {"wsgi", "pandas", "openpyxl", "alembic", "exports"}.isdisjoint(sys.modules), sys.modules
"""
AFTER_IT = """
import gc, sys
import wsgi
assert gc.isenabled()
assert gc.get_freeze_count() > 100_000, gc.get_freeze_count()
from consultation.running.steppingstone import loaded_app
assert not gc.isenabled()
loaded_app()
assert gc.isenabled()
"""


def run(program: str, instance: Path) -> None:
    environment = os.environ | {"INSTANCE_DIR": str(instance)}
    subprocess.run([sys.executable, "-c", program], cwd=PROJECT, env=environment, check=True)


@pytest.mark.parametrize("command", ["--version", "settings"])
def test_a_command_that_needs_no_app_loads_none(command: str, tmp_path: Path) -> None:
    run(WITHOUT_AN_APP % command, tmp_path)


def test_an_app_collects_garbage_but_looks_for_none_in_what_was_imported(tmp_path: Path) -> None:
    run(AFTER_IT, tmp_path)
