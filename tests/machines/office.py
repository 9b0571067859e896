"""LibreOffice without a screen: opens a workbook as somebody's spreadsheet program would."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.machines import Unavailable, fast_folder

PATIENCE = 180  # seconds


class Office:
    """One LibreOffice profile; conversions follow one another."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program = program
        self._folder = folder
        self._conversions = 0

    def convert(self, document: Path, extension: str = "xlsx") -> Path:
        """Open `document` and save it again as `extension`; return the new file, or raise RuntimeError."""
        self._conversions += 1
        outcome = self._folder / str(self._conversions)
        done = subprocess.run(
            [
                self._program,
                "--headless",
                "--norestore",
                f"-env:UserInstallation=file://{self._folder}/profile",
                "--convert-to",
                extension,
                "--outdir",
                outcome,
                document,
            ],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        converted = outcome / f"{document.stem}.{extension.partition(':')[0]}"
        if not converted.is_file():  # it says 0 even where it could not open the document
            raise RuntimeError(f"LibreOffice could not convert {document.name}: {done.stdout}{done.stderr}")
        return converted


@contextmanager
def office_program() -> Iterator[Office]:
    """Give an office with a profile of its own; raise Unavailable where there is none."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise Unavailable("LibreOffice: neither soffice nor libreoffice is installed")
    with fast_folder("office") as folder:
        yield Office(program, folder)
