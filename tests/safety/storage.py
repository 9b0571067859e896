"""Reading every row of every table of a database, and every byte of its files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Engine, inspect, text

COUNTED_ALL_THE_SAME = {"rate_counts", "sign_ins"}
"""What a request may leave behind whatever it was allowed: that it was counted, and who is signed in."""

Rows = list[tuple[object, ...]]


def rows_of(engine: Engine) -> dict[str, Rows]:
    """Return the rows of every table, the search index included, in an order of their own."""
    with engine.connect() as connection:
        return {
            table: in_order(tuple(row) for row in connection.execute(text(f'SELECT * FROM "{table}"')))
            for table in sorted(inspect(connection).get_table_names())
        }


def in_order(rows: Iterable[tuple[object, ...]]) -> Rows:
    """Return rows in an order of their own."""
    return sorted(rows, key=repr)


def changed_tables(before: dict[str, Rows], after: dict[str, Rows]) -> list[str]:
    """Return the tables that hold other rows, in whatever order, apart from those that count visits."""
    return [
        table
        for table in before
        if before[table] != after[table]  # most are the same in the same order, and to sort them takes long
        and in_order(before[table]) != in_order(after[table])
        and table not in COUNTED_ALL_THE_SAME
    ]


def everything_stored(engine: Engine) -> str:
    """Return all that is kept, as text: each byte of the files of SQLite, each row of PostgreSQL."""
    if engine.dialect.name == "sqlite":
        file = Path(str(engine.url.database))
        return b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*"))).decode("latin-1")
    return repr(rows_of(engine))
