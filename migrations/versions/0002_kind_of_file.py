"""The kind of file that was handed out, and the hash of each of its sheets"""

from alembic import op
import sqlalchemy as sa


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KINDS = sa.Enum("xlsx", "csv", name="format", native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    # What was handed out before was a workbook; of its sheets nothing was kept but their rows.
    with op.batch_alter_table("export_records", schema=None) as batch_op:
        batch_op.add_column(sa.Column("format", KINDS, nullable=False, server_default="xlsx"))
        batch_op.add_column(sa.Column("hashes", sa.Text(), nullable=False, server_default="{}"))
    with op.batch_alter_table("export_records", schema=None) as batch_op:
        batch_op.alter_column("format", server_default=None)
        batch_op.alter_column("hashes", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("export_records", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_export_records_format"), type_="check")
        batch_op.drop_column("hashes")
        batch_op.drop_column("format")
