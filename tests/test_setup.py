"""`make setup` on machines that lack something, each played by a PATH of its own."""

from __future__ import annotations

import os
import platform
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machines import PROJECT

OLD = "#!/bin/sh\ncase $2 in *print*) echo 3.9.2;; *) exit 1;; esac\n"
WITHOUT_VENV = "#!/bin/sh\ncase $2 in *print*) echo 3.12.1;; *ensurepip*) exit 1;; esac\n"
BROKEN = "#!/bin/sh\nexit 127\n"
GOOD = f'#!/bin/sh\nexec {sys.executable} "$@"\n'


class Checkout:
    """A copy of what `make setup` reads, and the programs its PATH leads to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = folder / "programs"
        self.programs.mkdir(parents=True)
        (folder / "scripts").mkdir()
        shutil.copy(PROJECT / "scripts" / "setup", folder / "scripts")
        (folder / "requirements-dev.lock").write_text("")

    def offers(self, name: str, program: str) -> None:
        path = self.programs / name
        path.write_text(program)
        path.chmod(0o755)

    def set_up(self, *, python: str = "", account: int | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", str(self.folder / "scripts" / "setup")],
            env={"PATH": str(self.programs), "PYTHON": python},
            capture_output=True,
            text=True,
            check=False,
            user=account,
        )

    def refusal(self, *, python: str = "") -> str:
        done = self.set_up(python=python)
        assert done.returncode == 1
        assert not done.stdout
        assert not (self.folder / ".venv").exists()
        return done.stderr


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "a checkout")


def test_without_python_setup_says_in_one_sentence_what_to_install(checkout: Checkout) -> None:
    assert checkout.refusal() == "Python is missing: install Python 3.11 or newer.\n"


def test_a_named_python_that_cannot_be_run_is_named(checkout: Checkout) -> None:
    checkout.offers("python3", GOOD)
    assert checkout.refusal(python="python9") == (
        "Python is missing: install Python 3.11 or newer (python9 cannot be run).\n"
    )


def test_an_old_python_is_refused_with_its_version_and_the_way_to_name_another(checkout: Checkout) -> None:
    checkout.offers("python3", OLD)
    assert checkout.refusal() == (
        "Python 3.9.2 is too old: Python 3.11 or newer is needed (make setup PYTHON=/path/to/a/newer/python3).\n"
    )


def test_a_python_without_venv_is_refused_with_the_package_to_install(checkout: Checkout) -> None:
    checkout.offers("python3", WITHOUT_VENV)
    checkout.offers("python3.11", OLD)
    assert checkout.refusal() == (
        "Python 3.12.1 has no venv: install it (Debian and Ubuntu: apt install python3-venv)"
        " or name another (make setup PYTHON=/path/to/python3).\n"
    )


@pytest.fixture(scope="module")
def suitable(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A checkout that can be set up, with one Python among others that will not do, and a lock that asks in vain."""
    checkout = Checkout(tmp_path_factory.mktemp("suitable") / "a checkout")
    checkout.offers("python3", OLD)
    checkout.offers("python3.13", BROKEN)
    checkout.offers("python3.12", WITHOUT_VENV)
    checkout.offers("python3.11", GOOD)
    (checkout.folder / "requirements-dev.lock").write_text("not-hashed==1\n")
    return checkout


def test_a_package_that_cannot_be_had_is_said_and_tried_again_the_next_time(suitable: Checkout) -> None:
    for _attempt in range(2):
        done = suitable.set_up()
        assert done.returncode == 1
        assert done.stderr.endswith("The packages could not be installed: the reason stands above.\n")


def test_the_first_suitable_python_is_taken_and_a_second_run_costs_nothing(suitable: Checkout) -> None:
    (suitable.folder / "requirements-dev.lock").write_text("")
    done = suitable.set_up()
    assert done.returncode == 0, done.stderr
    assert f"with Python {platform.python_version()}" in done.stdout
    assert (suitable.folder / ".venv" / "bin" / "pip").exists()

    again = suitable.set_up()
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")

    (suitable.folder / "requirements-dev.lock").write_text("# another\n")
    assert "Setting up" in suitable.set_up().stdout


@pytest.fixture
def closed_checkout() -> Iterator[tuple[Checkout, int | None]]:
    """A checkout that may be read but not written to, and whom to be so that this holds."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        checkout = Checkout(Path(folder) / "checkout")
        checkout.offers("python3", "#!/bin/sh\necho 3.12.1\n")
        checkout.folder.chmod(0o555)
        yield checkout, pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
        checkout.folder.chmod(0o755)


def test_a_folder_that_cannot_be_written_to_is_said(
    closed_checkout: tuple[Checkout, int | None],
) -> None:
    checkout, reader = closed_checkout
    done = checkout.set_up(account=reader)
    assert done.returncode == 1
    assert done.stderr == f"This folder cannot be written to, so nothing can be set up in it: {checkout.folder}\n"
