"""Sample rows as queries return them, for tests without a database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd

from consultation.discussion.models import Stance
from consultation.people.models import Status
from consultation.proposals.models import Origin
from exports.report.wording.words import Labels
from indicators.fields import INDICATOR, SCHEMAS, Kind, Shape
from indicators.loading import load_framework

FRAMEWORK = load_framework()
LABELS = Labels(FRAMEWORK)
SENT = datetime(2027, 1, 15, 12, 0, tzinfo=UTC)
NOBODY = {"stakeholder_group": "", "region": "", "organisation": "", "name": "", "confirmed_at": None}


def proposal_row(reference: str = "IND-0001", *, kind: Kind = Kind.INDICATOR, **values: Any) -> dict[str, Any]:
    """A published proposal of nobody in particular that says nothing but its title."""
    said = {column.name: [] if column.shape is Shape.CHOICES else "" for column in SCHEMAS[kind].columns}
    known = {
        "reference": reference,
        "kind": kind,
        "origin": Origin.PARTICIPANT,
        "status": Status.PUBLISHED,
        "decided_at": None,
        "reason": "",
        "is_flood": False,
        "told": "",
        **NOBODY,
        "submitted_at": SENT,
        "published_at": SENT,
        "changed_at": SENT,
        "worded_at": SENT,
        **dict.fromkeys(("comment_count", "support_count", "changes_count", "concern_count"), 0),
        "external_id": None,
        **dict.fromkeys(("source", "proposer", "source_note"), ""),
        "revision": 1,
        "language": "en",
        "waiting_revision": None,
    }
    return known | said | {"title": "A title"} | values


def comment_row(reference: str = "C-000001", *, proposal: str = "IND-0001", **values: Any) -> dict[str, Any]:
    """A published comment of nobody in particular, with support."""
    known = {
        "reference": reference,
        "status": Status.PUBLISHED,
        "decided_at": None,
        "reason": "",
        "is_flood": False,
        "told": "",
        **NOBODY,
        "section": "",
        "stance": Stance.SUPPORT,
        "text": "",
        "suggested_wording": "",
        "language": "en",
        "created_at": SENT,
        "published_at": SENT,
        "changed_at": SENT,
        "is_reply": False,
        "parent_reference": None,
        "proposal_reference": proposal,
        "proposal_status": Status.PUBLISHED,
        "proposal_title": "A title",
        "proposal_revision": 1,
        "revision": 1,
    }
    return known | values


def frame_of(*rows: dict[str, Any], like: dict[str, Any]) -> pd.DataFrame:
    """Return rows as they are read; `like` gives the columns where there is no row."""
    return pd.DataFrame(list(rows), columns=list(like), dtype=object)


def proposal_rows(*rows: dict[str, Any]) -> pd.DataFrame:
    return frame_of(*rows, like=rows[0] if rows else proposal_row())


def comment_rows(*rows: dict[str, Any]) -> pd.DataFrame:
    return frame_of(*rows, like=comment_row())


def alignment_rows(*rows: tuple[str, str, str, bool]) -> pd.DataFrame:
    """Reference, scheme, code and whether it is primary; in the order named."""
    numbered = [(*row, position) for position, row in enumerate(rows)]
    return pd.DataFrame(numbered, columns=["reference", "scheme", "code", "is_primary", "position"], dtype=object)


SCHEMA = INDICATOR
