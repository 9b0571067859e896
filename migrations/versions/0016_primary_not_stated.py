"""Of brought-in rows with several objectives, the first is not the primary one because it stands first"""

import zlib

from alembic import op
import orjson
import sqlalchemy as sa


revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

FAST = 1
NOT_STATED = "not stated"

PROPOSALS = sa.table("proposals", sa.column("id"), sa.column("origin"))
REVISIONS = sa.table("revisions", *(sa.column(name) for name in ("id", "proposal_id", "number")))
ALIGNMENTS = sa.table(
    "alignments",
    *(sa.column(name) for name in ("revision_id", "scheme", "code", "position")),
    sa.column("is_primary", sa.Boolean()),
)
UPLOADS = sa.table("uploads", *(sa.column(name) for name in ("id", "list_name", "of_secretariat")))
PIECES = sa.table("upload_pieces", sa.column("upload_id"), sa.column("name"), sa.column("content"))


def upgrade() -> None:
    changed = _let_primary_be_open()
    _change_previews(changed)


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
    for upload_id, content in connection.execute(sa.select(PIECES.c.upload_id, PIECES.c.content).where(*these)).all():
        try:
            found = orjson.loads(zlib.decompress(content))
        except (zlib.error, TypeError, ValueError):
            continue
        rows = [_row(row, changed) for row in found["rows"]]
        packed = zlib.compress(orjson.dumps(found | {"rows": rows}), FAST)
        this = (PIECES.c.upload_id == upload_id, PIECES.c.name == "preview")
        connection.execute(sa.update(PIECES).where(*this).values(content=packed))


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
