"""Loading the rows of a backup into the empty tables of its schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, insert, text

from consultation.backups.backup_file import BackupReader, BackupRefused, TablePart
from consultation.backups.saving import AT_ONCE, LARGE_AT_ONCE
from consultation.backups.tables import has_bytes, readers_of, tables_of

_FOREIGN_KEYS: Final = text(
    "SELECT quote_ident(relname) AS its_table, quote_ident(conname) AS name,"
    " pg_get_constraintdef(pg_constraint.oid) AS says FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid"
    " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY relname, conname"
)
_NEXT_NUMBERS: Final = text(
    "SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name) AS sequence"
    " FROM information_schema.columns WHERE table_schema = current_schema() AND column_default LIKE 'nextval(%'"
)


def load(connection: Connection, backup: BackupReader) -> None:
    """Fill the tables of a database that has the backup's schema; the transaction is the caller's.

    Foreign keys are looked at when everything is there, since some tables name each other: on SQLite by the caller.
    """
    keys = _without_keys(connection)
    tables = tables_of(connection)
    if {part.table for part in backup.contents.parts} != {table.name for table in tables}:
        raise BackupRefused("This backup does not fit the schema that it names: nothing was restored.")
    for table in tables:
        connection.execute(delete(table))
    for table in tables:
        part = backup.contents.part_of(table.name)
        if part is not None:
            _fill(connection, table, part, backup.rows(part))
    _with_keys(connection, keys)


def _fill(connection: Connection, table: Table, part: TablePart, rows: Iterator[list[Any]]) -> None:
    if set(part.columns) != set(table.columns.keys()):
        raise BackupRefused("This backup does not fit the schema that it names: nothing was restored.")
    by_name = dict(zip(table.columns.keys(), readers_of(table), strict=True))
    readers = [(name, by_name[name]) for name in part.columns]
    at_once = LARGE_AT_ONCE if has_bytes(table) else AT_ONCE
    while some := list(islice(rows, at_once)):
        values = [{name: read(said) for (name, read), said in zip(readers, row, strict=True)} for row in some]
        connection.execute(insert(table), values)


def _without_keys(connection: Connection) -> Iterable[Any]:
    """Take the foreign keys away on PostgreSQL, and return what puts them back."""
    if connection.dialect.name != "postgresql":
        return ()
    keys = connection.execute(_FOREIGN_KEYS).all()
    for key in keys:
        connection.exec_driver_sql(f"ALTER TABLE {key.its_table} DROP CONSTRAINT {key.name}")
    return keys


def _with_keys(connection: Connection, keys: Iterable[Any]) -> None:
    """Put the foreign keys back, and let the numbers of new rows go on after those that are there."""
    if connection.dialect.name != "postgresql":
        return
    for key in keys:
        connection.exec_driver_sql(f"ALTER TABLE {key.its_table} ADD CONSTRAINT {key.name} {key.says}")
    for one in connection.execute(_NEXT_NUMBERS).all():
        last = f'(SELECT max("{one.column_name}") FROM "{one.table_name}")'
        connection.exec_driver_sql(f"SELECT setval('{one.sequence}', coalesce({last}, 0) + 1, false)")
