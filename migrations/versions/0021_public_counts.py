"""What is public is counted beside the search index, which the next start or upgrade makes anew"""

from alembic import op
import sqlalchemy as sa


revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "public_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("named", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("stakeholder_group", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_public_counts_consultation_id_consultations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_counts")),
    )
    op.create_index("ix_public_counts_of", "public_counts", ["scheme", "consultation_id", "code"])


def downgrade() -> None:
    op.drop_table("public_counts")
