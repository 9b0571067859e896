"""Sessions know when they were last used, and whether somebody asked to stay signed in"""

from alembic import op
import sqlalchemy as sa


revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    then = sa.Column("used_at", sa.DateTime(timezone=True), nullable=False, server_default="2026-01-01 00:00:00")
    op.add_column("sign_ins", then)
    op.add_column("sign_ins", sa.Column("stays", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE sign_ins SET used_at = created_at")


def downgrade() -> None:
    op.drop_column("sign_ins", "stays")
    op.drop_column("sign_ins", "used_at")
