"""What was handed out."""

from __future__ import annotations

from sqlalchemy import select

from consultation.keeping.models import KeptFile
from consultation.process.models import Consultation
from exports.models import ExportRecord
from exports.queries.model import Rows


def handed_out(sha256: str | None = None) -> Rows:
    """What was handed out with this hash, or at all, the newest first."""
    found = select(
        ExportRecord.sha256,
        ExportRecord.hashes,
        ExportRecord.audience,
        ExportRecord.format,
        ExportRecord.made_at,
        ExportRecord.filter,
        Consultation.title,
    ).join(Consultation, Consultation.id == ExportRecord.consultation_id)
    if sha256 is not None:
        found = found.where(ExportRecord.sha256 == sha256)
    return found.order_by(ExportRecord.id.desc())


def kept_file(sha256: str, *, with_all: bool) -> Rows:
    """The last record of a file whose content is still kept; only of what is public unless `with_all`."""
    found = (
        select(
            ExportRecord.audience,
            ExportRecord.format,
            ExportRecord.made_at,
            KeptFile.id.label("file_id"),
            KeptFile.size,
            Consultation.slug,
        )
        .join(KeptFile, KeptFile.id == ExportRecord.kept_file_id)
        .join(Consultation, Consultation.id == ExportRecord.consultation_id)
        .where(KeptFile.sha256 == sha256, KeptFile.gone_at.is_(None))
        .order_by(ExportRecord.id.desc())
        .limit(1)
    )
    return found if with_all else found.where(KeptFile.is_public)


def records(*, before: int | None, most: int) -> Rows:
    """What was handed out, the newest first; `before` is the id at which the page before ended."""
    found = select(
        ExportRecord.id,
        ExportRecord.audience,
        ExportRecord.format,
        ExportRecord.made_at,
        ExportRecord.made_by_id,
        ExportRecord.made_from,
        ExportRecord.filter,
        ExportRecord.rows,
        ExportRecord.sha256,
        KeptFile.kept_until,
        KeptFile.gone_at,
        KeptFile.gone_because,
        Consultation.slug,
        Consultation.title,
    ).join(Consultation, Consultation.id == ExportRecord.consultation_id)
    found = found.outerjoin(KeptFile, KeptFile.id == ExportRecord.kept_file_id)
    if before is not None:
        found = found.where(ExportRecord.id < before)
    return found.order_by(ExportRecord.id.desc()).limit(most)
