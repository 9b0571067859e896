"""Files come back: what is in them is looked at, accepted, and can be undone; a comment can be edited"""

from alembic import op
import sqlalchemy as sa


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

LISTS = ("proposals", "comments", "summaries")
STATES = ("waiting", "read", "ready", "accepted", "undone")
PIECES = ("file", "table", "preview")
MADE = ("added", "changed", "withdrawn")


def one_of(codes: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("list_name", one_of(LISTS, "list_name"), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("of_secretariat", sa.Boolean(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("state", one_of(STATES, "state"), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('accepted', 'undone')) = (accepted_at IS NOT NULL)", name=op.f("ck_uploads_accepted")
        ),
        sa.CheckConstraint("(state = 'undone') = (undone_at IS NOT NULL)", name=op.f("ck_uploads_undone")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_uploads_consultation_id_consultations")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_uploads_participant_id_participants")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["participants.id"], name=op.f("fk_uploads_undone_by_id_participants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sa.UniqueConstraint("token", name=op.f("uq_uploads_token")),
    )
    op.create_index("ix_uploads_consultation", "uploads", ["consultation_id", "id"], unique=False)
    op.create_index(op.f("ix_uploads_participant_id"), "uploads", ["participant_id"], unique=False)
    op.create_table(
        "upload_pieces",
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("name", one_of(PIECES, "name"), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["uploads.id"], name=op.f("fk_upload_pieces_upload_id_uploads"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("upload_id", "name", name=op.f("pk_upload_pieces")),
    )
    op.create_table(
        "upload_entries",
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("made", one_of(MADE, "made"), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("summary_id", sa.Integer(), nullable=True),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_upload_entries_comment_id_comments")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_upload_entries_proposal_id_proposals")),
        sa.ForeignKeyConstraint(
            ["summary_id"], ["summaries.id"], name=op.f("fk_upload_entries_summary_id_summaries"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["uploads.id"], name=op.f("fk_upload_entries_upload_id_uploads"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("upload_id", "row", name=op.f("pk_upload_entries")),
    )
    for column in ("comment_id", "proposal_id", "summary_id"):
        op.create_index(op.f(f"ix_upload_entries_{column}"), "upload_entries", [column], unique=False)
    op.create_table(
        "known_tables",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("kept_for", sa.Text(), nullable=False),
        sa.Column("headings", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_known_tables_consultation_id_consultations")
        ),
        sa.PrimaryKeyConstraint("consultation_id", "kept_for", "headings", name=op.f("pk_known_tables")),
    )
    with op.batch_alter_table("summaries", schema=None) as batch_op:
        batch_op.alter_column("written_by_id", existing_type=sa.Integer(), nullable=True)
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for table in ("known_tables", "upload_entries", "upload_pieces", "uploads"):
        op.drop_table(table)
    with op.batch_alter_table("comments", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("edited_at")
    op.execute("DELETE FROM summaries WHERE written_by_id IS NULL")
    with op.batch_alter_table("summaries", schema=None) as batch_op:
        batch_op.alter_column("written_by_id", existing_type=sa.Integer(), nullable=False)
