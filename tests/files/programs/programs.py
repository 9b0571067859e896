"""The programs, what each can put into a file, and all files of all of them, written once for a run."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.files.programs.contents import CONTENTS, Content
from tests.files.programs.python_libraries import WAYS
from tests.machines.javascript import JavaScript
from tests.machines.office import Office

OF_A_FRAME: Final = frozenset({"joined", "layout", "sheets", "hidden", "rich", "formula", "formats", "duration"})
OF_TEXT: Final = frozenset({"joined", "sheets", "hidden"})
SOURCE: Final = "XlsxWriter xlsx"  # which writes everything, and as the standard says: LibreOffice opens these


@dataclass(frozen=True)
class Program:
    """A program that writes files of one ending, what of a content it `lacks` ways to write, or `only` contents."""

    name: str
    ending: str
    lacks: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    options: dict[str, Any] | str = field(default="", hash=False)

    def can_write(self, content: Content) -> bool:
        return not self.lacks & content.features and (not self.only or content.name in self.only)

    def file(self, folder: Path, content: Content) -> Path:
        return folder / self.name.replace(" ", "_") / f"{content.name.replace(' ', '_')}.{self.ending}"


def _csv(separator: str, charset: int) -> str:
    """Return how LibreOffice is told to write a text file: cells as they are shown, the first sheet alone."""
    return f"{ord(separator)},34,{charset},1,,0,false,true,true,false,false,0"


UTF_8, UTF_16, WINDOWS_1252, WINDOWS_1251, WINDOWS_1256, GB_18030, KOI8_R = 76, 65535, 1, 34, 38, 85, 74
WESTERN: Final = frozenset({"in en", "in fr", "in es"})
PYTHON: Final = (
    Program("openpyxl xlsx", "xlsx", frozenset({"formula", "escapes"})),  # it keeps no results, and parts no escapes
    Program("XlsxWriter xlsx", "xlsx"),
    Program("XlsxWriter in constant memory xlsx", "xlsx", frozenset({"joined"})),  # whose cells come too late
    Program("XlsxWriter from 1904 xlsx", "xlsx"),
    Program("pandas xlsx", "xlsx", OF_A_FRAME | {"equals", "escapes"}),
    Program("pandas with XlsxWriter xlsx", "xlsx", OF_A_FRAME | {"equals"}),
    Program("pandas csv", "csv", OF_A_FRAME | {"boolean"}),
    Program("polars xlsx", "xlsx", OF_A_FRAME | {"decimals"}),  # of which it shows three places
    Program("polars tsv", "tsv", OF_A_FRAME | {"boolean"}),
)
JAVASCRIPT: Final = (
    Program("sheetjs xlsx", "xlsx", frozenset({"rich", "escapes"}), options={}),
    Program("sheetjs shared xlsx", "xlsx", frozenset({"rich", "escapes"}), options={"bookSST": True}),
    Program("sheetjs ods", "ods", frozenset({"rich", "hidden"}), options={}),
    Program("sheetjs csv", "csv", frozenset({"rich"}) | OF_TEXT, options={}),
    Program("exceljs xlsx", "xlsx", frozenset({"escapes"})),
    Program("exceljs_stream xlsx", "xlsx", frozenset({"escapes"})),
    Program("exceljs csv", "csv", OF_TEXT | {"formats", "duration", "date", "boolean", "rich"}),
)
LIBREOFFICE: Final = (
    Program("LibreOffice xlsx", "xlsx"),
    Program("LibreOffice ods", "ods"),
    Program("LibreOffice csv", "csv", OF_TEXT, options=_csv(",", UTF_8)),
    Program("LibreOffice semicolons", "csv", OF_TEXT, options=_csv(";", UTF_8)),
    Program("LibreOffice UTF-16", "csv", OF_TEXT, options=_csv("\t", UTF_16)),
    Program("LibreOffice Windows-1252", "csv", only=WESTERN, options=_csv(";", WINDOWS_1252)),
    Program("LibreOffice Windows-1251", "csv", only=frozenset({"in ru"}), options=_csv(";", WINDOWS_1251)),
    Program("LibreOffice KOI8-R", "csv", only=frozenset({"in ru"}), options=_csv(";", KOI8_R)),
    Program("LibreOffice Windows-1256", "csv", only=frozenset({"in ar"}), options=_csv(",", WINDOWS_1256)),
    Program("LibreOffice GB 18030", "csv", only=frozenset({"in zh"}), options=_csv(",", GB_18030)),
)
REFUSED: Final = ("xls", "fods")  # forms of workbooks that LibreOffice writes, too
PROGRAMS: Final = (*PYTHON, *JAVASCRIPT, *LIBREOFFICE)
WRITTEN: Final = [
    (program, content) for program in PROGRAMS for content in CONTENTS.values() if program.can_write(content)
]


def write_all(folder: Path, office: Office, javascript: JavaScript) -> None:
    """Write every file of every program, once for all processes of a run that share the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / "complete").exists():
            return
        for program, content in WRITTEN:
            program.file(folder, content).parent.mkdir(exist_ok=True)
        for program, content in _of(PYTHON):
            WAYS[program.name](content, program.file(folder, content))
        javascript.run(_job(program, content, folder) for program, content in _of(JAVASCRIPT))
        source = next(program for program in PYTHON if program.name == SOURCE)
        by_document = sorted(_of(LIBREOFFICE), key=lambda pair: pair[1].name)
        office.convert_all(
            [
                (source.file(folder, content), program.file(folder, content), str(program.options))
                for program, content in by_document
            ]
            + [(source.file(folder, CONTENTS["dates"]), folder / f"dates.{ending}", "") for ending in REFUSED]
        )
        (folder / "complete").touch()


def _of(programs: tuple[Program, ...]) -> Iterator[tuple[Program, Content]]:
    return (pair for pair in WRITTEN if pair[0] in programs)


def _job(program: Program, content: Content, folder: Path) -> dict[str, Any]:
    target = str(program.file(folder, content))
    library = program.name.partition(" ")[0]
    sheets = [
        vars(sheet) | {"rows": [[cell._asdict() for cell in row] for row in sheet.rows]} for sheet in content.sheets
    ]
    return {"library": library, "content": {"sheets": sheets}, "target": target, "options": program.options or {}}
