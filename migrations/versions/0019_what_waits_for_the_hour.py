"""What somebody shows more of who speaks, and where a position stands anew, waits for the hour"""

from alembic import op
import sqlalchemy as sa


revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

AWAITED = {"proposals": ("ix_proposals_speaking", "speaks_next_at"), "comments": ("ix_comments_settling", "settles_at")}
CURRENT = (
    "status = 'published' AND superseded_by_id IS NULL{}"
    " AND stance IN ('support', 'support_with_changes', 'strong_concern')"
)


def upgrade() -> None:
    op.add_column("proposals", sa.Column("speaks_next", sa.JSON(), nullable=True))
    op.add_column("proposals", sa.Column("speaks_next_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("comments", sa.Column("settles_at", sa.DateTime(timezone=True), nullable=True))
    for table, (name, moment) in AWAITED.items():
        waits = sa.text(f"{moment} IS NOT NULL")
        op.create_index(name, table, [moment], sqlite_where=waits, postgresql_where=waits)
    _let_one_be_current(CURRENT.format(" AND settles_at IS NULL"))


def downgrade() -> None:
    # What two participants who became one have left: one of the two names itself, as what is replaced by nothing does.
    op.execute("UPDATE comments SET superseded_by_id = id WHERE settles_at IS NOT NULL AND superseded_by_id IS NULL")
    _let_one_be_current(CURRENT.format(""))
    for table, (name, _moment) in AWAITED.items():
        op.drop_index(name, table)
    op.drop_column("comments", "settles_at")
    op.drop_column("proposals", "speaks_next_at")
    op.drop_column("proposals", "speaks_next")


def _let_one_be_current(condition: str) -> None:
    name, where = "uq_comments_one_current_position", sa.text(condition)
    op.drop_index(name, "comments")
    columns = ["proposal_id", "author_id"]
    op.create_index(name, "comments", columns, unique=True, sqlite_where=where, postgresql_where=where)
