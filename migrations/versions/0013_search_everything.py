"""The search holds everything that is shown, and lists can be ordered by support and by dissent"""

from alembic import op
import sqlalchemy as sa


revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ORDERS = {"supported": "support_count", "contested": "contested_count"}
ON_SQLITE = """
    CREATE VIRTUAL TABLE {name} USING fts5 (
        {columns}, facets, tokenize = "ascii tokenchars '_'", prefix = "3 4 5 6 7 8"
    )
"""


def upgrade() -> None:
    op.add_column("proposals", sa.Column("contested_count", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE proposals SET contested_count = CASE WHEN support_count + changes_count < concern_count"
        " THEN support_count + changes_count ELSE concern_count END"
    )
    for name, column in ORDERS.items():
        op.create_index(
            f"ix_proposals_most_{name}", "proposals", ["consultation_id", "status", column, "published_number"]
        )
    # The rows stay as they are, to be found by, until they are all made anew after the upgrade.
    _found_anew("title, said", "title, definition || ' ' || rationale")


def downgrade() -> None:
    op.execute("DELETE FROM counters WHERE name = 'version of the search index'")
    _found_anew("title, definition, rationale", "title, '', said")
    for name in ORDERS:
        op.drop_index(f"ix_proposals_most_{name}", "proposals")
    op.drop_column("proposals", "contested_count")


def _found_anew(columns: str, values: str) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute(ON_SQLITE.format(name="proposal_search_new", columns=columns))
    op.execute(
        f"INSERT INTO proposal_search_new (rowid, {columns}, facets)"
        f" SELECT rowid, {values}, facets FROM proposal_search"
    )
    op.execute("DROP TABLE proposal_search")
    op.execute(ON_SQLITE.format(name="proposal_search", columns=columns))
    op.execute(
        f"INSERT INTO proposal_search (rowid, {columns}, facets)"
        f" SELECT rowid, {columns}, facets FROM proposal_search_new"
    )
    op.execute("DROP TABLE proposal_search_new")
