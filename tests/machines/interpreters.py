"""The Pythons of this machine, each with an environment that the lock makes."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.machines import PROJECT, Unavailable

OLDEST: Final = 11  # of 3.x, as pyproject.toml says
NEWEST: Final = 30
OURS: Final = sys.version_info.minor
LOCK: Final = PROJECT / "requirements.lock"
UV: Final = Path(sys.executable).with_name("uv")


def interpreters() -> dict[int, str]:
    """Return the programs of every other Python 3.x that is here, by x; ours alone where there is no other.

    They are found by their names: on the PATH, and where pyenv keeps them. What pyenv puts on the PATH for versions
    that are not chosen is no program.
    """
    found = {number: path for number, path in _all_of_them() if number >= OLDEST and number != OURS}
    return dict(sorted(found.items())) or {OURS: sys.executable}


def _all_of_them() -> Iterator[tuple[int, str]]:
    home = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for path in sorted(home.glob("versions/3.*/bin/python3")):
        if numbers := re.fullmatch(r"3\.(\d+)\.\d+", path.parents[1].name):
            yield int(numbers[1]), str(path)
    for number in range(OLDEST, NEWEST):
        path_of_it = shutil.which(f"python3.{number}")
        if path_of_it and Path(path_of_it).parent.name != "shims":
            yield number, path_of_it


def environment(python: str, folder: Path) -> Path:
    """Return the Python of an environment with all that the lock names; it is kept in the folder for the next run."""
    stamp, program = folder / "made-from", folder / "env" / "bin" / "python"
    made_from = f"{python} {hashlib.sha256(LOCK.read_bytes()).hexdigest()}"
    if stamp.is_file() and stamp.read_text() == made_from and program.exists():
        return program
    stamp.unlink(missing_ok=True)
    _uv("venv", "--clear", "--no-project", "--python", python, str(folder / "env"))
    install(program, "--require-hashes", "--requirement", str(LOCK))
    stamp.write_text(made_from)
    return program


def install(program: Path, *what: str) -> None:
    """Install something into the environment of a Python."""
    _uv("pip", "install", "--python", str(program), *what)


def _uv(*command: str) -> None:
    done = subprocess.run([UV, "--quiet", *command], cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Unavailable(f"an environment for another Python could not be made: {done.stderr.strip()[-300:]}")
