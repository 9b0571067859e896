"""A file goes, too, when the author of a comment in it changes what it says"""

from alembic import op
import sqlalchemy as sa


revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BEFORE = ("withdrawn", "hidden", "less_shown", "expired", "room", "told_times")
AFTER = (*BEFORE, "changed")


def upgrade() -> None:
    _let_reasons_be(BEFORE, AFTER)


def downgrade() -> None:
    op.execute("UPDATE kept_files SET gone_because = 'withdrawn' WHERE gone_because = 'changed'")
    _let_reasons_be(AFTER, BEFORE)


def _let_reasons_be(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rewrite_check_on_sqlite(before, after)
        return
    name = op.f("ck_kept_files_gone_because")
    op.drop_constraint(name, "kept_files", type_="check")
    op.create_check_constraint(name, "kept_files", sa.column("gone_because", sa.String()).in_(after))


def _rewrite_check_on_sqlite(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    # Made anew, the table would take everything that refers to it along; a check is nothing but text in the schema.
    connection = op.get_bind()
    said, says = ("IN (" + ", ".join(f"'{one}'" for one in names) + ")" for names in (before, after))
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'kept_files'", (said, says)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
