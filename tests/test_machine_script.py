"""`scripts/machine` on machines that lack something, each played by a PATH of its own."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.machines import PROJECT

BASICS = ("cat", "ls", "mktemp", "rm", "tail")
APT = '#!/bin/sh\necho "$@" >>"$ASKED"\n'


class Machine:
    """Runs the script where only what it `has` is there."""

    def __init__(self, folder: Path) -> None:
        self.programs = folder / "programs"
        self.programs.mkdir()
        self.asked = folder / "asked"
        self.asked.touch()
        for name in BASICS:
            (self.programs / name).symlink_to(shutil.which(name) or name)

    def has(self, name: str, program: str = "#!/bin/sh\n") -> None:
        path = self.programs / name
        path.write_text(program)
        path.chmod(0o755)

    def run(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", str(PROJECT / "scripts" / "machine")],
            env={"PATH": str(self.programs), "ASKED": str(self.asked)},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.has("apt-get", APT)
    machine.has("id", "#!/bin/sh\necho 0\n")
    return machine


def test_root_on_debian_has_what_is_missing_installed_in_one_go(machine: Machine) -> None:
    machine.has("chromium")
    done = machine.run()
    assert done.returncode == 0
    assert done.stdout.startswith("Installing for the tests:")
    update, install = machine.asked.read_text().splitlines()
    assert update == "update"
    assert install.startswith("install --yes --no-install-recommends")
    assert "libreoffice-calc-nogui" in install
    assert "chromium" not in install


@pytest.mark.parametrize(("program", "body"), [("id", "#!/bin/sh\necho 1000\n"), ("apt-get", "")])
def test_whoever_may_not_install_is_left_alone(machine: Machine, program: str, body: str) -> None:
    if body:
        machine.has(program, body)
    else:
        (machine.programs / program).unlink()
    done = machine.run()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.asked.read_text() == ""


def test_a_failed_installation_is_said_and_the_tests_go_on_without_it(machine: Machine) -> None:
    machine.has("apt-get", "#!/bin/sh\necho E: no such package\nexit 100\n")
    done = machine.run()
    assert done.returncode == 0
    assert "E: no such package" in done.stderr
    assert "Not all of it could be installed" in done.stderr
