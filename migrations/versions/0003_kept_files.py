"""Files that were handed out are kept for a while"""

from alembic import op
import sqlalchemy as sa


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

REASONS = ("withdrawn", "hidden", "less_shown", "expired", "room")


def upgrade() -> None:
    op.create_table(
        "kept_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "gone_because",
            sa.Enum(*REASONS, name="gone_because", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.CheckConstraint("(gone_at IS NULL) = (gone_because IS NULL)", name=op.f("ck_kept_files_gone_for_a_reason")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_kept_files_consultation_id_consultations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_files")),
        sa.UniqueConstraint("consultation_id", "sha256", name=op.f("uq_kept_files_consultation_id_sha256")),
    )
    op.create_table(
        "kept_pieces",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["kept_files.id"], name=op.f("fk_kept_pieces_file_id_kept_files"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", "number", name=op.f("pk_kept_pieces")),
    )
    op.create_table(
        "kept_rows",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column(
            "of",
            sa.Enum("proposals", "comments", name="of", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["kept_files.id"], name=op.f("fk_kept_rows_file_id_kept_files"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", "of", "first", name=op.f("pk_kept_rows")),
    )
    with op.batch_alter_table("kept_rows", schema=None) as batch_op:
        batch_op.create_index("ix_kept_rows_of", ["of", "first", "last"], unique=False)
    # Added as it is: made anew, as SQLite does for other changes, a table may not be referred to.
    op.add_column("consultations", sa.Column("removals", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("export_records", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kept_file_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_export_records_kept_file_id_kept_files"), "kept_files", ["kept_file_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("export_records", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_export_records_kept_file_id_kept_files"), type_="foreignkey")
        batch_op.drop_column("kept_file_id")
    op.drop_column("consultations", "removals")
    op.drop_table("kept_rows")
    op.drop_table("kept_pieces")
    op.drop_table("kept_files")
