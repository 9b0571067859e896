"""What was taken away leaves a tombstone, and a backup that was restored as it was waits for an officer"""

from alembic import op
import sqlalchemy as sa


revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

CAUSES = ("deleted", "withdrawn", "restored", "changed", "less_shown", "hidden", "past_undo")


def upgrade() -> None:
    op.create_table(
        "tombstones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("of", sa.String(length=32), nullable=False),
        sa.Column("cause", sa.Enum(*CAUSES, name="cause", native_enum=False, create_constraint=True, length=32), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("shows", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_logged", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("\"of\" IN ('proposals', 'comments')", name=op.f("ck_tombstones_of")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tombstones")),
        sa.UniqueConstraint("token", name=op.f("uq_tombstones_token")),
    )
    waits = sa.text("NOT is_logged")
    op.create_index("ix_tombstones_to_log", "tombstones", ["id"], sqlite_where=waits, postgresql_where=waits)
    op.create_table(
        "restorations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contributions", sa.Integer(), nullable=False),
        sa.Column("unread_lines", sa.Integer(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["participants.id"], name=op.f("fk_restorations_accepted_by_id_participants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restorations")),
    )


def downgrade() -> None:
    op.drop_table("restorations")
    op.drop_table("tombstones")
