"""What must not be restored is refused in one sentence, and nothing is changed."""

from __future__ import annotations

import json
import random
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy.orm import Session

from consultation.backups.backup_file import SEAL, BackupReader, BackupRefused, BackupWriter
from consultation.backups.restoring import read_checked
from tests.clock import START
from tests.consultation.backups.conftest import Place
from tests.databases import ON_SQLITE
from tests.factories import a_proposal
from tests.safety.storage import rows_of


@pytest.fixture
def backup(here: Place, session: Session, tmp_path: Path) -> Path:
    for number in range(5):
        a_proposal(session, title=f"Title {number}")
    session.commit()
    here.done("backup", tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


@ON_SQLITE
def test_a_file_that_was_cut_off_anywhere_is_refused(backup: Path, another: Callable[..., Place]) -> None:
    whole = backup.read_bytes()
    for size in (*range(0, len(whole), len(whole) // 40), len(whole) - 1):
        with pytest.raises(BackupRefused, match="cut off"):
            read_checked(BytesIO(whole[:size]))
    again = another()
    backup.write_bytes(whole[: len(whole) // 2])
    assert "cut off" in again.refused("restore", backup, "--as-it-was")
    assert again.is_untouched()


@ON_SQLITE
def test_a_file_of_which_any_bit_was_changed_is_refused(backup: Path) -> None:
    whole = backup.read_bytes()
    chance = random.Random(39)
    for place in (0, len(whole) - 1, *chance.sample(range(len(whole)), 200)):
        changed = bytearray(whole)
        changed[place] ^= 1 << chance.randrange(8)
        with pytest.raises(BackupRefused):
            read_checked(BytesIO(changed))


@pytest.mark.parametrize("said", [b"", b"PK", b"nothing of a backup" * 20], ids=["empty", "short", "other"])
def test_a_file_that_is_no_backup_is_refused(said: bytes) -> None:
    with pytest.raises(BackupRefused, match="is no backup"):
        read_checked(BytesIO(said))


def test_a_zip_of_somebody_else_with_a_seal_is_refused() -> None:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("contents.json", "{}")
        archive.comment = b"-" * SEAL
    with pytest.raises(BackupRefused):
        BackupReader(file)


def test_a_backup_of_a_newer_schema_is_refused(another: Callable[..., Place], tmp_path: Path) -> None:
    with (tmp_path / "newer.zip").open("w+b") as file:
        BackupWriter(file).finish("9999", START)
    again = another()
    assert "schema 9999, which a newer version" in again.refused("restore", tmp_path / "newer.zip", "--as-it-was")
    assert again.is_untouched()


def test_a_backup_that_does_not_fit_its_schema_is_refused_and_leaves_nothing(
    another: Callable[..., Place], tmp_path: Path
) -> None:
    for number, parts in enumerate(([], [("counters", ["name", "colour"])])):
        file = tmp_path / f"{number}.zip"
        with file.open("w+b") as target:
            writer = BackupWriter(target)
            for table, columns in parts:
                writer.write(table, columns, [])
            writer.finish("0020", START)
        again = another()
        assert "does not fit the schema" in again.refused("restore", file, "--as-it-was")
        assert again.is_untouched()


def test_a_backup_whose_rows_name_what_is_not_there_is_refused_and_leaves_nothing(
    backup: Path, another: Callable[..., Place], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.zip"
    with ZipFile(backup) as archive, broken.open("w+b") as target:
        contents = json.loads(archive.read("contents.json"))
        writer = BackupWriter(target)
        for part in contents["parts"]:
            rows = [json.loads(line) for line in archive.read(f"{part['table']}.jsonl").splitlines()]
            writer.write(part["table"], part["columns"], [] if part["table"] == "participants" else map(tuple, rows))
        writer.finish(contents["revision"], START)
    again = another()
    said = again.flask("restore", broken, "--as-it-was")
    assert (said.exit_code, said.output.count("\n")) == (1, 1), said.output
    assert again.is_untouched()


def test_nothing_is_restored_onto_a_database_that_has_tables(here: Place, backup: Path) -> None:
    before = rows_of(here.engine)
    with here.engine.connect() as reader:  # somebody uses it
        reader.exec_driver_sql("SELECT 1 FROM proposals")
        said = here.refused("restore", backup, "--as-it-was")
    assert "There are tables in this database already" in said
    assert rows_of(here.engine) == before
    assert "There are tables" in here.refused("copy-to", here.address)


@ON_SQLITE
def test_a_file_that_is_no_database_is_left_alone(backup: Path, another: Callable[..., Place]) -> None:
    again = another()
    file = Path(str(again.engine.url.database))
    file.write_bytes(b"somebody's letters" * 100)
    assert "is no database" in again.refused("restore", backup, "--as-it-was")
    assert file.read_bytes() == b"somebody's letters" * 100


@ON_SQLITE
def test_a_file_without_tables_is_taken_and_its_folder_made(
    here: Place, backup: Path, another: Callable[..., Place], tmp_path: Path
) -> None:
    empty = tmp_path / "empty.db"
    with closing(sqlite3.connect(empty)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    here.done("copy-to", f"sqlite:///{empty}")
    absent = tmp_path / "a folder" / "absent.db"
    here.done("copy-to", f"sqlite:///{absent}")
    assert {stat.S_IMODE(file.stat().st_mode) for file in (empty, absent)} == {0o600}
    assert sorted(path.name for path in absent.parent.iterdir()) == ["absent.db"]


@ON_SQLITE
@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("mysql://somewhere", "ADDRESS must begin"),
        ("sqlite://", "names no file"),
        ("postgresql://nobody@127.0.0.1:1/x", "reached"),
    ],
)
def test_an_address_that_nothing_can_be_copied_to_is_told(here: Place, address: str, told: str) -> None:
    assert told in here.refused("copy-to", address)
