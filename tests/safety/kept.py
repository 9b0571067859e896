"""Sample kept files, one in each state in which somebody could ask for it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from consultation.keeping.blocks import Block
from consultation.keeping.models import KeptFile, KeptPiece, KeptRows, Reason
from consultation.lists import ListName
from consultation.process.models import Consultation
from exports.files.writer.formats import FileFormat
from exports.handouts.models import ExportRecord
from exports.handouts.operations import KEPT_FOR, Door
from exports.report.scope.audiences import Audience
from tests.clock import START

FILES = {"public": "a" * 64, "secretariat": "b" * 64, "gone": "c" * 64, "unknown": "d" * 64}
"""The hashes by which they are asked for."""


def keep_files(session: Session, consultation: Consultation) -> None:
    """Keep a file for everybody, one for the secretariat, and one whose content is gone."""
    for state in ("gone", "public", "secretariat"):
        is_gone = state == "gone"
        audience = Audience.SECRETARIAT if state == "secretariat" else Audience.PUBLIC
        kept = KeptFile(
            consultation_id=consultation.id,
            is_public=audience is Audience.PUBLIC,
            of_secretariat=audience is Audience.SECRETARIAT,
            sha256=FILES[state],
            size=7,
            kept_until=START + KEPT_FOR,
            gone_at=START if is_gone else None,
            gone_because=Reason.WITHDRAWN if is_gone else None,
        )
        session.add(kept)
        session.flush()
        block = Block.packed(ListName.COMMENTS, {"reference": ["C-000001"], "text": [state]})
        session.add(KeptRows(file_id=kept.id, **vars(block)))
        if not is_gone:
            session.add(KeptPiece(file_id=kept.id, number=0, content=b"content"))
        session.add(
            ExportRecord(
                consultation_id=consultation.id,
                audience=audience,
                format=FileFormat.CSV,
                made_at=START,
                made_from=Door.SITE,
                filter="",
                rows="{}",
                hashes="{}",
                sha256=FILES[state],
                kept_file_id=kept.id,
            )
        )
    session.flush()
