"""Files of other programs: whatever is put into one by whichever of them, reading gives it back cell by cell.

SheetJS is the version that stands in the registry of npm and that web pages have; its maker gives newer ones elsewhere.
exceljs has had no release since 2023 and is what others use.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from exports.files.reader.reader import UnreadableFile, read_table
from tests.databases import SQLITE
from tests.files.programs.contents import CONTENTS, Content
from tests.files.programs.programs import WRITTEN, Program, write_all
from tests.machines.javascript import JavaScript
from tests.machines.office import Office

DATABASES = SQLITE

pytestmark = pytest.mark.office


@pytest.fixture(scope="session")
def files(typing_office: Office, javascript: JavaScript, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all files."""
    folder = tmp_path_factory.getbasetemp()
    folder = (folder.parent if folder.name.startswith("popen-") else folder) / "programs"
    write_all(folder, typing_office, javascript)
    return folder


@pytest.mark.parametrize(
    ("program", "content"), WRITTEN, ids=[f"{program.name}-{content.name}" for program, content in WRITTEN]
)
def test_what_a_program_writes_is_read_cell_by_cell(files: Path, program: Program, content: Content) -> None:
    table = read_table(program.file(files, content))
    assert table.headings == content.headings
    assert [tuple(row.cells.values()) for row in table.rows] == list(content.read)
    assert [problem for row in table.rows for problem in row.problems] == []
    assert table.is_encoding_sure


@pytest.mark.parametrize(("ending", "said"), [("xls", "old .xls form"), ("fods", "neither an Excel")])
def test_an_older_or_a_flat_form_is_refused_with_what_to_save_instead(files: Path, ending: str, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read_table(files / f"dates.{ending}")


def test_there_are_more_than_a_hundred_files_and_every_content_is_written_by_several_programs() -> None:
    assert len({(program.name, content.name) for program, content in WRITTEN}) >= 250
    writers = {name: sum(content.name == name for _program, content in WRITTEN) for name in CONTENTS}
    assert min(writers.values()) >= 5, writers
