"""The tables of a database as a backup holds them: which, in which order, and with types that both databases have.

They are read from the database and not from the models, so that an older schema can be read and filled, too.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Inspector,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    inspect,
    true,
)
from sqlalchemy.types import TypeEngine

from consultation.database import UtcDateTime

INDEX: Final = "proposal_search"  # which each database keeps in its own way, and which is made anew
MADE_ANEW: Final = frozenset({"alembic_version", "public_counts"})  # the second with the index
LEFT_OUT: Final = MADE_ANEW | {
    *("jobs", "list_files", "outgoing_mail", "rate_counts", "sign_in_links", "sign_ins", "upload_pieces"),
}
"""What no backup holds: see docs/decisions/0039."""

_PORTABLE: Final[Sequence[tuple[type[TypeEngine[Any]], TypeEngine[Any]]]] = (
    (DateTime, UtcDateTime()),
    (Date, Date()),
    (Boolean, Boolean()),
    (Integer, BigInteger()),
    (LargeBinary, LargeBinary()),
    (JSON, JSON(none_as_null=True)),
    (String, Text()),
)
_FROM_JSON: Final[Sequence[tuple[type[TypeEngine[Any]], Callable[[str], Any]]]] = (
    (UtcDateTime, datetime.fromisoformat),
    (Date, date.fromisoformat),
    (LargeBinary, b64decode),
)


def tables_of(connection: Connection) -> list[Table]:
    """Return the tables that a backup holds; each after those that it names, as far as they do not name each other."""
    looked_at = inspect(connection)
    held = [name for name in looked_at.get_table_names() if not (name in LEFT_OUT or name.startswith(INDEX))]
    names = {
        name: {key["referred_table"] for key in looked_at.get_foreign_keys(name)} - {name} for name in sorted(held)
    }
    return [_table(looked_at, name) for name in _in_order(names)]


def has_tables(connection: Connection) -> bool:
    """Return whether there is any table."""
    return bool(inspect(connection).get_table_names())


def rows_held(table: Table) -> ColumnElement[bool]:
    """Return which rows of a table a backup holds: of uploads those that were accepted."""
    return table.c.state.in_(["accepted", "undone"]) if table.name == "uploads" else true()


def has_bytes(table: Table) -> bool:
    """Return whether rows of a table can be large."""
    return any(isinstance(column.type, LargeBinary) for column in table.columns)


def readers_of(table: Table) -> list[Callable[[Any], Any]]:
    """Return by column what makes a value of what stands in a backup."""
    return [_reader(column.type) for column in table.columns]


def _in_order(names: dict[str, set[str]]) -> list[str]:
    """Return tables after those that each names; where some name each other, first the one that most others name."""
    left, order = dict(names), list[str]()
    while left:
        ready = [one for one, named in left.items() if not named & left.keys()]
        if not ready:
            ready = [max(left, key=lambda one: sum(one in named for named in left.values()))]
        order += ready
        left = {one: named for one, named in left.items() if one not in ready}
    return order


def _table(looked_at: Inspector, name: str) -> Table:
    keys = looked_at.get_pk_constraint(name)["constrained_columns"]
    columns = (
        Column(column["name"], _portable(column["type"]), primary_key=column["name"] in keys, autoincrement=False)
        for column in looked_at.get_columns(name)
    )
    return Table(name, MetaData(), *columns)


def _portable(found: TypeEngine[Any]) -> TypeEngine[Any]:
    for kind, portable in _PORTABLE:
        if isinstance(found, kind):
            return portable
    raise TypeError(f"a backup cannot hold a column of the type {found}")


def _reader(kind: TypeEngine[Any]) -> Callable[[Any], Any]:
    read = next((read for known, read in _FROM_JSON if isinstance(kind, known)), None)
    return (lambda value: value) if read is None else (lambda value: None if value is None else read(value))
