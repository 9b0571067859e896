"""Every revision of the schema, over data, up and down, on both databases."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Engine, Inspector, func, inspect, select, table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from consultation import migrating
from consultation.database import Base, make_engine
from consultation.process.models import Consultation
from tests.databases import Databases
from tests.machines import PROJECT
from tests.safety.storage import rows_of

SAMPLES = Path(__file__).parent / "samples"
OF_THE_TOOL = re.compile("alembic_version|proposal_search_.*")  # an FTS5 table has parts of its own
AT_ONCE = 3
UPGRADE = """
import sys
from multiprocessing import get_context
from consultation.database import make_engine
from consultation.running.preparing import prepare_database

def upgrade(all_are_there):
    engine = make_engine(sys.argv[1])
    all_are_there.wait()
    prepare_database(engine)

forking = get_context("fork")  # what they need is loaded once
all_are_there = forking.Barrier(int(sys.argv[2]))
processes = [forking.Process(target=upgrade, args=[all_are_there]) for _one in range(int(sys.argv[2]))]
for process in processes:
    process.start()
for process in processes:
    process.join()
print([process.exitcode for process in processes])
"""


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Engine]:
    """An engine on a database without any table."""
    engine = make_engine(empty_database_url)
    yield engine
    engine.dispose()


def revisions() -> list[str]:
    """Every revision, the first one first."""
    scripts = ScriptDirectory(str(PROJECT / "migrations"))
    return [script.revision for script in scripts.walk_revisions()][::-1]


def tables_of(engine: Engine) -> set[str]:
    return {name for name in inspect(engine).get_table_names() if not OF_THE_TOOL.fullmatch(name)}


def counts_of(engine: Engine) -> dict[str, int]:
    counts = {name: select(func.count()).select_from(table(name)) for name in tables_of(engine)}
    with engine.connect() as connection:
        return {name: connection.scalar(count) or 0 for name, count in counts.items()}


def fill_in_sample(engine: Engine, revision: str) -> None:
    """Insert the rows that go with a revision: `samples/<revision>.sql`, each statement after an empty line."""
    with engine.begin() as connection:
        for statement in re.split(r";\n+", (SAMPLES / f"{revision}.sql").read_text(encoding="utf-8")):
            only = re.search(r"^-- only on (\w+)$", statement, re.MULTILINE)
            if statement.strip() and (only is None or only[1] == engine.dialect.name):
                connection.execute(text(statement.replace(":", r"\:")))


@contextmanager
def samples_before(databases: Databases, this: str) -> Iterator[Engine]:
    """Give a database with a row in every table, as it was before a revision."""

    def make(url: str) -> None:
        engine = make_engine(url)
        for revision in takewhile(lambda revision: revision != this, revisions()):
            migrating.upgrade(engine, revision)
            fill_in_sample(engine, revision)
        engine.dispose()

    url = databases.copied(f"before {this}", make)
    engine = make_engine(url)
    yield engine
    engine.dispose()
    databases.discard(url)


def test_every_revision_goes_up_over_data_and_down_again(empty: Engine) -> None:
    counts: dict[str, int] = {}
    for revision in revisions():
        migrating.upgrade(empty, revision)
        assert counts.items() & counts_of(empty).items() == {
            (name, number) for name, number in counts.items() if name in tables_of(empty)
        }, f"{revision} has lost rows"
        fill_in_sample(empty, revision)
        counts = counts_of(empty)
        assert all(counts.values()), f"samples/{revision}.sql leaves a table empty: {counts}"
    for revision in [*revisions()[-2::-1], "base"]:
        migrating.downgrade(empty, revision)
    assert tables_of(empty) == set()
    migrating.upgrade(empty)
    assert migrating.is_current(empty)


def test_the_head_equals_the_models(empty: Engine) -> None:
    migrating.upgrade(empty)
    with empty.connect() as connection:
        options = {"compare_type": True, "include_name": is_ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


def is_ours(name: str | None, kind: str, parents: object) -> bool:
    return kind != "table" or name is None or not name.startswith("proposal_search")


def test_the_head_has_the_same_walls_as_the_models(databases: Databases, empty: Engine) -> None:
    """The tool that compares looks at no check and at no condition of an index."""
    migrating.upgrade(empty)
    url = databases.empty()
    modelled = make_engine(url)
    Base.metadata.create_all(modelled)
    found, meant = walls_of(empty), walls_of(modelled)
    modelled.dispose()
    databases.discard(url)
    assert found == meant


def walls_of(engine: Engine) -> dict[str, Any]:
    """The checks, foreign keys and indexes of every table of the models."""
    found = inspect(engine)
    return {name: [*checks(found, name), *keys(found, name), *indexes(found, name)] for name in Base.metadata.tables}


def checks(found: Inspector, name: str) -> list[str]:
    return sorted(
        f"{check['name']}: {' '.join(check['sqltext'].split())}" for check in found.get_check_constraints(name)
    )


def keys(found: Inspector, name: str) -> list[str]:
    return sorted(f"{key['name']}: {key['referred_table']} {key['options']}" for key in found.get_foreign_keys(name))


def indexes(found: Inspector, name: str) -> list[str]:
    return sorted(
        f"{index['name']}: {index['unique']} {[str(option) for option in index.get('dialect_options', {}).values()]}"
        for index in found.get_indexes(name)
    )


def test_a_database_newer_than_the_code_is_left_as_it_is_and_refused_in_one_sentence(
    app: Flask, engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'of tomorrow'"))
    before = rows_of(engine)
    for command in (["db", "upgrade"], ["db", "downgrade", "base"]):
        said = app.test_cli_runner().invoke(args=command)
        assert (said.exit_code, said.output.count("\n")) == (1, 1)
        assert "made by a newer version" in said.output
    assert rows_of(engine) == before


def test_a_migration_that_fails_leaves_nothing_behind(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.execute(text("CREATE TABLE comments (id integer)"))
    with pytest.raises(DBAPIError):
        migrating.upgrade(empty)
    assert tables_of(empty) == {"comments"}


def test_several_who_upgrade_at_once_do_it_once(empty: Engine) -> None:
    url = empty.url.render_as_string(hide_password=False)
    program = [sys.executable, "-c", UPGRADE, url, str(AT_ONCE)]
    done = subprocess.run(program, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.stdout == f"{[0] * AT_ONCE}\n", done.stderr
    assert migrating.is_current(empty)
    with Session(empty) as session:
        assert sorted(session.scalars(select(Consultation.slug))) == ["indicators", "missing-migrants"]
