"""Templates for tests: writing, filling in and importing one."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from consultation.process.models import Consultation
from consultation.proposals.models import Proposal, Revision
from exports.fill_in.template import FIRST_ROW, ROWS_OF, template_input_columns, write_template
from exports.report.wording.language import ENGLISH, Tongue
from exports.report.wording.words import Labels
from indicators.fields import SCHEMAS, Kind
from tests.exports.report.rows import FRAMEWORK
from tests.factories import indicators, missing_migrants


def of_kind(session: Session, kind: Kind) -> Consultation:
    return indicators(session) if kind is Kind.INDICATOR else missing_migrants(session)


def content_of(consultation: Consultation, tongue: Tongue = ENGLISH) -> bytes:
    file = BytesIO()
    write_template(file, consultation, FRAMEWORK, tongue)
    return file.getvalue()


def typed(
    rows: Sequence[dict[str, str]], kind: Kind = Kind.INDICATOR, tongue: Tongue = ENGLISH
) -> list[tuple[str, str, str]]:
    """What is typed into which cells to say what the rows say."""
    columns = template_input_columns(SCHEMAS[kind], FRAMEWORK, Labels(FRAMEWORK, tongue))
    letters = {column.name: get_column_letter(number) for number, column in enumerate(columns, start=2)}
    return [
        (tongue.say(ROWS_OF[kind]), f"{letters[name]}{number}", text)
        for number, row in enumerate(rows, start=FIRST_ROW)
        for name, text in row.items()
    ]


def sheet_to_fill(file: Path, kind: Kind = Kind.INDICATOR) -> Worksheet:
    sheet: Worksheet = openpyxl.load_workbook(file)[ROWS_OF[kind]]
    return sheet


def proposals(session: Session) -> list[Proposal]:
    with_what_they_name = selectinload(Proposal.current_revision).selectinload(Revision.alignments)
    return list(session.scalars(select(Proposal).options(with_what_they_name).order_by(Proposal.id)))
