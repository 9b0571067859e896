"""The wheel under every Python that this machine has beside ours: from nothing to a workbook."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.machines import PROJECT, Unavailable
from tests.machines.interpreters import environment, install, interpreters

ROUND = """
import sys
import wsgi
app = wsgi.create_app()

def done(*command):
    result = app.test_cli_runner().invoke(args=command)
    assert result.exit_code == 0, result.output
    return result.output

done("db", "upgrade")
assert "/sign-in/links/" in done("secretariat", "invite", "officer@example.org")
page = app.test_client().get("/")
done("export", "indicators", "--audience", "public", "--output", "indicators.xlsx")
print(sys.version_info.minor, page.status_code, wsgi.__file__)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, made once."""
    folder = tmp_path_factory.mktemp("wheel")
    made = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(made, cwd=PROJECT, check=True, capture_output=True)
    [file] = folder.glob("*.whl")
    return file


@pytest.mark.parametrize(("minor", "python"), interpreters().items())
def test_it_is_installed_serves_its_first_page_and_writes_a_workbook(
    minor: int, python: str, wheel: Path, pytestconfig: pytest.Config, tmp_path: Path
) -> None:
    try:
        program = environment(python, pytestconfig.cache.mkdir(f"python3.{minor}"))
        install(program, "--no-deps", "--reinstall", str(wheel))
    except Unavailable as lack:
        pytest.skip(str(lack))
    done = subprocess.run(
        [program, "-c", ROUND],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "INSTANCE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    served, status, where = done.stdout.split()
    assert (int(served), int(status)) == (minor, 200)
    assert "site-packages" in where
    assert "Indicators" in openpyxl.load_workbook(tmp_path / "indicators.xlsx").sheetnames
