"""The files of `deploy/`, as far as they can be looked at without a server."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from consultation.running.settings_command import SETTINGS
from tests.deployment.installation import UNITS, Installation
from tests.deployment.readme import BEGIN, RUN
from tests.machines import PROJECT

EXAMPLE = PROJECT / "deploy/settings.example"


def test_the_example_of_the_settings_names_those_of_the_readme_and_no_other() -> None:
    table = re.findall(r"^\| `([A-Z_]+)` \|", (PROJECT / "README.md").read_text(), re.MULTILINE)
    assert table == [setting.name for setting in SETTINGS]
    assert set(re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE.read_text(), re.MULTILINE)) == {*table} - {"WEB_CONCURRENCY"}


def test_a_shell_and_systemd_read_the_same_from_the_example(tmp_path: Path) -> None:
    server = Installation(tmp_path)
    server.settings.parent.mkdir(parents=True)
    server.write_settings({})
    [load] = [line for line in BEGIN.splitlines() if line.startswith("set -a")]
    printed = server.shell(f"{load}; env -0", tmp_path).stdout
    in_shell = dict(pair.split("=", 1) for pair in printed.split("\0") if pair)
    read = server.settings_of_systemd()
    assert {name: in_shell[name] for name in read} == read
    assert read["MAIL_FROM"] == "Consultation <no-reply@example.org>"


def test_each_unit_runs_one_of_the_commands_that_the_readme_keeps_running() -> None:
    kept = {line.partition("#")[0].strip().removeprefix(".venv/bin/steppingstone ") for line in RUN.splitlines()}
    started = {re.findall(r"^ExecStart=\S+ (.*)$", unit.read_text(), re.MULTILINE)[0] for unit in UNITS}
    assert started == kept


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    server = Installation(tmp_path)
    program = tmp_path / "srv/steppingstone/.venv/bin/steppingstone"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    for unit in UNITS:
        (tmp_path / unit.name).write_text(server.here(unit.read_text()))
    units = [str(tmp_path / unit.name) for unit in UNITS]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
