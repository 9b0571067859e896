"""SheetJS and exceljs, by which web pages write workbooks and save them again: one process for many files."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from tests.machines import Unavailable

PATIENCE = 180  # seconds
HERE: Final = Path(__file__).parent


class JavaScript:
    """Libraries of JavaScript, run by node."""

    def __init__(self, program: str) -> None:
        self._program = program

    def run(self, jobs: Iterable[Mapping[str, Any]]) -> None:
        """Write or save files, each job one of them; raise RuntimeError where one could not be."""
        done = subprocess.run(
            [self._program, HERE / "workbooks.mjs"],
            input=json.dumps(list(jobs)),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        if done.returncode or done.stderr:
            raise RuntimeError(f"the libraries of JavaScript could not write all files: {done.stderr}")

    def save_again(self, source: Path, target: Path, library: str) -> Path:
        """Open a workbook and save it again in another place; return that."""
        self.run([{"library": library, "source": str(source), "target": str(target)}])
        return target


def javascript_libraries() -> JavaScript:
    """Return the libraries; raise Unavailable where they are not installed."""
    program = shutil.which("node")
    if program is None:
        raise Unavailable("SheetJS and exceljs: node is not installed")
    if not (HERE / "node_modules" / "exceljs").is_dir() or not (HERE / "node_modules" / "xlsx").is_dir():
        raise Unavailable("SheetJS and exceljs: scripts/machine has not installed them (it needs npm)")
    return JavaScript(program)
