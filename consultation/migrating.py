"""Bringing a database to the schema of this code, and back."""

from __future__ import annotations

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from consultation.config import PROJECT


class DatabaseTooNew(Exception):
    """The database was made by a later version of this code."""


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrate up to `revision`; a database that this code does not know is left as it is."""
    _check_known(engine)
    with engine.connect() as connection:
        command.upgrade(_settings(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Migrate down to `revision` ("base" for an empty database)."""
    _check_known(engine)
    with engine.connect() as connection:
        command.downgrade(_settings(connection), revision)


def is_current(engine: Engine) -> bool:
    """Return whether the database has the schema of this code."""
    return _revisions_of(engine) == set(_scripts().get_heads())


def _settings(connection: object) -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(PROJECT / "migrations"))
    settings.attributes["connection"] = connection
    return settings


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(PROJECT / "migrations"))


def _revisions_of(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads())


def _check_known(engine: Engine) -> None:
    known = {script.revision for script in _scripts().walk_revisions()}
    unknown = _revisions_of(engine) - known
    if unknown:
        raise DatabaseTooNew(
            "This database was made by a newer version of Steppingstone. "
            "Update the code, or set DATABASE_URL to another database."
        )
