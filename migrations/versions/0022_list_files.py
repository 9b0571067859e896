"""Long lists to edit offline are made by a worker and kept for a day"""

from alembic import op
import sqlalchemy as sa


revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

LISTS = ("proposals", "comments", "summaries")


def upgrade() -> None:
    op.create_table(
        "list_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("list_name", sa.Enum(*LISTS, name="list_name", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("of_secretariat", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_list_files_consultation_id_consultations")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_list_files_participant_id_participants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_files")),
        sa.UniqueConstraint("token", name=op.f("uq_list_files_token")),
    )
    op.create_index("ix_list_files_participant_id", "list_files", ["participant_id"])


def downgrade() -> None:
    op.drop_table("list_files")
