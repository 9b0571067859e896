"""First schema"""

from alembic import op
import sqlalchemy as sa


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SEARCH_ON_SQLITE = """
    CREATE VIRTUAL TABLE proposal_search USING fts5 (
        title, definition, rationale, facets, tokenize = "ascii tokenchars '_'", prefix = "3 4 5 6 7 8"
    )
"""
SEARCH_ON_POSTGRESQL = """
    CREATE TABLE proposal_search (published_number integer PRIMARY KEY, document tsvector NOT NULL)
"""


def upgrade() -> None:
    op.create_table(
        "consultations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("indicator", "recommendation", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("mandate", sa.Integer(), nullable=False),
        sa.Column("reference_prefix", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("is_protected", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
        sa.UniqueConstraint("reference_prefix", name=op.f("uq_consultations_reference_prefix")),
        sa.UniqueConstraint("slug", name=op.f("uq_consultations_slug")),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
    )
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.create_index("ix_outgoing_mail_due", ["send_after", "id"], unique=False)

    op.create_table(
        "participants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("is_officer", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
        sa.UniqueConstraint("email", name=op.f("uq_participants_email")),
    )
    op.create_table(
        "rate_counts",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "subject", "window_start", name=op.f("pk_rate_counts")),
    )
    op.create_table(
        "export_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum("public", "secretariat", name="audience", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_from", sa.Text(), nullable=False),
        sa.Column("filter", sa.Text(), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_export_records_consultation_id_consultations")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["participants.id"], name=op.f("fk_export_records_made_by_id_participants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_records")),
    )
    with op.batch_alter_table("export_records", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_export_records_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "participation_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_participation_keys_participant_id_participants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation_keys")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_participation_keys_key_hash")),
    )
    with op.batch_alter_table("participation_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participation_keys_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "phases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("allows", sa.Text(), nullable=False),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_phases_opens_before_it_closes")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_phases_consultation_id_consultations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phases")),
    )
    with op.batch_alter_table("phases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phases_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("submission", sa.Text(), nullable=True),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("indicator", "recommendation", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "origin",
            sa.Enum("participant", "brought_in", name="origin", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_number", sa.Integer(), nullable=True),
        sa.Column("current_revision_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("support_count", sa.Integer(), nullable=False),
        sa.Column("changes_count", sa.Integer(), nullable=False),
        sa.Column("concern_count", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("proposer", sa.Text(), nullable=False),
        sa.Column("source_note", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.Column(
            "attribution",
            sa.Enum(
                "named",
                "organisation",
                "group",
                "nothing",
                name="attribution",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("stakeholder_group", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "held",
                "published",
                "refused",
                "hidden",
                "withdrawn",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(origin = 'brought_in') = (author_id IS NULL)", name=op.f("ck_proposals_brought_in_has_no_author")
        ),
        sa.CheckConstraint(
            "status != 'published' OR published_number IS NOT NULL", name=op.f("ck_proposals_published_is_numbered")
        ),
        sa.CheckConstraint(
            "status NOT IN ('held', 'published', 'hidden') OR reference IS NOT NULL",
            name=op.f("ck_proposals_sent_has_reference"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["participants.id"], name=op.f("fk_proposals_author_id_participants")),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["participants.id"], name=op.f("fk_proposals_confirmed_by_id_participants")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_proposals_consultation_id_consultations")
        ),
        sa.ForeignKeyConstraint(
            ["current_revision_id"], ["revisions.id"], name="fk_proposals_current_revision_id_revisions", use_alter=True
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["participants.id"], name=op.f("fk_proposals_decided_by_id_participants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("consultation_id", "content_hash", name=op.f("uq_proposals_consultation_id_content_hash")),
        sa.UniqueConstraint("consultation_id", "external_id", name=op.f("uq_proposals_consultation_id_external_id")),
        sa.UniqueConstraint("published_number", name=op.f("uq_proposals_published_number")),
        sa.UniqueConstraint("reference", name=op.f("uq_proposals_reference")),
        sa.UniqueConstraint("submission", name=op.f("uq_proposals_submission")),
        sa.UniqueConstraint("token", name=op.f("uq_proposals_token")),
    )
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposals_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposals_current_revision_id"), ["current_revision_id"], unique=False)
        batch_op.create_index(
            "ix_proposals_most_discussed",
            ["consultation_id", "status", "comment_count", "published_number"],
            unique=False,
        )
        batch_op.create_index("ix_proposals_newest", ["consultation_id", "status", "published_number"], unique=False)

    op.create_table(
        "sign_in_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_sign_in_links_participant_id_participants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_links_token_hash")),
    )
    with op.batch_alter_table("sign_in_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_links_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_sign_ins_participant_id_participants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_ins_token_hash")),
    )
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_ins_participant_id"), ["participant_id"], unique=False)

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
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("indicator", "recommendation", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("reference_list", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "held",
                "published",
                "refused",
                "hidden",
                "withdrawn",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("existing_indicator", sa.Text(), nullable=True),
        sa.Column("related_sdg", sa.Text(), nullable=True),
        sa.Column("definition", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("indicator_kind", sa.Text(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("numerator", sa.Text(), nullable=True),
        sa.Column("denominator", sa.Text(), nullable=True),
        sa.Column("data_source", sa.Text(), nullable=True),
        sa.Column("data_collector", sa.Text(), nullable=True),
        sa.Column("custodian", sa.Text(), nullable=True),
        sa.Column("frequency", sa.Text(), nullable=True),
        sa.Column("disaggregation", sa.Text(), nullable=True),
        sa.Column("availability", sa.Text(), nullable=True),
        sa.Column("readiness", sa.Text(), nullable=True),
        sa.Column("limitations", sa.Text(), nullable=True),
        sa.Column("addressees", sa.Text(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("route_or_region", sa.Text(), nullable=True),
        sa.Column("timeframe", sa.Text(), nullable=True),
        sa.Column("existing_practice", sa.Text(), nullable=True),
        sa.Column("risk_of_harm", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["participants.id"], name=op.f("fk_revisions_decided_by_id_participants")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_revisions_proposal_id_proposals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("proposal_id", "number", name=op.f("uq_revisions_proposal_id_number")),
    )
    op.create_table(
        "alignments",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT is_primary OR (scheme = 'objective' AND code != 'all')",
            name=op.f("ck_alignments_primary_is_an_objective"),
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_alignments_revision_id_revisions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("revision_id", "scheme", "code", name=op.f("pk_alignments")),
    )
    with op.batch_alter_table("alignments", schema=None) as batch_op:
        batch_op.create_index("ix_alignments_by_code", ["scheme", "code", "revision_id"], unique=False)
        batch_op.create_index(
            "uq_alignments_one_primary",
            ["revision_id"],
            unique=True,
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )

    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column(
            "stance",
            sa.Enum(
                "support",
                "support_with_changes",
                "strong_concern",
                "question",
                "information",
                name="stance",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("suggested_wording", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "attribution",
            sa.Enum(
                "named",
                "organisation",
                "group",
                "nothing",
                name="attribution",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("stakeholder_group", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "held",
                "published",
                "refused",
                "hidden",
                "withdrawn",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "superseded_at IS NULL OR stance NOT IN ('question', 'information')",
            name=op.f("ck_comments_position_superseded"),
        ),
        sa.CheckConstraint(
            "text != '' OR status = 'withdrawn' OR stance IN ('support', 'support_with_changes', 'strong_concern')",
            name=op.f("ck_comments_only_a_position_needs_no_words"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["participants.id"], name=op.f("fk_comments_author_id_participants")),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["participants.id"], name=op.f("fk_comments_confirmed_by_id_participants")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["participants.id"], name=op.f("fk_comments_decided_by_id_participants")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["comments.id"], name=op.f("fk_comments_parent_id_comments")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_comments_proposal_id_proposals")),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_comments_revision_id_revisions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint("reference", name=op.f("uq_comments_reference")),
        sa.UniqueConstraint("submission", name=op.f("uq_comments_submission")),
    )
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comments_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_comments_discussion", ["proposal_id", "parent_id", "id"], unique=False)
        batch_op.create_index("ix_comments_parent", ["parent_id", "id"], unique=False)
        batch_op.create_index("ix_comments_waiting", ["status", "id"], unique=False)
        batch_op.create_index(
            "uq_comments_one_current_position",
            ["proposal_id", "author_id"],
            unique=True,
            sqlite_where=sa.text(
                "status = 'published' AND superseded_at IS NULL AND stance IN ('support', 'support_with_changes', 'strong_concern')"
            ),
            postgresql_where=sa.text(
                "status = 'published' AND superseded_at IS NULL AND stance IN ('support', 'support_with_changes', 'strong_concern')"
            ),
        )

    if op.get_bind().dialect.name == "sqlite":
        op.execute(SEARCH_ON_SQLITE)
    else:
        # The two tables name each other; SQLite took this key with the table, PostgreSQL can only take it now.
        op.create_foreign_key(
            "fk_proposals_current_revision_id_revisions", "proposals", "revisions", ["current_revision_id"], ["id"]
        )
        op.execute(SEARCH_ON_POSTGRESQL)
        op.execute("CREATE INDEX ix_proposal_search_document ON proposal_search USING gin (document)")


def downgrade() -> None:
    op.execute("DROP TABLE proposal_search")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("UPDATE proposals SET current_revision_id = NULL")
    else:
        op.drop_constraint("fk_proposals_current_revision_id_revisions", "proposals", type_="foreignkey")
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_comments_one_current_position",
            sqlite_where=sa.text(
                "status = 'published' AND superseded_at IS NULL AND stance IN ('support', 'support_with_changes', 'strong_concern')"
            ),
            postgresql_where=sa.text(
                "status = 'published' AND superseded_at IS NULL AND stance IN ('support', 'support_with_changes', 'strong_concern')"
            ),
        )
        batch_op.drop_index("ix_comments_waiting")
        batch_op.drop_index("ix_comments_parent")
        batch_op.drop_index("ix_comments_discussion")
        batch_op.drop_index(batch_op.f("ix_comments_author_id"))

    op.drop_table("comments")
    with op.batch_alter_table("alignments", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_alignments_one_primary", sqlite_where=sa.text("is_primary"), postgresql_where=sa.text("is_primary")
        )
        batch_op.drop_index("ix_alignments_by_code")

    op.drop_table("alignments")
    op.drop_table("revisions")
    op.drop_table("standings")
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_ins_participant_id"))

    op.drop_table("sign_ins")
    with op.batch_alter_table("sign_in_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_links_participant_id"))

    op.drop_table("sign_in_links")
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.drop_index("ix_proposals_newest")
        batch_op.drop_index("ix_proposals_most_discussed")
        batch_op.drop_index(batch_op.f("ix_proposals_current_revision_id"))
        batch_op.drop_index(batch_op.f("ix_proposals_author_id"))

    op.drop_table("proposals")
    with op.batch_alter_table("phases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_phases_consultation_id"))

    op.drop_table("phases")
    with op.batch_alter_table("participation_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participation_keys_participant_id"))

    op.drop_table("participation_keys")
    with op.batch_alter_table("export_records", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_export_records_consultation_id"))

    op.drop_table("export_records")
    op.drop_table("rate_counts")
    op.drop_table("participants")
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_index("ix_outgoing_mail_due")

    op.drop_table("outgoing_mail")
    op.drop_table("counters")
    op.drop_table("consultations")
