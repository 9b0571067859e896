"""Migrating a database up to the schema of this code, and back down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from consultation.database import lock_name, make_file
from consultation.places import PROJECT


class DatabaseTooNew(Exception):
    """The database was made by a later version of this code."""


class DatabaseBroken(Exception):
    """A row names another one that is not there."""


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrate up to `revision`; a database that this code does not know is left as it is."""
    make_file(engine)
    with _held(engine) as connection:
        upgrade_within(connection, revision)


def upgrade_within(connection: Connection, revision: str = "head") -> None:
    """Migrate up to `revision` in a transaction that the caller holds; see `keys_looked_at_last` for SQLite."""
    command.upgrade(_settings(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Migrate down to `revision` ("base" for an empty database)."""
    with _held(engine) as connection:
        command.downgrade(_settings(connection), revision)


def is_current(engine: Engine) -> bool:
    """Return whether the database has the schema of this code; raise DatabaseTooNew for one it does not know."""
    with engine.connect() as connection:
        _check_known(connection)
        return _revisions_of(connection) == set(_scripts().get_heads())


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the schema; None where there is none; raise DatabaseTooNew for one it does not know."""
    _check_known(connection)
    return next(iter(_revisions_of(connection)), None)


def knows(revision: str) -> bool:
    """Return whether this code knows a revision of the schema."""
    return revision in _known()


@contextmanager
def _held(engine: Engine) -> Iterator[Connection]:
    """One transaction around all of it: it happens whole or not at all, and whoever comes meanwhile waits."""
    writing = engine.execution_options(writing=True)
    with writing.connect() as connection, keys_looked_at_last(connection), connection.begin():
        lock_name(connection, "migration")
        _check_known(connection)
        yield connection
        check_keys(connection)


@contextmanager
def keys_looked_at_last(connection: Connection) -> Iterator[None]:
    """Let SQLite drop a table that others point to, to make it anew; it can be told so outside a transaction only."""
    if connection.dialect.name != "sqlite":
        yield
        return
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()


def check_keys(connection: Connection) -> None:
    """Raise DatabaseBroken where SQLite, told to look at keys last, has a row that names another one in vain."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise DatabaseBroken(f"The table {broken[0][0]} names rows of {broken[0][2]} that are not there.")


def _settings(connection: Connection) -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(PROJECT / "migrations"))
    settings.attributes["connection"] = connection
    return settings


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(PROJECT / "migrations"))


def _revisions_of(connection: Connection) -> set[str]:
    return set(MigrationContext.configure(connection).get_current_heads())


def _known() -> set[str]:
    return {script.revision for script in _scripts().walk_revisions()}


def _check_known(connection: Connection) -> None:
    unknown = _revisions_of(connection) - _known()
    if unknown:
        raise DatabaseTooNew(
            "This database was made by a newer version of Steppingstone. "
            "Update the code, or set DATABASE_URL to another database."
        )
