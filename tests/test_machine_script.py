"""`scripts/machine` on machines that lack something, each played by a PATH of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.machines import PROJECT

BASICS = ("cat", "cmp", "cp", "ls", "mkdir", "mktemp", "rm", "tail")
APT = '#!/bin/sh\necho "$@" >>"$ASKED"\n'
NPM = f"{APT}mkdir -p node_modules\n"


class Machine:
    """Runs the script where only what it `has` is there, in a checkout of its own."""

    def __init__(self, folder: Path) -> None:
        self.script = folder / "checkout" / "scripts" / "machine"
        self.libraries = folder / "checkout" / "tests" / "machines" / "javascript"
        self.script.parent.mkdir(parents=True)
        self.libraries.mkdir(parents=True)
        shutil.copy(PROJECT / "scripts" / "machine", self.script)
        shutil.copy(PROJECT / "tests" / "machines" / "javascript" / "package-lock.json", self.libraries)
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
            ["/bin/sh", str(self.script)],
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


def test_the_libraries_of_javascript_are_installed_from_their_lock_once(machine: Machine) -> None:
    machine.has("id", "#!/bin/sh\necho 1000\n")
    machine.has("npm", NPM)
    assert "libraries of JavaScript" in machine.run().stdout
    assert machine.asked.read_text().splitlines() == ["ci --no-progress"]
    assert machine.run().stdout == ""
    (machine.libraries / "package-lock.json").write_text("{}", encoding="utf-8")
    assert "libraries of JavaScript" in machine.run().stdout


def test_libraries_that_cannot_be_installed_are_said(machine: Machine) -> None:
    machine.has("npm", "#!/bin/sh\necho no such version\nexit 1\n")
    done = machine.run()
    assert done.returncode == 0
    assert "no such version" in done.stderr
    assert not (machine.libraries / "node_modules").exists()


def test_the_lock_of_the_libraries_names_versions_and_hashes_and_no_registry() -> None:
    lock = json.loads((PROJECT / "tests" / "machines" / "javascript" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert len(packages) > 2
    assert [name for name, one in packages.items() if "integrity" not in one or "resolved" in one] == []
