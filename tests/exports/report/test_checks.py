"""A workbook that does not agree with the database is not released."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any, BinaryIO

import pandas as pd
import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from consultation.database import snapshot
from consultation.discussion.models import Comment, Stance
from consultation.process.queries import get_consultation
from consultation.proposals.models import Proposal
from consultation.proposals.search.filters import Filters
from exports.files.writer.formats import WORKBOOK, Format
from exports.files.writer.package import Report
from exports.files.writer.workbook import Pieces, Properties, SheetData, write_workbook
from exports.handouts.making import make_file
from exports.handouts.order import Order
from exports.report.assembly import sheets_of_workbook
from exports.report.checks import ExportCheckFailed, check_workbook
from exports.report.material import Material, read_material
from exports.report.scope.audiences import Audience
from exports.report.scope.scope import Scope
from exports.report.sheets.comments import comments_frame
from exports.report.sheets.organisations import OrganisationCounts
from exports.report.tally import Ids
from indicators.fields import INDICATOR
from tests.clock import START
from tests.databases import ON_BOTH, SQLITE
from tests.exports.report.rows import FRAMEWORK, LABELS, comment_row, comment_rows
from tests.factories import DIASPORA, a_comment, a_proposal, a_revision

DATABASES = SQLITE

Written = tuple[Material, list[SheetData], Report]


@pytest.fixture
def proposal(session: Session) -> Proposal:
    """A proposal with a comment and a reply."""
    proposal = a_proposal(session, speaker=DIASPORA)
    comment = a_comment(session, proposal, stance=Stance.SUPPORT, speaker=DIASPORA)
    a_comment(session, proposal, parent=comment)
    return proposal


@pytest.fixture
def written(session: Session, engine: Engine, proposal: Proposal) -> Written:
    """The workbook of that proposal, before it is checked."""
    session.commit()
    with snapshot(engine) as reading:
        consultation = get_consultation(reading, "indicators")
        scope = Scope(consultation.id, consultation.kind, Audience.PUBLIC, Filters())
        material = read_material(reading, consultation, scope, FRAMEWORK)
        sheets = sheets_of_workbook(material, WORKBOOK)
        properties = Properties("A title", START)
        return material, sheets, write_workbook(BytesIO(), sheets, properties=properties)


def problems_of(material: Material, sheets: Sequence[SheetData], report: Report) -> str:
    with pytest.raises(ExportCheckFailed) as failed:
        check_workbook(material, sheets, report)
    return failed.value.sentence


def said_of(session: Session, engine: Engine, file_format: Format = WORKBOOK) -> str:
    session.commit()
    order = Order("indicators", file_format=file_format.code)
    with snapshot(engine) as reading, pytest.raises(ExportCheckFailed) as failed:
        make_file(reading, order, FRAMEWORK, now=START, formats={file_format.code: file_format})
    return failed.value.sentence


def test_what_agrees_is_released(written: Written) -> None:
    check_workbook(*written)


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("alignments", "It counts 1 for what the proposals name, the database 2."),
        ("paragraph_rows", "It counts 0 for Paragraphs, the database 1."),
        ("positions", "It counts 1 for Convergence by region, the database 2."),
        ("worded", "It counts 2 for the comments with words in Convergence, the database 3."),
    ],
)
def test_a_sum_that_the_database_does_not_confirm_is_noticed(written: Written, fact: str, words: str) -> None:
    material, sheets, report = written
    other = replace(material, facts=replace(material.facts, **{fact: getattr(material.facts, fact) + 1}))
    assert words in problems_of(other, sheets, report)


def test_what_is_counted_twice_from_the_same_rows_is_not_said_to_be_from_the_database(written: Written) -> None:
    material, sheets, report = written
    tally = replace(material.tally, organisations=OrganisationCounts(str), covered=material.tally.covered + 1)
    said = problems_of(replace(material, tally=tally), sheets, report)
    assert "It counts 0 for comments by organisation, its count by language 2." in said
    assert "It counts 1 for Coverage, its sheet of proposals 2." in said
    assert "database" not in said


def test_a_file_that_lost_a_row_is_not_released(session: Session, engine: Engine, proposal: Proposal) -> None:
    def losing(target: BinaryIO, sheets: Sequence[SheetData], *, properties: Properties) -> Report:
        return write_workbook(target, [_without_last_row(sheet) for sheet in sheets], properties=properties)

    said = said_of(session, engine, replace(WORKBOOK, write=losing))
    assert "1 for the file's sheet Comments, the database 2." in said
    assert "0 for the file's sheet Indicators, the database 1." in said


def _without_last_row(sheet: SheetData) -> SheetData:
    if not isinstance(sheet.rows, Pieces):
        return sheet
    return replace(sheet, rows=Pieces(len(sheet.rows), (frame.iloc[:-1] for frame in sheet.rows.frames)))


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ({"proposal": "IND-9999"}, "1 ids in Comments, Proposal lead nowhere."),
        ({"is_reply": True, "parent_reference": "C-999999"}, "1 ids in Comments, Reply to lead nowhere."),
        ({"reference": "C-000001"}, "Some comments have no id of their own."),
        ({"revision": 2}, "1 comments speak of a revision that their proposal does not have."),
    ],
)
def test_an_id_that_leads_nowhere_or_stands_twice_is_noticed(
    written: Written, comment: dict[str, Any], words: str
) -> None:
    material, sheets, report = written
    rows = comment_rows(comment_row("C-000001"), comment_row(**{"reference": "C-000002"} | comment))
    tally = replace(material.tally, comments=Ids())
    tally.add_comments(rows, comments_frame(rows, INDICATOR, LABELS))
    assert words in problems_of(replace(material, tally=tally), sheets, report)


def test_a_comment_on_a_wording_that_is_not_there_is_not_released(
    session: Session, engine: Engine, proposal: Proposal
) -> None:
    first = proposal.current_revision_id
    a_revision(session, proposal, title="Another wording")
    a_comment(session, proposal)
    proposal.current_revision_id = first
    assert "1 comments speak of a revision that" in said_of(session, engine)


@ON_BOTH
def test_a_value_that_no_table_has_a_column_for_stops_the_release(
    session: Session, proposal: Proposal, engine: Engine
) -> None:
    session.execute(update(Proposal).values(stakeholder_group="former"))
    session.execute(update(Comment).values(stakeholder_group="former", region="former"))
    said = said_of(session, engine)
    for table in ("Coverage", "Convergence by stakeholder_group", "Convergence by region"):
        assert table in said
    assert "Convergence by standing" not in said


def test_ids_are_remembered_by_their_numbers_and_have_to_come_in_order() -> None:
    ids = Ids()
    ids.add(["IND-0001", "IND-0009"])
    ids.add(pd.Series(["IND-10000"]))
    assert ids.out_of_order == 0
    assert ids.lost(["IND-0001", "IND-10000", "IND-0002", "IND-0008", "IND-99999", "REC-0001"]) == 4
    ids.add(["IND-10000"])
    assert ids.out_of_order == 1
