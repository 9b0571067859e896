"""A database that is lost is there again from its backup, on either database and from one to the other."""

from __future__ import annotations

import json
import sqlite3
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from threading import Event
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from consultation import migrating
from consultation.backups.operations import accept_restorations
from consultation.backups.tables import LEFT_OUT, MADE_ANEW
from consultation.database import begin_writing, make_engine, make_sessions
from consultation.discussion.models import Comment
from consultation.mail.operations import enqueue
from consultation.people.models import Participant
from consultation.proposals.models import Proposal, Revision
from tests.clock import START
from tests.consultation.backups.conftest import Place, all_that_is_in
from tests.databases import ON_SQLITE, Databases, migrated
from tests.factories import a_comment, a_proposal
from tests.safety.full_world import copy_of_full_world, full_world_in
from tests.safety.kept import keep_files
from tests.safety.world import World
from tests.test_migrations import samples_before


@pytest.fixture
def database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """A migrated database of the test's own, with a whole world in it where the test asks for one."""
    url = copy_of_full_world(databases) if "world" in request.fixturenames else migrated(databases)
    yield url
    databases.discard(url)


@pytest.fixture
def world(databases: Databases, session: Session) -> World:
    """A consultation with everything in every state, kept files and uploads."""
    made = full_world_in(databases, session)
    keep_files(session, made.consultation)
    session.commit()
    session.close()
    return made


def without_open_uploads(place: Place) -> None:
    """No backup holds what nobody has accepted."""
    with place.engine.begin() as connection:
        connection.execute(text("DELETE FROM uploads WHERE state NOT IN ('accepted', 'undone')"))


def test_what_is_lost_is_there_again_with_workbook_and_search(
    here: Place, another: Callable[..., Place], world: World, tmp_path: Path
) -> None:
    without_open_uploads(here)
    said = here.done("backup", tmp_path / "backup.zip")
    word = world.canaries.word("published.title")
    kept, workbook, found = here.rows(), here.workbook(world.consultation.slug), here.found(word)
    assert f"schema {migrating_head()}" in said
    assert found
    again = another()
    told = again.done("restore", tmp_path / "backup.zip", "--withdrawn", an_empty_log(tmp_path))
    assert "0 tombstones, the last of no day" in told
    assert "The site shows nothing and hands out no file until an officer" in told  # a log that says nothing may be old
    assert {name for name, rows in again.rows().items() if rows != kept[name]} == {"restorations"}
    accepted_by_an_officer(again)
    assert again.workbook(world.consultation.slug) == workbook
    assert again.found(word) == found
    assert migrating.is_current(again.engine)
    assert not [name for name in LEFT_OUT - MADE_ANEW if rows_in(again.engine, name)]


def accepted_by_an_officer(place: Place) -> None:
    with Session(place.engine) as session:
        begin_writing(session)
        officer = session.scalars(select(Participant).where(Participant.is_officer)).first()
        assert officer is not None
        accept_restorations(session, officer=officer, now=START)
        session.commit()


def migrating_head() -> str:
    return sorted(path.name for path in Path("migrations/versions").glob("[0-9]*.py"))[-1][:4]


def an_empty_log(folder: Path) -> Path:
    log = folder / "empty.log"
    log.touch()
    return log


def rows_in(engine: Engine, name: str) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0)


@ON_SQLITE
def test_a_copy_to_the_other_database_and_back_is_the_same_workbook_and_finds_the_same(
    here: Place, another: Callable[..., Place], world: World, postgres_databases: Databases
) -> None:
    without_open_uploads(here)
    there, back = another(postgres_databases), another()
    said = here.done("copy-to", there.address)
    there.done("copy-to", back.address)
    assert "Set DATABASE_URL" in said
    slug, word = world.consultation.slug, world.canaries.word("published.title")
    assert here.workbook(slug) == there.workbook(slug) == back.workbook(slug)
    assert here.found(word) == there.found(word) == back.found(word) != []
    assert here.rows() == back.rows()
    with Session(there.engine) as session:  # numbers go on after those that came along
        a_proposal(session)
        session.commit()


def test_nothing_by_which_somebody_acts_as_another_is_in_a_backup(here: Place, world: World, tmp_path: Path) -> None:
    with Session(here.engine) as session:
        enqueue(session, recipient="waits@example.org", subject="A link", body="link-in-a-mail", now=START)
        session.commit()
        secrets = [
            *session.scalars(text("SELECT token_hash FROM sign_ins")),
            *session.scalars(text("SELECT token_hash FROM sign_in_links")),
            *("waits@example.org", "link-in-a-mail", here.app.extensions["config"].key_secret),
        ]
    here.done("backup", tmp_path / "backup.zip")
    said = all_that_is_in(tmp_path / "backup.zip")
    assert len(secrets) > 5
    assert [secret for secret in secrets if secret in said] == []
    assert world.canaries.word("author_secret.key") in said, "the hash of a key is the way back"


