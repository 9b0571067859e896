"""Of several objectives that were brought in the first is not the primary one, and a source does not tell folders"""

from collections.abc import Callable, Iterable
import hashlib
import json
import zlib

from alembic import op
import orjson
import sqlalchemy as sa

from consultation.proposals.source_paths import without_paths  # of texts alone, whatever the schema


revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

FAST = 1
NOT_STATED = "not stated"

PROVENANCE = ("external_id", "source", "proposer", "source_note")
ANSWERS = {
    "indicator": (
        "action existing_indicator title rationale related_sdg definition unit indicator_kind method numerator "
        "denominator data_source data_collector custodian frequency disaggregation availability readiness limitations "
        "reference_list"
    ).split(),
    "recommendation": (
        "title rationale addressees scope route_or_region timeframe existing_practice risk_of_harm reference_list"
    ).split(),
}
PROPOSALS = sa.table(
    "proposals", *(sa.column(name) for name in ("id", "consultation_id", "origin", "content_hash", *PROVENANCE))
)
REVISIONS = sa.table(
    "revisions",
    *(sa.column(name) for name in ("id", "proposal_id", "number", "kind", "language")),
    *(sa.column(name) for name in sorted({name for names in ANSWERS.values() for name in names})),
)
ALIGNMENTS = sa.table(
    "alignments",
    *(sa.column(name) for name in ("revision_id", "scheme", "code", "position")),
    sa.column("is_primary", sa.Boolean()),
)
UPLOADS = sa.table("uploads", *(sa.column(name) for name in ("id", "list_name", "of_secretariat")))
PIECES = sa.table("upload_pieces", sa.column("upload_id"), sa.column("name"), sa.column("content"))
ENTRIES = sa.table(
    "upload_entries",
    *(sa.column(name) for name in ("upload_id", "row", "proposal_id")),
    *(sa.column(name, sa.Text()) for name in ("mark", "before")),
)
KNOWN = sa.table("known_tables", *(sa.column(name) for name in ("consultation_id", "kept_for", "headings")), sa.column("settings", sa.Text()))
KEPT = sa.table("kept_rows", *(sa.column(name) for name in ("file_id", "of", "first", "content")))


def upgrade() -> None:
    changed = _let_primary_be_open()
    _change_previews(changed)
    _clean_sources()
    _clean_undoing()
    _clean_settings()
    _clean_kept_rows()


def downgrade() -> None:
    """Let the first of several be the primary one again, as it was taken before."""
    connection = op.get_bind()
    for revision_id, objectives in _named_by_brought_in().items():
        if not any(is_primary for _code, is_primary in objectives) and (first := _first(objectives)):
            connection.execute(_alignment(revision_id, first, is_primary=True))


def _let_primary_be_open() -> set[int]:
    """Return the ids of the proposals of which it was set right."""
    connection = op.get_bind()
    edited = sa.select(REVISIONS.c.proposal_id).where(REVISIONS.c.number > 1)
    found = connection.execute(sa.select(REVISIONS.c.id, REVISIONS.c.proposal_id).where(~_of(edited))).all()
    proposals = dict(tuple(row) for row in found)
    changed = set()
    for revision_id, objectives in _named_by_brought_in().items():
        first = _first(objectives)
        if revision_id in proposals and len(objectives) > 1 and (first, True) in objectives:
            connection.execute(_alignment(revision_id, first, is_primary=False))
            changed.add(proposals[revision_id])
    return changed


def _of(proposal_ids: sa.Select) -> sa.ColumnElement[bool]:
    return REVISIONS.c.proposal_id.in_(proposal_ids)


def _named_by_brought_in() -> dict[int, list[tuple[str, bool]]]:
    """By the ids of revisions of what was brought in: the objectives in the order named, and whether one is primary."""
    brought_in = sa.select(PROPOSALS.c.id).where(PROPOSALS.c.origin == "brought_in")
    naming = (
        sa.select(ALIGNMENTS.c.revision_id, ALIGNMENTS.c.code, ALIGNMENTS.c.is_primary)
        .join(REVISIONS, REVISIONS.c.id == ALIGNMENTS.c.revision_id)
        .where(ALIGNMENTS.c.scheme == "objective", _of(brought_in))
        .order_by(ALIGNMENTS.c.revision_id, ALIGNMENTS.c.position)
    )
    found: dict[int, list[tuple[str, bool]]] = {}
    for revision_id, code, is_primary in op.get_bind().execute(naming):
        found.setdefault(revision_id, []).append((code, is_primary))
    return found


