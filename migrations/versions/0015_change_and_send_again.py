"""What the secretariat tells an author alone, and comments that are sent again"""

from alembic import op
import sqlalchemy as sa


revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MODERATED = ("proposals", "revisions", "comments")


def upgrade() -> None:
    for table in MODERATED:
        op.add_column(table, sa.Column("asks_change", sa.Boolean(), nullable=False, server_default=sa.false()))
        op.add_column(table, sa.Column("told", sa.Text(), nullable=False, server_default=""))
        op.add_column(table, sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("comments", sa.Column("sent_again", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("comments", "sent_again")
    for table in MODERATED:
        for column in ("told_at", "told", "asks_change"):
            op.drop_column(table, column)
