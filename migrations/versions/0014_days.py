"""Of contributions others are told the day alone: files that told the time of day go, and so do times in what is kept"""

import re
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from alembic import op
import orjson
import sqlalchemy as sa


revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BEFORE = ("withdrawn", "hidden", "less_shown", "expired", "room")
AFTER = (*BEFORE, "told_times")
MOMENTS = ("submitted_at", "published_at", "worded_at", "changed_at", "created_at", "superseded_at", "decided_at")
IN_UTC = " (UTC)"  # how the headings of times ended
A_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?")
FAST = 1

CONSULTATIONS = sa.table("consultations", sa.column("id"), sa.column("zone"))
FILES = sa.table(
    "kept_files",
    *(sa.column(name) for name in ("id", "consultation_id", "of_secretariat", "gone_because")),
    sa.column("gone_at", sa.DateTime(timezone=True)),
)
PIECES = sa.table("kept_pieces", sa.column("file_id"))
ROWS = sa.table("kept_rows", *(sa.column(name) for name in ("file_id", "of", "first", "content")))
UPLOADS = sa.table("uploads", sa.column("id"), sa.column("consultation_id"), sa.column("list_name"))
UPLOAD_PIECES = sa.table("upload_pieces", sa.column("upload_id"), sa.column("name"), sa.column("content"))


def upgrade() -> None:
    _let_reasons_be(BEFORE, AFTER)
    _let_go_of_files()
    _cut_kept_rows()
    _cut_uploads()


def downgrade() -> None:
    op.execute("UPDATE kept_files SET gone_because = 'expired' WHERE gone_because = 'told_times'")
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


def _let_go_of_files() -> None:
    """Let every public and partners' file go that is still there; what was handed out stays on record."""
    still_there = sa.and_(sa.not_(FILES.c.of_secretariat.is_(sa.true())), FILES.c.gone_at.is_(None))
    op.execute(sa.delete(PIECES).where(PIECES.c.file_id.in_(sa.select(FILES.c.id).where(still_there))))
    now = datetime.now(UTC)
    gone_at = now.replace(tzinfo=None) if op.get_bind().dialect.name == "sqlite" else now
    op.execute(sa.update(FILES).where(still_there).values(gone_at=gone_at, gone_because="told_times"))


def _cut_kept_rows() -> None:
    connection = op.get_bind()
    zones = sa.select(FILES.c.id, CONSULTATIONS.c.zone).join(
        CONSULTATIONS, CONSULTATIONS.c.id == FILES.c.consultation_id
    )
    for file_id, zone in connection.execute(zones).all():
        kept = sa.select(ROWS.c.of, ROWS.c.first).where(ROWS.c.file_id == file_id)
        for of, first in connection.execute(kept).all():
            this = (ROWS.c.file_id == file_id, ROWS.c.of == of, ROWS.c.first == first)
            _change(ROWS, this, lambda found, zone=ZoneInfo(zone): _rows_in_days(found, zone))


def _cut_uploads() -> None:
    """Cut what a file of ours, sent back, told of times; a change that waits is looked at anew before it is made."""
    connection = op.get_bind()
    zones = sa.select(UPLOADS.c.id, CONSULTATIONS.c.zone).join(
        CONSULTATIONS, CONSULTATIONS.c.id == UPLOADS.c.consultation_id
    )
    for upload_id, zone in connection.execute(zones).all():
        for name in ("table", "preview"):
            this = (UPLOAD_PIECES.c.upload_id == upload_id, UPLOAD_PIECES.c.name == name)
            _change(UPLOAD_PIECES, this, lambda found, zone=ZoneInfo(zone): _upload_in_days(found, zone))


def _change(table: sa.TableClause, this: tuple[sa.ColumnElement[bool], ...], change: Callable[[object], object]) -> None:
    """Unpack what is kept in a row, change it and pack it again; what cannot be unpacked tells nobody anything."""
    connection = op.get_bind()
    for content in connection.execute(sa.select(table.c.content).where(*this)).scalars().all():
        try:
            found = orjson.loads(zlib.decompress(content))
        except (zlib.error, TypeError, ValueError):
            continue
        packed = zlib.compress(orjson.dumps(change(found)), FAST)
        connection.execute(sa.update(table).where(*this).values(content=packed))


def _rows_in_days(found: object, zone: ZoneInfo) -> object:
    """Cut the moments of rows that are kept by columns, or one by one as they were at first."""
    if isinstance(found, list):
        return [{name: _day(value, zone) if name in MOMENTS else value for name, value in row.items()} for row in found]
    return {
        name: [_day(value, zone) for value in values] if name in MOMENTS else values for name, values in found.items()
    }


def _upload_in_days(found: object, zone: ZoneInfo) -> object:
    """Cut the cells below headings of times, and the versions that were moments."""
    if isinstance(found, list):
        return [_upload_in_days(one, zone) for one in found]
    if not isinstance(found, dict):
        return found
    cut = {}
    for name, value in found.items():
        if name == "version" and isinstance(value, str) and A_MOMENT.fullmatch(value):
            cut[name] = ""
        else:
            cut[name] = _day(value, zone) if name.endswith(IN_UTC) else _upload_in_days(value, zone)
    return cut


def _day(value: object, zone: ZoneInfo) -> object:
    if not isinstance(value, str) or not A_MOMENT.fullmatch(value):
        return value
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(zone).date().isoformat()
