"""Run a migration on the connection that `consultation.migrating` hands in."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

import consultation
import consultation.web.security.rate_limits
import exports
from consultation.database import Base, Lines, UtcDateTime
from consultation.features import modules_called

modules_called("models", consultation, exports)  # so that every table is known

SEARCH_TABLES = ("proposal_search",)


def include_name(name: str | None, type_: str, parents: object) -> bool:
    """Leave out the search index, which each database keeps in its own way."""
    return type_ != "table" or name is None or not name.startswith(SEARCH_TABLES)


def render_item(type_: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Write our own column types as what they are in the database, so that old revisions need no later code."""
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return "sa.Text()" if isinstance(item, Lines) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    include_name=include_name,
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
