"""Which comment took a position's place, versions of comments, and order by the day and by chance"""

from collections import defaultdict
from datetime import UTC, date, datetime
from random import SystemRandom
from zoneinfo import ZoneInfo

from alembic import op
import sqlalchemy as sa


revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

IS_CURRENT = "status = 'published' AND {column} IS NULL AND stance IN ('support', 'support_with_changes', 'strong_concern')"
IS_POSITION = "{column} IS NULL OR stance NOT IN ('question', 'information')"
CURRENT, CHECK = "uq_comments_one_current_position", "ck_comments_position_superseded"
BEFORE, NOW = "superseded_at", "superseded_by_id"
A_DAY = 1_000_000_000  # places; the second half of them for what was brought in
MODERATED = ("proposals", "revisions", "comments")
LARGE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITS = sa.text("appears_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("counters", sa.Column("passed_over", sa.Text(), nullable=False, server_default=""))
    replaced = _what_took_its_place()
    _alter_comments(BEFORE, NOW)
    _write("UPDATE comments SET superseded_by_id = :other WHERE id = :id", replaced)
    _let_one_be_current(NOW)
    for table in MODERATED:
        op.add_column(table, sa.Column("appears_at", sa.DateTime(timezone=True), nullable=True))
        op.add_column(table, sa.Column("sent_number", LARGE, nullable=True))
        op.create_index(f"ix_{table}_appearing", table, ["appears_at"], sqlite_where=WAITS, postgresql_where=WAITS)
    op.create_index("ix_proposals_sent", "proposals", ["sent_number"])
    op.create_index("ix_comments_sent", "comments", ["sent_number"])
    for table in ("revisions", "comments"):
        op.create_index(f"ix_{table}_waiting", table, ["status", "sent_number"])
    for table in ("proposals", "comments"):
        op.add_column(table, sa.Column("published_on", sa.Date(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE proposals ALTER COLUMN published_number TYPE bigint")
        op.execute("ALTER TABLE proposal_search ALTER COLUMN published_number TYPE bigint")
    _place_proposals()
    _place_comments()
    _count_by_hundreds()


def downgrade() -> None:
    _count_publications()
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE proposal_search ALTER COLUMN published_number TYPE integer")
        op.execute("ALTER TABLE proposals ALTER COLUMN published_number TYPE integer")
    for table in ("revisions", "comments"):
        op.drop_index(f"ix_{table}_waiting", table)
    op.drop_index("ix_comments_sent", "comments")
    op.drop_index("ix_proposals_sent", "proposals")
    for table in ("proposals", "comments"):
        op.drop_column(table, "published_on")
    for table in MODERATED:
        op.drop_index(f"ix_{table}_appearing", table)
        op.drop_column(table, "sent_number")
        op.drop_column(table, "appears_at")
    when = _rows(
        "SELECT comments.id, other.created_at FROM comments JOIN comments AS other ON other.id = comments.superseded_by_id"
    )
    _alter_comments(NOW, BEFORE)
    _write("UPDATE comments SET superseded_at = :at WHERE id = :id", [{"id": one, "at": at} for one, at in when])
    _let_one_be_current(BEFORE)
    op.execute("DELETE FROM counters WHERE name LIKE 'comments of %'")
    op.execute("UPDATE counters SET name = 'comment', value = 100 * value WHERE name = 'hundreds of comments'")
    op.drop_column("counters", "passed_over")


def _alter_comments(before: str, after: str) -> None:
    """Let `after` take the place of `before`, of which the check and the index of positions speak."""
    is_up = after == NOW
    op.drop_index(CURRENT, "comments")
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.drop_index("ix_comments_discussion")
        if is_up:
            batch_op.drop_index("ix_comments_waiting")
        batch_op.drop_constraint(op.f(CHECK), type_="check")
        if is_up:
            batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
            batch_op.add_column(sa.Column("published_number", LARGE, nullable=True))
            batch_op.add_column(sa.Column(NOW, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(op.f("fk_comments_superseded_by_id_comments"), "comments", [NOW], ["id"])
            batch_op.create_unique_constraint(op.f("uq_comments_published_number"), ["published_number"])
        else:
            batch_op.drop_constraint(op.f("uq_comments_published_number"), type_="unique")
            batch_op.drop_constraint(op.f("fk_comments_superseded_by_id_comments"), type_="foreignkey")
            batch_op.drop_index(op.f("ix_comments_superseded_by_id"))
            batch_op.drop_column("published_number")
            batch_op.drop_column("version")
            batch_op.add_column(sa.Column(BEFORE, sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_column(before)
        batch_op.create_check_constraint(op.f(CHECK), IS_POSITION.format(column=after))
    order = ["published_number"] if is_up else ["parent_id", "id"]
    op.create_index("ix_comments_discussion", "comments", ["proposal_id", *order])
    if is_up:
        op.create_index(op.f("ix_comments_superseded_by_id"), "comments", [NOW])
    else:
        op.create_index("ix_comments_waiting", "comments", ["status", "id"])


def _let_one_be_current(column: str) -> None:
    where = sa.text(IS_CURRENT.format(column=column))
    op.create_index(
        CURRENT, "comments", ["proposal_id", "author_id"], unique=True, sqlite_where=where, postgresql_where=where
    )


def _what_took_its_place() -> list[dict[str, int]]:
    """By the same moment where it can be known, else the author's latest; its own id where nothing is there any more."""
    return [
        {"id": one, "other": same or latest or one}
        for one, same, latest in _rows("""
            SELECT replaced.id,
              (SELECT max(other.id) FROM comments AS other WHERE other.proposal_id = replaced.proposal_id
                AND other.author_id = replaced.author_id AND other.id > replaced.id
                AND other.stance NOT IN ('question', 'information') AND other.created_at = replaced.superseded_at),
              (SELECT max(other.id) FROM comments AS other WHERE other.proposal_id = replaced.proposal_id
                AND other.author_id = replaced.author_id AND other.id > replaced.id
                AND other.stance NOT IN ('question', 'information'))
            FROM comments AS replaced WHERE replaced.superseded_at IS NOT NULL
        """)
    ]


def _place_proposals() -> None:
    rows = _rows("""
        SELECT proposals.id, zone, origin, submitted_at, published_at, published_number
        FROM proposals JOIN consultations ON consultations.id = consultation_id
        WHERE submitted_at IS NOT NULL ORDER BY published_number, proposals.id
    """)
    place = _Places()
    values, moved = [], []
    for one, zone, origin, sent, published, number in rows:
        sent_on, published_on = _day(sent, zone), _day(published, zone)
        brought_in = origin == "brought_in"
        found = place(published_on, brought_in) if published_on and number else None
        sent_number = found if brought_in and found else place(sent_on, brought_in)
        values.append({"id": one, "day": published_on, "number": found, "sent": sent_number})
        if number is not None and found is not None:
            moved.append({"before": number, "after": found})
    _move_found(moved)
    _write(
        "UPDATE proposals SET published_on = :day, published_number = :number, sent_number = :sent WHERE id = :id", values
    )
    op.execute("""
        UPDATE revisions SET sent_number = (SELECT sent_number FROM proposals WHERE proposals.id = proposal_id)
        WHERE number = 1
    """)
    waiting = _rows("""
        SELECT revisions.id, zone, revisions.created_at FROM revisions
        JOIN proposals ON proposals.id = proposal_id JOIN consultations ON consultations.id = consultation_id
        WHERE number > 1
    """)
    edits = [{"id": one, "sent": place(_day(sent, zone), False)} for one, zone, sent in waiting]
    _write("UPDATE revisions SET sent_number = :sent WHERE id = :id", edits)


def _place_comments() -> None:
    rows = _rows("""
        SELECT comments.id, zone, comments.created_at, comments.published_at FROM comments
        JOIN proposals ON proposals.id = proposal_id JOIN consultations ON consultations.id = consultation_id
    """)
    place = _Places()
    values = []
    for one, zone, sent, published in rows:
        day = _day(published, zone)
        number = place(day, False) if day else None
        values.append({"id": one, "day": day, "number": number, "sent": place(_day(sent, zone), False)})
    _write(
        "UPDATE comments SET published_on = :day, published_number = :number, sent_number = :sent WHERE id = :id", values
    )


def _count_by_hundreds() -> None:
    """Give the references of comments out by hundreds from now on, after those that were given out one by one."""
    op.execute("UPDATE counters SET name = 'hundreds of comments', value = (value + 99) / 100 WHERE name = 'comment'")


def _count_publications() -> None:
    rows = _rows("SELECT id, published_number FROM proposals WHERE published_number IS NOT NULL ORDER BY published_number")
    numbered = [(one, number, before) for number, (one, before) in enumerate(rows, start=1)]
    _move_found([{"before": before, "after": number} for _one, number, before in numbered])
    _write("UPDATE proposals SET published_number = :number WHERE id = :id", [{"id": one, "number": number} for one, number, _ in numbered])
    _write("UPDATE counters SET value = :value WHERE name = 'publication'", [{"value": len(rows)}])


class _Places:
    """Gives out places of a day, each once: at random, or one after the other for what was brought in."""

    def __init__(self) -> None:
        self._chance, self._taken, self._brought_in = SystemRandom(), set(), defaultdict(int)

    def __call__(self, day: date, is_brought_in: bool) -> int:
        begins = (day - date(1970, 1, 1)).days * A_DAY
        if is_brought_in:
            self._brought_in[day] += 1
            return begins + A_DAY // 2 + self._brought_in[day]
        while (place := begins + self._chance.randrange(A_DAY // 2)) in self._taken:
            continue
        self._taken.add(place)
        return place


def _day(moment: datetime | str | None, zone: str) -> date | None:
    if moment is None:
        return None
    moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(ZoneInfo(zone)).date()


def _move_found(moved: list[dict[str, int]]) -> None:
    """Let the search index know proposals by their new numbers, of which none is an old one."""
    name = "rowid" if op.get_bind().dialect.name == "sqlite" else "published_number"
    _write(f"UPDATE proposal_search SET {name} = :after WHERE {name} = :before", moved)  # noqa: S608


def _rows(query: str) -> list[tuple]:
    return [tuple(row) for row in op.get_bind().execute(sa.text(query))]


def _write(statement: str, values: list[dict]) -> None:
    days = [sa.bindparam("day", type_=sa.Date())] if ":day" in statement else []
    if values:
        op.get_bind().execute(sa.text(statement).bindparams(*days), values)
