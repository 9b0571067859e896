"""The workbook, from the database to the bytes opened again, cell by cell."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from consultation.database import snapshot
from consultation.discussion.models import Comment, Stance
from consultation.people.models import Status
from consultation.people.operations import confirm
from consultation.process.queries import get_consultation
from consultation.proposals.models import Alignment, IndicatorRevision, Proposal
from consultation.proposals.search.filters import Filters
from exports.files.writer.csv_files import guarded
from exports.files.writer.formats import CSV_FILES, WORKBOOK, FileFormat
from exports.files.writer.package import Measured, PartTooLarge, Report
from exports.files.writer.workbook import MOST_ROWS
from exports.handouts.making import make_file
from exports.handouts.order import Order
from exports.report.checks import ExportCheckFailed
from exports.report.material import BYTES_A_CELL, Material, read_material
from exports.report.registry import SHEETS, comment_rows, proposal_rows, sheets_of
from exports.report.scope.audiences import Audience
from exports.report.scope.scope import Scope
from exports.report.sheet import Sheet
from indicators.codes import Code
from indicators.fields import INDICATOR, Kind
from tests.clock import START
from tests.databases import ON_BOTH, SQLITE
from tests.exports.conftest import CODES, HOSTILE, UNION
from tests.exports.opened import Taken, cells_by_calamine, cells_of, day_of, files_of, read_me_of, rows_of, taken
from tests.exports.report.rows import FRAMEWORK
from tests.factories import a_comment, a_proposal, a_revision, an_officer, bring_in_open
from tests.machines.office import Office
from tests.statements import Statements

DATABASES = SQLITE

Count = Callable[[], AbstractContextManager[Statements]]


# ---- equal to the database ----


@pytest.mark.parametrize("audience", list(Audience))
@ON_BOTH
def test_every_proposal_stands_in_its_row_as_the_database_has_it(
    session: Session, full: Proposal, make: Callable[..., Taken], audience: Audience
) -> None:
    content = make(audience).content
    for row, proposal in zip(rows_of(content, "Indicators"), _proposals(session), strict=True):
        said = session.get_one(IndicatorRevision, proposal.current_revision_id)
        for column in INDICATOR.columns:
            answer = getattr(said, column.name)
            assert row[column.label] == (column.label_of(answer) or None), column.name
        assert row["Reference"] == proposal.reference
        assert row["Revision"] == said.number
        assert row["Language"] == said.language
        assert row["Organisation"] == (proposal.organisation or None)
        assert [row["Support"], row["Support with changes"], row["Strong concern"], row["Comments"]] == [
            proposal.support_count,
            proposal.changes_count,
            proposal.concern_count,
            proposal.comment_count,
        ]
        assert [row["Source"], row["Proposer"], row["Note on the source"]] == [
            proposal.source or None,
            proposal.proposer or None,
            proposal.source_note or None,
        ]
        assert row["Changed"] == day_of(proposal.changed_at)
        assert row["Objectives of the Compact"] == "; ".join(_codes(session, proposal, "objective"))


def _proposals(session: Session) -> list[Proposal]:
    return list(session.scalars(select(Proposal).order_by(Proposal.id)))


def _codes(session: Session, proposal: Proposal, scheme: str) -> list[str]:
    named = select(Alignment).where(Alignment.revision_id == proposal.current_revision_id, Alignment.scheme == scheme)
    return [alignment.code for alignment in session.scalars(named.order_by(Alignment.position))]


def test_every_comment_stands_in_its_row_as_the_database_has_it(
    session: Session, full: Proposal, make: Callable[..., Taken]
) -> None:
    content = make().content
    further = {row["Row"]: row["Text"] for row in rows_of(content, "Long texts")}
    comments = list(session.scalars(select(Comment).order_by(Comment.id)))
    references = {comment.id: comment.reference for comment in comments}
    for row, comment in zip(rows_of(content, "Comments"), comments, strict=True):
        assert row["Comment"] == comment.reference
        assert row["Proposal"] == full.reference
        assert row["Reply to"] == references.get(comment.parent_id or 0)
        assert (row["Text"] or "") + further.get(comment.reference, "") == comment.text
        assert row["Suggested wording"] == (comment.suggested_wording or None)
        assert row["Sent"] == day_of(comment.created_at)
        assert row["Revision"] == 2


def test_a_text_too_long_for_a_cell_goes_on_and_the_notices_count_it(
    full: Proposal, make: Callable[..., Taken]
) -> None:
    content = make().content
    (part,) = rows_of(content, "Long texts")
    assert (part["Sheet"], part["Column"], part["Part"]) == ("Comments", "Text", 2)
    assert any("longer than a cell can hold: 1." in notice for notice in read_me_of(content)["Notice"])


@ON_BOTH
def test_convergence_and_coverage_count_what_the_database_has(full: Proposal, make: Callable[..., Taken]) -> None:
    content = make(Audience.SECRETARIAT).content
    first, second = rows_of(content, "Convergence")
    assert (first["All positions"], first["Strong concern"], first["Support"], first["Comments"]) == (1, 1, 0, 4)
    assert first["Groups: strong concern"] == 0
    assert second["All positions"] == 0
    assert rows_of(content, "Convergence in detail")[0]["group not stated · strong concern"] == 1
    coverage = {(row["Code"], row["Named as"]): row for row in rows_of(content, "Coverage")}
    assert coverage["8", "primary"]["Trade unions"] == 1
    assert coverage["10", "also"]["Trade unions"] == 1
    assert coverage["all", "all 23"]["Brought in"] == 1
    assert coverage["14", "primary"]["Gap"] == "only by what names all 23"
    assert coverage["10", "primary"]["Gap"] == "never as primary"
    assert coverage["8", "primary"]["Gap"] is None


def test_of_what_was_brought_in_with_several_objectives_none_is_said_never_to_be_primary(
    session: Session, make: Callable[..., Taken]
) -> None:
    bring_in_open(session, "9", "11")
    content = make().content
    coverage = {(row["Code"], row["Named as"]): row for row in rows_of(content, "Coverage")}
    for code in ("9", "11"):
        assert coverage[code, "primary not stated"]["Brought in"] == 1
        assert (coverage[code, "primary"]["Brought in"], coverage[code, "also"]["Brought in"]) == (0, 0)
        assert coverage[code, "primary"]["Gap"] == "brought in only"
    assert [row["Primary objective"] for row in rows_of(content, "Indicators")] == ["not stated"]


def test_paragraphs_has_a_row_for_each_proposal_that_names_one_and_says_which_none_names(
    session: Session, full: Proposal, make: Callable[..., Taken]
) -> None:
    other = a_proposal(session, title="Another", codes=(Code("paragraph", "70"), Code("paragraph", "9")))
    held = a_proposal(session, codes=(Code("paragraph", "76"),), status=Status.HELD)
    a_proposal(session, codes=(Code("paragraph", "76"),), status=Status.WITHDRAWN)
    a_revision(session, a_proposal(session, codes=(Code("paragraph", "3"),)), codes=())
    rows = rows_of(make().content, "Paragraphs")
    assert [(row["Paragraph"], row["Proposal"]) for row in rows if row["Proposal"]] == [
        (9, other.reference),
        (70, full.reference),
        (70, other.reference),
    ]
    assert [row["Paragraph"] for row in rows if row["Gap"]] == [*range(1, 9), *range(10, 70), *range(71, 78)]
    rows = rows_of(make(Audience.SECRETARIAT).content, "Paragraphs")
    (row,) = [row for row in rows if row["Paragraph"] == 76]
    assert (row["Proposal"], row["Status"], row["Gap"]) == (held.reference, "held", None)


def test_a_confirmed_organisation_is_counted_apart(
    session: Session, full: Proposal, make: Callable[..., Taken]
) -> None:
    position = a_comment(session, full, stance=Stance.SUPPORT, text="", speaker=UNION)
    confirm(session, position, officer=an_officer(session), now=START)
    row = rows_of(make(Audience.SECRETARIAT).content, "Convergence in detail")[0]
    assert (row["confirmed · support"], row["organisations · support"], row["self-declared · support"]) == (1, 1, None)


def test_libreoffice_reads_the_same_cells(
    full: Proposal, make: Callable[..., Taken], office: Office, tmp_path: Path
) -> None:
    content = make(Audience.SECRETARIAT).content
    file = tmp_path / "workbook.xlsx"
    file.write_bytes(content)
    assert cells_of(office.convert(file).read_bytes()) == cells_of(content)


def test_calamine_reads_the_same_cells(full: Proposal, make: Callable[..., Taken]) -> None:
    content = make(Audience.SECRETARIAT).content
    as_days = {
        name: [[cell.date() if isinstance(cell, datetime) else cell for cell in row] for row in rows]
        for name, rows in cells_of(content).items()
    }
    assert cells_by_calamine(content) == as_days


@pytest.mark.parametrize("audience", list(Audience))
def test_the_csv_files_say_the_same_cell_by_cell(
    full: Proposal, make: Callable[..., Taken], audience: Audience
) -> None:
    workbook, files = cells_of(make(audience).content), files_of(make(audience, file_format=CSV_FILES).content)
    for name in ("Read me", "Data dictionary"):  # they speak of the sheets to print, too
        assert len(workbook[name]) > len(files.pop(f"{name}.csv")) > 10
        del workbook[name]
    printed = {name: workbook.pop(name) for name in list(workbook) if "bjective" in name or name == "Charts"}
    assert list(printed) == ["Charts", "By objective", "Objective 8", "Objective 10", "All objectives"]
    said = {f"{name}.csv": [[_as_in_a_file(value) for value in row] for row in rows] for name, rows in workbook.items()}
    assert files == said


def _as_in_a_file(value: object) -> str:
    if isinstance(value, datetime):  # the reader has no days alone
        return value.date().isoformat()
    return guarded(value) if isinstance(value, str) else "" if value is None else str(value)


def test_more_rows_than_a_sheet_can_hold_go_on_in_further_sheets_and_read_me_says_so(
    full: Proposal, make: Callable[..., Taken]
) -> None:
    whole, parted = make(), make(file_format=replace(WORKBOOK, most_rows=3))
    parts = [rows_of(parted.content, name) for name in ("Comments", "Comments (2)")]
    assert [len(part) for part in parts] == [3, 1]
    assert [*parts[0], *parts[1]] == rows_of(whole.content, "Comments")
    notices = read_me_of(parted.content)["Notice"]
    assert "Comments has more rows than a sheet can hold. It goes on in Comments (2)." in notices
    told = {row["About this workbook"]: row["Rows"] for row in rows_of(parted.content, "Read me")}
    assert told["Comments"] == 4
    (part,) = rows_of(parted.content, "Long texts")
    assert part["Sheet"] == "Comments (2)"


@pytest.mark.reference
def test_names_in_six_languages_come_out_as_they_went_in(session: Session, make: Callable[..., Taken]) -> None:
    file = Path(__file__).parents[4] / "shared" / "reference" / "sdg_indicator_names_6_languages.json"
    if not file.is_file():
        pytest.skip("the reference material beside the checkout is not there")
    names = json.loads(file.read_text(encoding="utf-8"))["indicators"]
    titles = [text for by_language in names.values() for text in by_language.values()]
    for title in titles:
        a_proposal(session, title=title, definition=title)
    found = rows_of(make().content, "Indicators")
    assert [row["Title of the indicator"] for row in found] == titles
    assert [row["Definition and concepts"] for row in found] == titles


# ---- filters, and how it is read ----


@ON_BOTH
def test_a_filter_takes_proposals_with_their_comments_and_counts_them_alone(
    session: Session, full: Proposal, make: Callable[..., Taken]
) -> None:
    other = a_proposal(session, title="Another one", codes=(Code("objective", "3"),))
    a_comment(session, other, stance=Stance.SUPPORT, text="Good")
    content = make(objective="3", named="primary").content
    assert [row["Reference"] for row in rows_of(content, "Indicators")] == [other.reference]
    assert [row["Text"] for row in rows_of(content, "Comments")] == ["Good"]
    assert [row["Reference"] for row in rows_of(content, "Convergence")] == [other.reference]
    assert sum(row["All participants"] for row in rows_of(content, "Coverage")) == 1


@ON_BOTH
def test_it_takes_as_many_statements_for_many_rows_as_for_one(
    session: Session, engine: Engine, statements: Count
) -> None:
    heard = []
    for more in (1, 4, 20):
        for _ in range(more):
            proposal = a_proposal(session, codes=CODES)
            a_comment(session, proposal, parent=a_comment(session, proposal))
        session.commit()
        with snapshot(engine) as reading, statements() as asked:
            taken(make_file(reading, Order("indicators", Audience.SECRETARIAT, Filters()), FRAMEWORK, now=START))
        heard.append(len(asked))
    assert heard == [heard[0]] * 3
    assert heard[0] <= len(sheets_of(Kind.INDICATOR)) + 5  # about one for each sheet, and whether a backup waits


@ON_BOTH
def test_what_is_written_while_it_is_made_is_not_in_it(session: Session, engine: Engine) -> None:
    a_proposal(session, title="Before")
    session.commit()
    with snapshot(engine) as reading:
        assert len(list(reading.scalars(select(Proposal.id)))) == 1
        a_proposal(session, title="Meanwhile")
        session.commit()
        handout = taken(make_file(reading, Order("indicators", Audience.PUBLIC, Filters()), FRAMEWORK, now=START))
    assert [row["Title of the indicator"] for row in rows_of(handout.content, "Indicators")] == ["Before"]


@ON_BOTH
def test_the_same_data_give_the_same_bytes_whenever_they_are_asked_for(
    session: Session, engine: Engine, full: Proposal
) -> None:
    session.commit()
    with snapshot(engine) as reading:
        now, later = (
            taken(make_file(reading, Order("indicators", Audience.PUBLIC, Filters()), FRAMEWORK, now=moment))
            for moment in (START, START + timedelta(days=400))
        )
    assert (now.sha256, now.content) == (later.sha256, later.content)


def test_no_cell_of_it_is_a_formula(full: Proposal, make: Callable[..., Taken]) -> None:
    content = make(Audience.SECRETARIAT).content
    with ZipFile(BytesIO(content)) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if re.search(r"worksheets/\w+\.xml", name)]
    assert len(sheets) == len(cells_of(content)) > 10
    assert not any(re.search(r"<f[\s/>]", sheet) for sheet in sheets)


@ON_BOTH
def test_rows_that_are_read_in_small_pieces_are_the_same(session: Session, engine: Engine, full: Proposal) -> None:
    for codes in (CODES, CODES[:1], CODES[2:], ()):
        a_comment(session, a_proposal(session, codes=codes), stance=Stance.SUPPORT, speaker=UNION)
    session.commit()
    with snapshot(engine) as reading:
        consultation = get_consultation(reading, "indicators")
        scope = Scope(consultation.id, consultation.kind, Audience.SECRETARIAT, Filters())
        whole, small = (
            _frames(replace(read_material(reading, consultation, scope, FRAMEWORK), at_once=cells))
            for cells in (100_000, 80)
        )
    for one, other in zip(whole, small, strict=True):
        pd.testing.assert_frame_equal(one, other)


def _frames(material: Material) -> list[pd.DataFrame]:
    """The rows that are read and those that are counted from them."""
    read = [pd.concat(pieces.frames, ignore_index=True) for pieces in (proposal_rows(material), comment_rows(material))]
    counted = material.tally.convergence
    convergence = [pd.concat(one, ignore_index=True) for one in (counted.frames(), counted.detailed_frames())]
    return [*read, *convergence, material.tally.summary.frame()]


@ON_BOTH
def test_rows_that_are_too_large_together_go_on_in_further_sheets(
    session: Session, engine: Engine, full: Proposal
) -> None:
    for _number in range(6):
        a_comment(session, full, text="ä" * 5_000)
    session.commit()
    with snapshot(engine) as reading:
        consultation = get_consultation(reading, "indicators")
        scope = Scope(consultation.id, consultation.kind, Audience.SECRETARIAT, Filters())
        material = read_material(reading, consultation, scope, FRAMEWORK)
        [comments] = [sheet for sheet in SHEETS if sheet.name == "Comments" and isinstance(sheet, Sheet)]
        few = comments.data(material, MOST_ROWS, 50_000)
        many = comments.data(replace(material, many=1), MOST_ROWS, 50_000)
    assert [(sheet.name, len(sheet.rows)) for sheet in few] == [("Comments", 10)]
    assert sum(len(sheet.rows) for sheet in many) == 10
    assert [sheet.name for sheet in many][:2] == ["Comments", "Comments (2)"]
    texts = 6 * 10_000 + 40_004 + len("".join(HOSTILE[1:4]).encode())
    assert len(many[0].rows) == int(50_000 / (len(many[0].columns) * BYTES_A_CELL + texts / 10))


def test_a_sheet_that_is_too_large_all_the_same_is_refused_in_a_sentence(
    session: Session, engine: Engine, full: Proposal
) -> None:
    def write(target: object, sheets: object, *, properties: object) -> Report:
        raise PartTooLarge

    session.commit()
    formats = {FileFormat.WORKBOOK: replace(WORKBOOK, write=write)}
    with snapshot(engine) as reading, pytest.raises(ExportCheckFailed, match="take a part of it"):
        make_file(reading, Order("indicators"), FRAMEWORK, now=START, formats=formats)


def test_a_part_of_a_package_is_not_larger_than_it_may_be() -> None:
    part = Measured(BytesIO(), most=10)
    part.write(b"12345")
    with pytest.raises(PartTooLarge):
        part.write(b"678901")


def test_convergence_is_printed_as_wide_as_a_page_with_lines_between_its_rows(
    full: Proposal, make: Callable[..., Taken]
) -> None:
    workbook = load_workbook(BytesIO(make().content))
    setup = workbook["Convergence"].page_setup
    assert (setup.orientation, setup.fitToWidth, setup.fitToHeight, setup.scale) == ("landscape", 1, 0, None)
    assert workbook["Convergence in detail"].print_title_cols == "$A:$B"
    assert all(sheet.print_options.gridLines and sheet.print_title_rows == "$1:$1" for sheet in workbook)
