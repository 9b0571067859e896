"""Partners, and workbooks made for them"""

from alembic import op
import sqlalchemy as sa


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BEFORE, AFTER = ("public", "secretariat"), ("public", "partners", "secretariat")


def upgrade() -> None:
    op.create_table(
        "partners",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shares", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_partners_consultation_id_consultations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partners")),
        sa.UniqueConstraint("consultation_id", "name", name=op.f("uq_partners_consultation_id_name")),
    )
    # Added as it is: made anew, as SQLite does for other changes, a table may not be referred to.
    op.add_column("kept_files", sa.Column("of_secretariat", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE kept_files SET of_secretariat = NOT is_public")
    with op.batch_alter_table("export_records", schema=None) as batch_op:
        batch_op.add_column(sa.Column("partner", sa.Text(), nullable=False, server_default=""))
    _let_audience_be(AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM export_records WHERE audience = 'partners'")
    _let_audience_be(BEFORE)
    with op.batch_alter_table("export_records", schema=None) as batch_op:
        batch_op.drop_column("partner")
    op.drop_column("kept_files", "of_secretariat")
    op.drop_table("partners")


def _let_audience_be(codes: tuple[str, ...]) -> None:
    audience = sa.column("audience", sa.String())
    with op.batch_alter_table("export_records", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_export_records_audience"), type_="check")
        batch_op.create_check_constraint(op.f("ck_export_records_audience"), audience.in_(codes))
