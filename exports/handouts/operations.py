"""Remembering what was handed out."""

from __future__ import annotations

import json
from datetime import timedelta
from enum import StrEnum
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from consultation.keeping.operations import keep_file
from exports.handouts.making import Handout
from exports.handouts.models import ExportRecord
from exports.report.scope.audiences import Audience
from exports.report.scope.scope import Scope

WORDS_LEFT_OUT = "…"
KEPT_FOR = timedelta(days=90)


class Door(StrEnum):
    """Where a workbook was asked for."""

    SITE = "site"
    COMMAND_LINE = "command_line"


def record_handout(session: Session, handout: Handout, *, officer_id: int | None, door: Door) -> ExportRecord:
    """Write down what is handed out, and keep the file for a while.

    Only an officer is written down as the one who took it: what is public is handed to anybody, and who reads along
    in a consultation is nobody's business.
    """
    kept = keep_file(
        session,
        handout.scope.consultation_id,
        file=handout.file,
        size=handout.report.size,
        sha256=handout.report.sha256,
        is_public=handout.scope.audience is Audience.PUBLIC,
        of_secretariat=handout.scope.audience is Audience.SECRETARIAT,
        blocks=handout.blocks,
        removals=handout.removals,
        until=handout.made_at + KEPT_FOR,
        now=handout.made_at,
    )
    record = ExportRecord(
        consultation_id=handout.scope.consultation_id,
        audience=handout.scope.audience,
        partner=handout.scope.partner,
        format=handout.file_format.code,
        made_at=handout.made_at,
        made_by_id=officer_id,
        made_from=door,
        filter=urlencode(_remembered(handout.scope)),
        rows=json.dumps(handout.report.rows),
        hashes=json.dumps({name: sheet.sha256 for name, sheet in handout.report.sheets.items()}),
        sha256=handout.report.sha256,
        since=handout.since,
        kept_file_id=kept.id if kept else None,
    )
    session.add(record)
    session.flush()
    return record


def _remembered(scope: Scope) -> dict[str, str]:
    """The filter; of what anybody may have, not the words looked for: they are their reader's, and can be quoted."""
    asked = scope.as_args()
    return asked | {"q": WORDS_LEFT_OUT} if "q" in asked and scope.audience is Audience.PUBLIC else asked
