"""LibreOffice without a screen: opens a workbook as somebody's spreadsheet program would."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.machines import Unavailable, fast_folder

PATIENCE = 180  # seconds
PYTHON_OF_THE_SYSTEM = "/usr/bin/python3"  # for which LibreOffice's bridge is installed
TYPING = Path(__file__).parent / "typing_in_office.py"
CONVERTING = Path(__file__).parent / "converting_in_office.py"
CSV = "Text - txt - csv (StarCalc)"
FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8", "fods": "OpenDocument Spreadsheet Flat XML"}
FILTERS |= {"xls": "MS Excel 97", "csv": CSV, "tsv": CSV, "txt": CSV}


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

    def require_bridge(self) -> None:
        """Raise Unavailable where nobody can type into its documents by a script."""
        known = [PYTHON_OF_THE_SYSTEM, "-c", "import uno"]
        if (
            shutil.which(PYTHON_OF_THE_SYSTEM) is None
            or subprocess.run(known, capture_output=True, check=False).returncode
        ):
            raise Unavailable(f"LibreOffice's bridge: {PYTHON_OF_THE_SYSTEM} has no uno (the package python3-uno)")

    def fill_in(self, document: Path, cells: Sequence[tuple[str, ...]]) -> Path:
        """Open `document`, type into cells (sheet, place, text, or a formula and "Formula"), save; return the file."""
        self._conversions += 1
        outcome = self._folder / str(self._conversions)
        outcome.mkdir()
        filled = outcome / document.name
        done = subprocess.run(
            [PYTHON_OF_THE_SYSTEM, TYPING, self._program, self._folder / "profile", document, filled],
            input=json.dumps(cells),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        if not filled.is_file():
            raise RuntimeError(f"LibreOffice could not fill in {document.name}: {done.stdout}{done.stderr}")
        return filled

    def convert_all(self, jobs: Sequence[tuple[Path, Path, str]]) -> None:
        """Open documents in one process and save each as others: document, target, options of a text file."""
        said = [(str(document), str(target), FILTERS[target.suffix[1:]], options) for document, target, options in jobs]
        done = subprocess.run(
            [PYTHON_OF_THE_SYSTEM, CONVERTING, self._program, self._folder / "profile"],
            input=json.dumps(said),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        for _document, target, _options in jobs:
            for written in target.parent.glob(f"{target.stem}-*{target.suffix}"):
                written.rename(target)  # of a text file it says which sheet it is
        if missing := [target.name for _document, target, _options in jobs if not target.is_file()]:
            raise RuntimeError(f"LibreOffice could not write {missing}: {done.stdout}{done.stderr}")


@contextmanager
def office_program() -> Iterator[Office]:
    """Give an office with a profile of its own; raise Unavailable where there is none."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise Unavailable("LibreOffice: neither soffice nor libreoffice is installed")
    with fast_folder("office") as folder:
        yield Office(program, folder)