def _first(objectives: list[tuple[str, bool]]) -> str | None:
    return next((code for code, _is_primary in objectives if code != "all"), None)


def _alignment(revision_id: int, code: str, *, is_primary: bool) -> sa.Update:
    this = (ALIGNMENTS.c.revision_id == revision_id, ALIGNMENTS.c.scheme == "objective", ALIGNMENTS.c.code == code)
    return sa.update(ALIGNMENTS).where(*this).values(is_primary=is_primary)


def _change_previews(changed: set[int]) -> None:
    """Let what waits to be accepted say the same; what would change one that was set right is looked at anew."""
    connection = op.get_bind()
    of_officers = sa.select(UPLOADS.c.id).where(
        UPLOADS.c.list_name == "proposals", UPLOADS.c.of_secretariat.is_(sa.true())
    )
    these = (PIECES.c.name == "preview", PIECES.c.upload_id.in_(of_officers))
    for upload_id in connection.scalars(sa.select(PIECES.c.upload_id).where(*these)).all():
        _repack(
            PIECES,
            (PIECES.c.upload_id == upload_id, PIECES.c.name == "preview"),
            lambda found: found | {"rows": [_without_paths(_row(row, changed)) for row in found["rows"]]},
        )


def _row(row: dict, changed: set[int]) -> dict:
    said = row.get("said") or {}
    objectives = [code for scheme, code in said.get("codes", ()) if scheme == "objective"]
    is_chosen = any(cell["name"] == "primary_objective" for cell in row.get("cells", ()))
    if row.get("item_id") in changed:
        return row | {"version": ""}
    if row.get("fate") == "new" and len(objectives) > 1 and not is_chosen:
        shown = {"name": "primary_objective", "before": "", "after": NOT_STATED, "is_changed_meanwhile": False}
        return row | {"said": said | {"primary": None}, "cells": [*row["cells"], shown]}
    return row


def _without_paths(row: dict) -> dict:
    said, cells = row.get("said") or {}, row.get("cells", ())
    if "provenance" in said:
        said |= {"provenance": _cleaned(said["provenance"])}
    of_source = ("before", "after")
    cells = [
        cell | {name: without_paths(cell[name]) for name in of_source} if cell["name"] == "source" else cell
        for cell in cells
    ]
    return row | {"said": said, "cells": cells}


def _cleaned(provenance: dict) -> dict:
    return provenance | {"source": without_paths(provenance.get("source") or "")}


def _repack(
    table: sa.TableClause, this: Iterable[sa.ColumnElement[bool]], change: Callable[[object], object]
) -> None:
    """Unpack what is kept in a row, change it and pack it again; what cannot be unpacked tells nobody anything."""
    connection, this = op.get_bind(), tuple(this)
    try:
        found = orjson.loads(zlib.decompress(connection.scalar(sa.select(table.c.content).where(*this))))
    except (zlib.error, TypeError, ValueError):
        return
    packed = zlib.compress(orjson.dumps(change(found)), FAST)
    connection.execute(sa.update(table).where(*this).values(content=packed))


# ---- sources ----


def _clean_sources() -> None:
    """Clean what stands with proposals, the hash by which one is known again, and by which an upload knows it."""
    connection = op.get_bind()
    columns = ("id", "consultation_id", "content_hash", *PROVENANCE)
    brought_in = sa.select(*(PROPOSALS.c[name] for name in columns)).where(
        PROPOSALS.c.origin == "brought_in", PROPOSALS.c.source != ""
    )
    for row in connection.execute(brought_in.order_by(PROPOSALS.c.id)).mappings().all():
        before = {name: row[name] or "" for name in PROVENANCE}
        after = _cleaned(before)
        if after == before:
            continue
        values = {"source": after["source"], "content_hash": _hash_for(row, before, after)}
        connection.execute(sa.update(PROPOSALS).where(PROPOSALS.c.id == row["id"]).values(**values))
        _change_marks(row["id"], _digest(before), _digest(after))


def _hash_for(row: sa.RowMapping, before: dict, after: dict) -> str | None:
    """Return the hash of what was brought in with its source as it is now; the old one where it is of something else.

    That is so where the source was changed since, and where another row says the same by now.
    """
    if not row["content_hash"]:
        return row["content_hash"]
    said = _said_at_first(row["id"])
    if _hashed(said, before) != row["content_hash"]:
        return row["content_hash"]
    found = _hashed(said, after)
    same = sa.select(PROPOSALS.c.id).where(
        PROPOSALS.c.consultation_id == row["consultation_id"], PROPOSALS.c.content_hash == found
    )
    return row["content_hash"] if op.get_bind().execute(same).first() else found


