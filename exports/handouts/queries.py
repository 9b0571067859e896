"""Reading the records of handouts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import aliased

from consultation.keeping.models import KeptFile, KeptRows
from consultation.process.models import Consultation
from exports.handouts.models import ExportRecord
from exports.report.queries.model import RowsQuery
from exports.report.scope.audiences import Audience

MOST_COMPARED: Final = 200


def handed_out(sha256: str | None = None) -> RowsQuery:
    """What was handed out with this hash, or at all, the newest first, and whether it is still kept."""
    found = select(
        ExportRecord.sha256,
        ExportRecord.hashes,
        ExportRecord.rows,
        ExportRecord.audience,
        ExportRecord.format,
        ExportRecord.made_at,
        ExportRecord.filter,
        KeptFile.id.label("file_id"),
        and_(KeptFile.id.is_not(None), KeptFile.gone_at.is_(None)).label("is_kept"),
        KeptFile.gone_because,
        Consultation.title,
    ).join(Consultation, Consultation.id == ExportRecord.consultation_id)
    found = found.outerjoin(KeptFile, KeptFile.id == ExportRecord.kept_file_id)
    if sha256 is not None:
        found = found.where(ExportRecord.sha256 == sha256)
    return found.order_by(ExportRecord.id.desc())


def kept_file(sha256: str, *, with_all: bool) -> RowsQuery:
    """The last record of a file whose content is still kept; only of what is public unless `with_all`."""
    found = (
        select(
            ExportRecord.audience,
            ExportRecord.format,
            ExportRecord.made_at,
            ExportRecord.since,
            KeptFile.id.label("file_id"),
            KeptFile.size,
            Consultation.slug,
            Consultation.zone,
        )
        .join(KeptFile, KeptFile.id == ExportRecord.kept_file_id)
        .join(Consultation, Consultation.id == ExportRecord.consultation_id)
        .where(KeptFile.sha256 == sha256, KeptFile.gone_at.is_(None))
        .order_by(ExportRecord.id.desc())
        .limit(1)
    )
    return found if with_all else found.where(KeptFile.is_public)


def comparable(
    *,
    sha256: str | None = None,
    consultation_id: int | None = None,
    audience: Audience | None = None,
    partner: str = "",
    before: int | None = None,
) -> RowsQuery:
    """Records of files of which rows are kept, the newest first: of one hash, or of one audience before another one."""
    found = (
        select(
            ExportRecord.id,
            ExportRecord.consultation_id,
            ExportRecord.audience,
            ExportRecord.partner,
            ExportRecord.format,
            ExportRecord.made_at,
            ExportRecord.filter,
            ExportRecord.rows,
            ExportRecord.sha256,
            KeptFile.id.label("file_id"),
            Consultation.slug,
            Consultation.kind,
            Consultation.title,
            Consultation.zone,
            Consultation.removals,
        )
        .join(KeptFile, KeptFile.id == ExportRecord.kept_file_id)
        .join(Consultation, Consultation.id == ExportRecord.consultation_id)
        .where(ExportRecord.since == "", exists().where(KeptRows.file_id == KeptFile.id))
    )
    if sha256 is not None:
        found = found.where(ExportRecord.sha256 == sha256)
    if before is not None:
        found = found.where(ExportRecord.id < before, ExportRecord.consultation_id == consultation_id)
        found = found.where(ExportRecord.audience == audience, ExportRecord.partner == partner)
    return found.order_by(ExportRecord.id.desc()).limit(MOST_COMPARED)


def _has_one_before() -> ColumnElement[bool]:
    """Whether rows of another file for the same readers are kept, and this one's too."""
    other, rows, own = aliased(ExportRecord), aliased(KeptRows), aliased(KeptRows)
    earlier = exists().where(
        other.consultation_id == ExportRecord.consultation_id,
        other.audience == ExportRecord.audience,
        other.partner == ExportRecord.partner,
        other.since == "",
        ExportRecord.since == "",
        other.id < ExportRecord.id,
        other.kept_file_id != ExportRecord.kept_file_id,
        rows.file_id == other.kept_file_id,
    )
    return and_(exists().where(own.file_id == ExportRecord.kept_file_id), earlier)


def records(*, before: int | None, most: int) -> RowsQuery:
    """What was handed out, the newest first; `before` is the id at which the page before ended."""
    found = select(
        ExportRecord.id,
        ExportRecord.audience,
        ExportRecord.partner,
        ExportRecord.format,
        ExportRecord.made_at,
        ExportRecord.made_by_id,
        ExportRecord.made_from,
        ExportRecord.filter,
        ExportRecord.rows,
        ExportRecord.sha256,
        ExportRecord.since,
        KeptFile.kept_until,
        KeptFile.gone_at,
        KeptFile.gone_because,
        _has_one_before().label("can_be_compared"),
        Consultation.slug,
        Consultation.zone,
        Consultation.title,
    ).join(Consultation, Consultation.id == ExportRecord.consultation_id)
    found = found.outerjoin(KeptFile, KeptFile.id == ExportRecord.kept_file_id)
    if before is not None:
        found = found.where(ExportRecord.id < before)
    return found.order_by(ExportRecord.id.desc()).limit(most)


def blocks_of(file_ids: Sequence[int]) -> Select[int]:
    """How many blocks of rows of some files are kept; one has up to a thousand rows."""
    return select(func.count()).select_from(KeptRows).where(KeptRows.file_id.in_(file_ids))
