"""What was sent is told from another text under the same one-time key"""

from alembic import op
import sqlalchemy as sa


revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("proposals", "comments"):
        op.add_column(table, sa.Column("fingerprint", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    for table in ("comments", "proposals"):
        op.drop_column(table, "fingerprint")