def test_a_backup_and_a_database_are_readable_by_their_owner_alone(
    here: Place, another: Callable[..., Place], tmp_path: Path
) -> None:
    here.done("backup", tmp_path / "backup.zip")
    assert stat.S_IMODE((tmp_path / "backup.zip").stat().st_mode) == 0o600
    again = another()
    again.done("restore", tmp_path / "backup.zip", "--as-it-was")
    if again.engine.dialect.name == "sqlite":
        files = files_of(again)
        assert len(files) >= 1
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def files_of(place: Place) -> list[Path]:
    file = Path(str(place.engine.url.database))
    return sorted(file.parent.glob(f"{file.name}*"))


def test_a_new_database_and_what_sqlite_keeps_beside_it_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'new.db'}")
    migrating.upgrade(engine)
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("INSERT INTO counters (name, value) VALUES ('a', 1)"))
        names = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    engine.dispose()
    assert names == {"new.db": 0o600, "new.db-wal": 0o600, "new.db-shm": 0o600}


def test_nothing_is_written_over_a_file_that_is_there(here: Place, tmp_path: Path) -> None:
    file = tmp_path / "precious"
    file.write_text("of somebody")
    assert "is there already" in here.refused("backup", file)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("precious", "of somebody")]


def test_what_is_of_one_moment_while_people_write(
    here: Place, another: Callable[..., Place], engine: Engine, tmp_path: Path
) -> None:
    """Each writing adds a proposal and a comment on it: there is never one without the other."""
    is_over = Event()
    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(keep_writing, engine, is_over)
        try:
            for number in range(3):
                here.done("backup", tmp_path / f"{number}.zip")
        finally:
            is_over.set()
        assert writer.result() > 0
    for number in range(3):
        again = another()
        again.done("restore", tmp_path / f"{number}.zip", "--as-it-was")
        with Session(again.engine) as session:
            proposals = set(session.scalars(select(Proposal.id)))
            assert proposals == set(session.scalars(select(Comment.proposal_id)))
            assert proposals == set(session.scalars(select(Revision.proposal_id)))


def keep_writing(engine: Engine, is_over: Event) -> int:
    written = 0
    while not is_over.is_set():
        with make_sessions(engine)() as session:
            begin_writing(session)
            a_comment(session, a_proposal(session, now=START + timedelta(seconds=written)))
            session.commit()
        written += 1
    return written


def test_a_backup_of_an_older_schema_is_migrated_up(
    databases: Databases, another: Callable[..., Place], tmp_path: Path
) -> None:
    with samples_before(databases, "0014") as older:
        place = another()
        place.app.extensions["engine"] = older
        place.done("backup", tmp_path / "older.zip")
    again = another()
    again.done("restore", tmp_path / "older.zip", "--as-it-was")
    assert migrating.is_current(again.engine)
    with Session(again.engine) as session:
        assert session.scalar(select(Proposal.id).where(Proposal.id == 901)) == 901
    assert again.done("db", "upgrade")


def test_a_database_without_tables_is_not_saved(another: Callable[..., Place], tmp_path: Path) -> None:
    assert "nothing to save" in another().refused("backup", tmp_path / "backup.zip")
    assert list(tmp_path.iterdir()) == []


@ON_SQLITE
def test_what_is_left_of_an_earlier_file_beside_its_place_does_no_harm(
    here: Place, another: Callable[..., Place], world: World, tmp_path: Path
) -> None:
    here.done("backup", tmp_path / "backup.zip")
    again = another()
    file = Path(str(again.engine.url.database))
    leave_a_log_of_another_file(file)
    file.unlink()
    again.done("restore", tmp_path / "backup.zip", "--as-it-was")
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert ("stale_words",) not in connection.execute("SELECT name FROM sqlite_master").fetchall()
    without_open_uploads(here)
    assert {name: rows for name, rows in again.rows().items() if name != "restorations"} == {
        name: rows for name, rows in here.rows().items() if name != "restorations"
    }


def leave_a_log_of_another_file(file: Path) -> None:
    """Leave a write-ahead log that SQLite would read into whatever file has this name."""
    other = file.with_name("other.db")
    with closing(sqlite3.connect(other, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE stale_words (said text)")
        for ending in ("-wal", "-shm"):
            file.with_name(file.name + ending).write_bytes(other.with_name(other.name + ending).read_bytes())
    other.unlink()
    assert file.with_name(f"{file.name}-wal").stat().st_size > 0


def test_its_contents_name_the_schema_and_of_each_table_its_rows_and_its_hash(
    here: Place, world: World, tmp_path: Path
) -> None:
    here.done("backup", tmp_path / "backup.zip")
    with ZipFile(tmp_path / "backup.zip") as archive:
        contents = json.loads(archive.read("contents.json"))
        parts = {part["table"]: part for part in contents["parts"]}
        lines = {name: archive.read(f"{name}.jsonl") for name in parts}
    assert (contents["revision"], contents["made_at"]) == (migrating_head(), START.isoformat())
    assert {name: part["rows"] for name, part in parts.items()} == {
        name: said.count(b"\n") for name, said in lines.items()
    }
    assert {name: part["sha256"] for name, part in parts.items()} == {
        name: sha256(said).hexdigest() for name, said in lines.items()
    }
    order = list(parts)
    assert order.index("participants") < order.index("proposals") < order.index("revisions") < order.index("comments")
