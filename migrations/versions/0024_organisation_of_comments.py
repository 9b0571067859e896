"""The comments of an organisation are found without going through all of them"""

from alembic import op


revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_comments_organisation", "comments", ["organisation", "status", "published_number"])


def downgrade() -> None:
    op.drop_index("ix_comments_organisation", "comments")
