"""The engine, the session and what every table shares."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from random import Random, SystemRandom
from typing import Any, TypeVar

from sqlalchemy import (
    URL,
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.dml import UpdateBase

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
CHANCE: Random = SystemRandom()
_CHANCE = "chance"  # key of Session.info
_SCRUB = "scrub"  # key of Session.info: this transaction deletes text for good
WAIT_FOR_LOCK = 10_000  # milliseconds; see docs/decisions/0005
BETWEEN_ATTEMPTS = 0.01  # seconds
AT_ONCE = 500  # values in one condition
WAIT_FOR_READERS = 500  # milliseconds: somebody waits for the answer meanwhile
WAIT_FOR_SERVER = 3  # seconds, for a connection
OF_A_LINE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 30_000}
"""After how long a server that has vanished from the network is given up: seconds, and milliseconds."""
OF_WHICH_FILE = "file"  # key of a connection's info
HARDLY_ANY = 50  # milliseconds, for what can be left out


T = TypeVar("T")


LargeInteger = BigInteger().with_variant(Integer(), "sqlite")  # where every whole number has 64 bits
"""Beyond two thousand million."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its zone in Python, in UTC in the database; a time without a zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Lines(TypeDecorator[list[str]]):
    """A short list of texts without line ends, kept as one text with a line each."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str | None:
        return "\n".join(value) if value is not None else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[str]:
        return value.split("\n") if value else []


def one_of(codes: type[StrEnum], name: str, *, is_guarded: bool = True) -> Enum:
    """Return the column type of a closed list, kept as its codes and guarded by a named constraint.

    Where it is not guarded, the table guards it with one of its own.
    """
    return Enum(
        codes,
        native_enum=False,
        create_constraint=is_guarded,
        length=32,
        name=name,
        values_callable=lambda kind: [code.value for code in kind],
    )


class Base(DeclarativeBase):
    """The parent of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime, str: Text, list[str]: Lines}


def make_engine(url: str | URL) -> Engine:
    """Return an engine on SQLite or PostgreSQL (psycopg 3) that prints no parameter in any error."""
    address = _with_our_driver(make_url(url))
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address, hide_parameters=True, connect_args={"timeout": WAIT_FOR_LOCK / 1000})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        if address.database:
            _keep_to_file(engine, Path(address.database))
        return engine
    asked = {"connect_timeout": WAIT_FOR_SERVER, **OF_A_LINE}
    engine = create_engine(address, hide_parameters=True, pool_pre_ping=True, connect_args=asked)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def make_file(engine: Engine) -> None:
    """Make the empty file of a new database, where there is none; nothing else makes one.

    Its owner alone can read it, and so it is with the files that SQLite makes beside it.
    """
    path = engine.url.database
    if engine.dialect.name == "sqlite" and path:
        with suppress(OSError):  # whoever connects says what is wrong
            Path(path).touch(mode=0o600)


def _keep_to_file(engine: Engine, path: Path) -> None:
    """Use the file that stands at its address. SQLite would make one that is missing, and write on into one that was
    taken away; what is sent meanwhile would be lost with it."""

    def which() -> tuple[int, int] | None:
        with suppress(OSError):
            found = path.stat()
            return found.st_dev, found.st_ino
        return None

    def look(dialect: Dialect, entry: ConnectionPoolEntry, arguments: Any, named: Any) -> None:
        if which() is None:
            absent = sqlite3.OperationalError("there is no database file")
            absent.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise absent

    def remember(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        entry.info[OF_WHICH_FILE] = which()

    def compare(connection: DBAPIConnection, entry: ConnectionPoolEntry, proxy: Any) -> None:
        if entry.info[OF_WHICH_FILE] != which():
            raise DisconnectionError  # and the pool connects anew

    event.listen(engine, "do_connect", look)
    event.listen(engine, "connect", remember)
    event.listen(engine, "checkout", compare)


def _with_our_driver(address: URL) -> URL:
    if address.get_backend_name() == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    return address


def _prepare_sqlite(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    # The driver's own transactions are switched off: they would turn savepoints into commits.
    connection.isolation_level = None
    cursor = connection.cursor()
    _write_ahead(cursor)
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        f"busy_timeout = {WAIT_FOR_LOCK}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _write_ahead(cursor: DBAPICursor) -> None:
    """Give the file its write-ahead log; the one statement for which SQLite does not wait by itself."""
    until = time.monotonic() + WAIT_FOR_LOCK / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(BETWEEN_ATTEMPTS)


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {options.get('patience', WAIT_FOR_LOCK)}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing") else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    patience = connection.get_execution_options().get("patience")
    if patience is not None:  # for rows and for names alike
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {patience}")


def make_sessions(engine: Engine, chance: Random = CHANCE) -> sessionmaker[Session]:
    """Return the factory of sessions; objects stay readable after the commit. `chance` is what they draw from."""
    return sessionmaker(engine, expire_on_commit=False, info={_CHANCE: chance})


def chance_of(session: Session) -> Random:
    """Return what a session draws numbers from."""
    chance: Random = session.info.get(_CHANCE, CHANCE)
    return chance


def begin_writing(session: Session, *, patience: int | None = None) -> None:
    """Open the session's transaction for writing; only before its first query, later it is silently ignored.

    `patience` is how many milliseconds to wait for a lock of somebody else's; commands and workers have time.
    """
    options: dict[str, Any] = {"writing": True} if patience is None else {"writing": True, "patience": patience}
    session.connection(execution_options=options)


def write_if_free(engine: Engine, statement: UpdateBase) -> bool:
    """Execute a statement in a transaction of its own, unless that takes waiting or cannot be; tell whether it was.

    For what a page may well do without: it is neither slow nor fails because of it.
    """
    try:
        with engine.execution_options(writing=True, patience=HARDLY_ANY).begin() as connection:
            connection.execute(statement)
    except OperationalError:
        return False
    return True


def lock_name(session: Session | Connection, name: str) -> None:
    """Let one transaction at a time hold `name`, until it ends; on SQLite a writing transaction is alone anyway."""
    connection = session.connection() if isinstance(session, Session) else session
    if connection.dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        session.execute(select(func.pg_advisory_xact_lock(number)))


def in_parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield the values in parts of a size that one condition of a statement takes."""
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))


def scrub_when_committed(session: Session) -> None:
    """Leave no copy of what this transaction deletes for good, whoever commits it: a request, a command or a worker."""
    session.info[_SCRUB] = True


@event.listens_for(Session, "after_commit")
def _scrub_if_marked(session: Session) -> None:
    if not session.in_nested_transaction() and session.info.pop(_SCRUB, False):
        scrub(session.get_bind().engine)


@event.listens_for(Session, "after_rollback")
def _forget_mark(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_SCRUB, None)


def scrub(engine: Engine) -> None:
    """Remove what was deleted from the write-ahead log too, where the database keeps one (SQLite).

    While somebody reads what was there before it cannot be removed; whoever tidies up later does it then.
    """
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {WAIT_FOR_READERS}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute(f"PRAGMA busy_timeout = {WAIT_FOR_LOCK}")
    finally:
        connection.close()


@contextmanager
def snapshot(engine: Engine) -> Iterator[Session]:
    """Give a session whose every read sees the same state of the data, whatever is written meanwhile.

    It holds no lock that a writer would wait for: on SQLite a reader of a write-ahead log sees such a state by
    itself, PostgreSQL is asked for it.
    """
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with Session(engine) as session:
        yield session
