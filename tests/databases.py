"""Databases of tests, one for each: the migrated one, and others that several begin with, are made once and copied.

Addresses are used again, so that the engine on an address can be, too: what it has compiled is most of what a test of
a page costs.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final, Protocol

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from consultation import migrating
from consultation.database import make_engine, make_sessions
from consultation.process.operations import open_mandated_consultations
from tests.chance import IN_ORDER
from tests.clock import START
from tests.counts import require_true_counts
from tests.machines import Unavailable, fast_folder
from tests.machines.postgres import PostgresServer, postgres_server


class Databases(Protocol):
    """Makes databases of one kind."""

    def empty(self) -> str:
        """Return the address of a new database without any table."""

    def copied(self, name: str, make: Callable[[str], None]) -> str:
        """Return the address of a copy of the database of this name, which is made the first time."""

    def discard(self, url: str) -> None:
        """Remove a database."""


class Names:
    """Names of databases, each taken by one at a time."""

    def __init__(self) -> None:
        self._free: list[str] = []

    def take(self) -> str:
        return self._free.pop() if self._free else f"t{uuid.uuid4().hex}"

    def give_back(self, name: str) -> None:
        if name not in self._free:  # a test may have discarded its database itself
            self._free.append(name)


class SqliteDatabases:
    """Files in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = Names()
        self._made: dict[str, Path] = {}

    def empty(self) -> str:
        file = self._new_file()
        file.touch()  # what serves makes no file
        return f"sqlite:///{file}"

    def copied(self, name: str, make: Callable[[str], None]) -> str:
        if name not in self._made:
            url = self.empty()
            make(url)
            self._made[name] = Path(url.removeprefix("sqlite:///"))
        return f"sqlite:///{shutil.copyfile(self._made[name], self._new_file())}"

    def discard(self, url: str) -> None:
        file = Path(url.removeprefix("sqlite:///"))
        for path in file.parent.glob(f"{file.name}*"):
            path.unlink()
        self._names.give_back(file.stem)

    def _new_file(self) -> Path:
        return self._folder / f"{self._names.take()}.db"


class PostgresDatabases:
    """Databases of one server."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._names = Names()
        self._made: set[str] = set()

    def empty(self) -> str:
        return self._server.create(self._names.take())

    def copied(self, name: str, make: Callable[[str], None]) -> str:
        if name not in self._made:
            make(self._server.create(name))
            self._made.add(name)
        return self._server.create(self._names.take(), template=name)

    def discard(self, url: str) -> None:
        name = url.partition("?")[0].rpartition("/")[2]
        self._server.drop(name)
        self._names.give_back(name)


def migrated(databases: Databases) -> str:
    """Return the address of a new database as `flask db upgrade` leaves it at `START`."""
    return databases.copied("migrated", migrate)


def migrate(url: str) -> None:
    """Bring a database to the schema of this code, with the two consultations opened at `START`."""
    engine = make_engine(url)
    migrating.upgrade(engine)
    with Session(engine) as session:
        open_mandated_consultations(session, now=START)
        session.commit()
    engine.dispose()


def begun_with(databases: Databases, name: str, fill: Callable[[Session], object]) -> str:
    """Return the address of a copy of the migrated database of this name, which is filled the first time."""

    def make(url: str) -> None:
        migrate(url)
        engine = make_engine(url)
        with make_sessions(engine, IN_ORDER)() as session:
            fill(session)
            session.commit()
        engine.dispose()

    return databases.copied(name, make)


@pytest.fixture(scope="session")
def sqlite_databases() -> Iterator[Databases]:
    with fast_folder("sqlite") as folder:
        yield SqliteDatabases(folder)


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[Databases]:
    try:
        with postgres_server() as server:
            yield PostgresDatabases(server)
    except Unavailable as lack:
        pytest.skip(str(lack))


BOTH: Final = ("sqlite", "postgresql")
SQLITE: Final = ("sqlite",)
ON_SQLITE: Final = pytest.mark.parametrize("databases", SQLITE, indirect=True)
ON_BOTH: Final = pytest.mark.parametrize("databases", BOTH, indirect=True)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that uses a database on both kinds, or on those that its module names as `DATABASES`.

    A module says so where what it looks at is made from rows that are read alike: the reading is tested on both, in
    tests of its own that are marked `ON_BOTH`. `docs/tests.md` has the rule.
    """
    said = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    if "databases" in metafunc.fixturenames and not any("databases" in names for names in said):
        metafunc.parametrize("databases", getattr(metafunc.module, "DATABASES", BOTH), indirect=True)


@pytest.fixture
def databases(request: pytest.FixtureRequest) -> Databases:
    """The kind of database that a test runs on."""
    name = {"sqlite": "sqlite_databases", "postgresql": "postgres_databases"}[request.param]
    made: Databases = request.getfixturevalue(name)
    return made


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A migrated database of the test's own."""
    url = migrated(databases)
    yield url
    databases.discard(url)


@pytest.fixture
def empty_database_url(databases: Databases) -> Iterator[str]:
    """A database of the test's own without any table, for tests of the migrations."""
    url = databases.empty()
    yield url
    databases.discard(url)


@pytest.fixture(scope="session")
def engine_on() -> Callable[[str], Engine]:
    """Return the engine of the tests on an address, the same again each time."""
    return cache(make_engine)


@pytest.fixture
def engine(database_url: str, engine_on: Callable[[str], Engine]) -> Iterator[Engine]:
    """An engine on the test's own migrated database."""
    engine = engine_on(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """The test's own session, for arranging and for looking."""
    with make_sessions(engine, IN_ORDER)() as session:
        yield session


@pytest.fixture
def true_counts(engine: Engine) -> Iterator[None]:
    """Hold a test to it that what was counted as it changed is what there is, however often it changed."""
    yield
    require_true_counts(engine)
