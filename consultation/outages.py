"""Which errors of the database mean that it is full, locked or cannot be reached."""

from __future__ import annotations

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from consultation.errors import Outage

OF_SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_CORRUPT,
}
# Connections, resources (53100: the disk is full), intervention, the machine; and single ones: locks that were waited
# for or that wait for each other, a database that is not there, a copy that cannot be written to.
CLASSES_OF_POSTGRESQL = ("08", "53", "57", "58")
OF_POSTGRESQL = {"55P03", "40001", "40P01", "3D000", "25006"}


def is_outage(problem: BaseException) -> bool:
    """Return whether nobody can be served now, for a reason that may pass; else the code is to blame."""
    if isinstance(problem, Outage | NoConnectionLeft):
        return True
    if not isinstance(problem, DBAPIError):
        return False
    return problem.connection_invalidated or _is_of_driver(problem.orig)


def _is_of_driver(problem: BaseException | None) -> bool:
    if isinstance(problem, sqlite3.Error):
        code = getattr(problem, "sqlite_errorcode", None)
        return code is not None and code & 0xFF in OF_SQLITE
    if isinstance(problem, psycopg.Error):
        state = problem.sqlstate
        if state is None:  # no answer of a server at all
            return isinstance(problem, psycopg.OperationalError)
        return state in OF_POSTGRESQL or state.startswith(CLASSES_OF_POSTGRESQL)
    return False
