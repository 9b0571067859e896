"""What is confirmed stands in the contributions alone; what waits because much came at once"""

from alembic import op
import sqlalchemy as sa


revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MODERATED = ("proposals", "revisions", "comments")
TOO_MUCH = (
    "Much was sent by one person or from one network within an hour, so the secretariat looks at this before it is "
    "published."
)
CONFIRMED = "SELECT author_id, stakeholder_group, organisation, confirmed_at, confirmed_by_id FROM {}"
PUT_BACK = """
INSERT INTO standings (participant_id, stakeholder_group, organisation, confirmed_at, confirmed_by_id)
SELECT author_id, stakeholder_group, organisation, min(confirmed_at), min(confirmed_by_id)
FROM ({}) AS confirmed
WHERE author_id IS NOT NULL AND organisation <> '' AND confirmed_by_id IS NOT NULL
GROUP BY author_id, stakeholder_group, organisation
"""


def upgrade() -> None:
    op.drop_table("standings")
    for table in MODERATED:
        op.add_column(table, sa.Column("is_flood", sa.Boolean(), nullable=False, server_default=sa.false()))
        op.execute(f"UPDATE {table} SET is_flood = (status = 'held'), reason = '' WHERE reason = '{TOO_MUCH}'")


def downgrade() -> None:
    for table in MODERATED:
        op.execute(f"UPDATE {table} SET reason = '{TOO_MUCH}' WHERE is_flood")
        op.drop_column(table, "is_flood")
    op.create_table(
        "standings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("stakeholder_group", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["participants.id"], name=op.f("fk_standings_confirmed_by_id_participants")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_standings_participant_id_participants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standings")),
        sa.UniqueConstraint(
            "participant_id",
            "stakeholder_group",
            "organisation",
            name=op.f("uq_standings_participant_id_stakeholder_group_organisation"),
        ),
    )
    both = " UNION ALL ".join(CONFIRMED.format(table) for table in ("proposals", "comments"))
    op.execute(PUT_BACK.format(both))