def _said_at_first(proposal_id: int) -> list:
    connection = op.get_bind()
    wanted = (REVISIONS.c.proposal_id == proposal_id, REVISIONS.c.number == 1)
    first = connection.execute(sa.select(*REVISIONS.c).where(*wanted)).mappings().one()
    answers = {name: first[name] or "" for name in ANSWERS[first["kind"]]}
    answers["references"] = answers.pop("reference_list")
    if "addressees" in answers:
        answers["addressees"] = answers["addressees"].split("\n") if answers["addressees"] else []
    named = sa.select(ALIGNMENTS.c.scheme, ALIGNMENTS.c.code, ALIGNMENTS.c.is_primary)
    in_order = named.where(ALIGNMENTS.c.revision_id == first["id"]).order_by(ALIGNMENTS.c.scheme, ALIGNMENTS.c.position)
    found = connection.execute(in_order).all()
    objectives = [(code, is_primary) for scheme, code, is_primary in found if scheme == "objective"]
    primary = next((code for code, is_primary in objectives if is_primary), None) or _first(objectives)
    return [answers, [[scheme, code] for scheme, code, _is_primary in found], primary, first["language"]]


def _hashed(said: list, provenance: dict) -> str:
    return hashlib.sha256(json.dumps([*said, provenance], sort_keys=True).encode()).hexdigest()


def _digest(provenance: dict) -> str:
    return hashlib.sha256(json.dumps(provenance, sort_keys=True).encode()).hexdigest()[:16]


def _change_marks(proposal_id: int, before: str, after: str) -> None:
    """Let an upload still be undone that has left a proposal as it was until now."""
    connection = op.get_bind()
    left = sa.select(ENTRIES.c.upload_id, ENTRIES.c.row, ENTRIES.c.mark).where(ENTRIES.c.proposal_id == proposal_id)
    for upload_id, row, mark in connection.execute(left).all():
        if mark.endswith(f" {before}"):
            this = (ENTRIES.c.upload_id == upload_id, ENTRIES.c.row == row)
            connection.execute(sa.update(ENTRIES).where(*this).values(mark=mark.removesuffix(before) + after))


def _clean_undoing() -> None:
    """Clean what is kept of what a proposal said of its source before an upload changed it."""
    connection = op.get_bind()
    kept = sa.select(ENTRIES.c.upload_id, ENTRIES.c.row, ENTRIES.c.before).where(
        ENTRIES.c.before.contains("provenance")
    )
    for upload_id, row, text in connection.execute(kept).all():
        before = json.loads(text)
        cleaned = json.dumps(before | {"provenance": _cleaned(before["provenance"])})
        this = (ENTRIES.c.upload_id == upload_id, ENTRIES.c.row == row)
        connection.execute(sa.update(ENTRIES).where(*this).values(before=cleaned))


def _clean_settings() -> None:
    """Clean what is remembered to be the same in every row of a table."""
    connection = op.get_bind()
    for place in connection.execute(sa.select(*KNOWN.c).where(KNOWN.c.settings.contains("source"))).mappings().all():
        settings = json.loads(place["settings"])
        if "source" in settings:
            this = (KNOWN.c[name] == place[name] for name in ("consultation_id", "kept_for", "headings"))
            cleaned = json.dumps(_cleaned(settings))
            connection.execute(sa.update(KNOWN).where(*this).values(settings=cleaned))


def _clean_kept_rows() -> None:
    """Clean the rows that files were made from, so that nothing is said to have changed."""
    kept = sa.select(KEPT.c.file_id, KEPT.c.of, KEPT.c.first).where(KEPT.c.of == "proposals")
    for file_id, of, first in op.get_bind().execute(kept).all():
        this = (KEPT.c.file_id == file_id, KEPT.c.of == of, KEPT.c.first == first)
        _repack(KEPT, this, _rows_without_paths)


def _rows_without_paths(found: object) -> object:
    """Clean rows that are kept by columns, or one by one as they were at first."""
    if isinstance(found, list):
        return [_cleaned(row) if row.get("source") else row for row in found]
    sources = [without_paths(text) if text else text for text in found.get("source", ())]
    return found | {"source": sources} if sources else found
