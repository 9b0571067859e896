"""A workbook that does not agree with the database is not released."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

import pandas as pd
import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from consultation.discussion.models import Comment, Stance
from consultation.process.queries import get_consultation
from consultation.proposals.filters import Filters
from consultation.proposals.models import Proposal
from exports.assembly import sheets_of_workbook
from exports.checks import ExportCheckFailed, check_bytes, check_sheets
from exports.making import make_workbook
from exports.material import Material, read_material
from exports.models import Audience
from exports.scope import Scope
from exports.sheets import sheets_of
from exports.snapshot import snapshot
from exports.workbook import Properties, SheetData, WorkbookReport, write_workbook
from tests.clock import START
from tests.exports.rows import FRAMEWORK
from tests.factories import DIASPORA, a_comment, a_proposal

NO_LONG_TEXTS = pd.DataFrame({"sheet": [], "row": []})


@pytest.fixture
def material(session: Session, engine: Engine) -> Material:
    """What a workbook of one proposal with a comment and a reply is made from."""
    proposal = a_proposal(session, speaker=DIASPORA)
    comment = a_comment(session, proposal, stance=Stance.SUPPORT, speaker=DIASPORA)
    a_comment(session, proposal, parent=comment)
    session.commit()
    with snapshot(engine) as reading:
        consultation = get_consultation(reading, "indicators")
        scope = Scope(consultation.id, consultation.kind, Audience.PUBLIC, Filters())
        return read_material(reading, consultation, scope, FRAMEWORK)


def frames_of(material: Material) -> dict[str, pd.DataFrame]:
    return {sheet.name: sheet.frame(material) for sheet in sheets_of(material.scope.kind)}


def problems_of(material: Material, frames: dict[str, pd.DataFrame], parts: pd.DataFrame = NO_LONG_TEXTS) -> str:
    with pytest.raises(ExportCheckFailed) as failed:
        check_sheets(material, frames, parts)
    return failed.value.sentence


def test_what_agrees_is_released(material: Material) -> None:
    check_sheets(material, frames_of(material), NO_LONG_TEXTS)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("proposal_rows", "the sheet of proposals"),
        ("comment_rows", "the sheet Comments"),
        ("alignment_rows", "what the proposals name"),
    ],
)
def test_a_row_that_is_missing_is_noticed(material: Material, rows: str, words: str) -> None:
    shorter = replace(material, **{rows: getattr(material, rows).iloc[:-1]})
    assert words in problems_of(shorter, frames_of(material))


def test_a_count_that_lost_something_is_noticed(material: Material) -> None:
    frames = frames_of(material)
    frames["Convergence"] = frames["Convergence"].assign(**{"region.africa.support": 0})
    frames["Coverage"] = frames["Coverage"].assign(**{"group.diaspora": 0})
    said = problems_of(material, frames)
    assert "Convergence by region" in said
    assert "Coverage" in said


@pytest.mark.parametrize("column", ["proposal_reference", "parent_reference"])
def test_an_id_that_leads_nowhere_is_noticed(material: Material, column: str) -> None:
    rows = material.comment_rows.assign(**{column: "IND-9999"})
    assert "lead nowhere" in problems_of(replace(material, comment_rows=rows), frames_of(material))


def test_a_long_text_that_belongs_to_no_row_is_noticed(material: Material) -> None:
    parts = pd.DataFrame({"sheet": ["Comments"], "row": ["C-999999"]})
    assert "Long texts of Comments" in problems_of(material, frames_of(material), parts)


def test_two_rows_with_one_id_are_noticed(material: Material) -> None:
    rows = material.comment_rows.assign(reference="C-000001", parent_reference=None)
    assert "no id of their own" in problems_of(replace(material, comment_rows=rows), frames_of(material))


def test_a_comment_on_a_wording_that_is_not_there_is_noticed(material: Material) -> None:
    rows = material.comment_rows.assign(revision=7)
    assert "a revision that" in problems_of(replace(material, comment_rows=rows), frames_of(material))


def test_a_formula_or_a_lost_row_in_the_file_is_noticed(session: Session, engine: Engine, material: Material) -> None:
    with snapshot(engine) as reading:
        content = make_workbook(reading, "indicators", Audience.PUBLIC, Filters(), FRAMEWORK, now=START).content
    sheets = sheets_of_workbook(material, now=START)
    check_bytes(content, sheets)
    armed = changed(content, lambda xml: xml.replace(b"<v>", b"<f>1+1</f><v>", 1))
    with pytest.raises(ExportCheckFailed, match="formula"):
        check_bytes(armed, sheets)
    with pytest.raises(ExportCheckFailed, match="counts"):
        check_bytes(changed(content, lambda xml: xml.replace(b"<row ", b"<lost ", 1)), sheets)


def test_a_file_that_lost_a_row_is_not_released(session: Session, engine: Engine, material: Material) -> None:
    def losing(target: BinaryIO, sheets: Sequence[SheetData], *, properties: Properties) -> WorkbookReport:
        shorter = [replace(sheet, frame=sheet.frame.iloc[:-1]) for sheet in sheets]
        return write_workbook(target, shorter, properties=properties)

    with snapshot(engine) as reading, pytest.raises(ExportCheckFailed, match="the file's sheet Comments"):
        make_workbook(reading, "indicators", Audience.PUBLIC, Filters(), FRAMEWORK, now=START, write=losing)


def changed(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Return the file with its worksheets changed."""
    target = BytesIO()
    with ZipFile(BytesIO(content)) as package, ZipFile(target, "w", ZIP_DEFLATED) as other:
        for name in package.namelist():
            part = package.read(name)
            other.writestr(name, change(part) if "worksheets/" in name else part)
    return target.getvalue()


def test_a_group_that_no_table_has_a_column_for_stops_the_release(session: Session, engine: Engine) -> None:
    a_comment(session, a_proposal(session, speaker=DIASPORA), stance=Stance.SUPPORT, speaker=DIASPORA)
    session.execute(update(Proposal).values(stakeholder_group="former"))
    session.execute(update(Comment).values(stakeholder_group="former"))
    session.commit()
    with snapshot(engine) as reading, pytest.raises(ExportCheckFailed) as failed:
        make_workbook(reading, "indicators", Audience.PUBLIC, Filters(), FRAMEWORK, now=START)
    assert "Coverage" in failed.value.sentence
    assert "Convergence by stakeholder_group" in failed.value.sentence
