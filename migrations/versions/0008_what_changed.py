"""A file that says what changed is handed out, and kept, like every other"""

from alembic import op
import sqlalchemy as sa


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("export_records", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.execute("DELETE FROM export_records WHERE since != ''")
    with op.batch_alter_table("export_records", schema=None) as batch_op:
        batch_op.drop_column("since")
