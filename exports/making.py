"""From the database to the bytes of a workbook, checked on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import BinaryIO, Protocol

from sqlalchemy.orm import Session

from consultation.process.queries import get_consultation
from consultation.proposals.filters import Filters
from exports.assembly import sheets_of_workbook
from exports.checks import check_bytes
from exports.material import read_material
from exports.models import Audience
from exports.scope import Scope
from exports.workbook import Properties, SheetData, WorkbookReport, write_workbook
from indicators.framework import Framework


class Write(Protocol):
    """Writes sheets into a file, as `write_workbook` does."""

    def __call__(self, target: BinaryIO, sheets: Sequence[SheetData], *, properties: Properties) -> WorkbookReport: ...


@dataclass(frozen=True)
class Handout:
    """A workbook, ready to be handed out, and what is to be remembered of it."""

    content: bytes
    file_name: str
    scope: Scope
    made_at: datetime
    rows: Mapping[str, int]
    sha256: str


def make_workbook(
    session: Session,
    slug: str,
    audience: Audience,
    filters: Filters,
    framework: Framework,
    *,
    now: datetime,
    write: Write = write_workbook,
) -> Handout:
    """Return the workbook of a consultation as the session sees it; see `snapshot`.

    Raises NotFound for an unknown consultation and ExportCheckFailed where the result does not agree with the data.
    Whether the person who asks may have it is for the caller to know.
    """
    consultation = get_consultation(session, slug)
    scope = Scope(consultation.id, consultation.kind, audience, filters)
    material = read_material(session, consultation, scope, framework)
    sheets = sheets_of_workbook(material, now=now)
    file = BytesIO()
    title = f"{consultation.title} · Steppingstone"
    report = write(file, sheets, properties=Properties(title=title, created=now, creator="Steppingstone"))
    check_bytes(file.getvalue(), sheets)
    file_name = f"{slug}-{audience}-{now.astimezone(UTC):%Y-%m-%d}.xlsx"
    return Handout(file.getvalue(), file_name, scope, now, report.rows, report.sha256)
