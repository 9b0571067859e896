"""The secretariat's summaries of proposals, objectives and themes"""

from alembic import op
import sqlalchemy as sa


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "summaries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(proposal_id IS NULL) = (code != '')", name=op.f("ck_summaries_of_one_thing")),
        sa.CheckConstraint("(scheme = '') = (code = '')", name=op.f("ck_summaries_code_of_scheme")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_summaries_consultation_id_consultations")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_summaries_proposal_id_proposals")),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["participants.id"], name=op.f("fk_summaries_written_by_id_participants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summaries")),
    )
    of_proposal, of_subject = sa.text("proposal_id IS NOT NULL"), sa.text("proposal_id IS NULL")
    op.create_index(
        "uq_summaries_proposal",
        "summaries",
        ["proposal_id", "number"],
        unique=True,
        sqlite_where=of_proposal,
        postgresql_where=of_proposal,
    )
    op.create_index(
        "uq_summaries_subject",
        "summaries",
        ["consultation_id", "scheme", "code", "number"],
        unique=True,
        sqlite_where=of_subject,
        postgresql_where=of_subject,
    )


def downgrade() -> None:
    op.drop_table("summaries")
