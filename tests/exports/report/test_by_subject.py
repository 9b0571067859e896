"""The sheets by objective or theme: each proposal once in full, followed by all that was said about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from consultation.database import snapshot
from consultation.discussion.models import Stance
from consultation.discussion.operations.commenting import withdraw_comment
from consultation.people.models import Attribution, Status
from consultation.people.speaker import Speaker
from consultation.process.queries import get_consultation
from consultation.proposals.models import Alignment
from consultation.proposals.search.filters import Filters
from exports.files.writer.formats import WORKBOOK
from exports.files.writer.heights import ON_PAPER, lines, portions
from exports.files.writer.workbook import Properties, write_workbook
from exports.report.assembly import sheets_of_workbook
from exports.report.checks import ExportCheckFailed, check_workbook
from exports.report.material import read_material
from exports.report.scope.audiences import Audience
from exports.report.scope.scope import Scope
from indicators.codes import Code
from tests.clock import START
from tests.databases import SQLITE
from tests.exports.conftest import UNION
from tests.exports.opened import Taken, cells_of, rows_of, unpacked
from tests.exports.report.rows import FRAMEWORK
from tests.factories import a_comment, a_participant, a_proposal, missing_migrants

DATABASES = SQLITE

Make = Callable[..., Taken]


def of(*objectives: str) -> tuple[Code, ...]:
    return tuple(Code("objective", code) for code in objectives)


def shown(rows: list[dict[str, Any]], *headings: str) -> list[tuple[Any, ...]]:
    return [tuple(row[heading] for heading in headings) for row in rows]


def test_a_proposal_stands_in_full_under_its_first_objective_and_is_named_under_the_others(
    session: Session, make: Make
) -> None:
    proposal = a_proposal(session, title="Deaths at borders", rationale="Nobody counts them.", codes=of("8", "3"))
    a_comment(session, proposal, stance=Stance.SUPPORT, text="Yes.")
    content = make().content
    full = rows_of(content, "Objective 8")
    assert shown(full, "Reference", "Proposal", "What it is", "Text", "Support") == [
        (proposal.reference, "Deaths at borders", "proposal", "Nobody counts them.", 1),
        ("C-000001", None, "support", "Yes.", None),
    ]
    (other,) = rows_of(content, "Objective 3")
    assert (other["What it is"], other["Text"]) == ("also names it", "It stands in full on the sheet Objective 8.")
    assert (other["Support"], other["Comments"]) == (1, 1)


def test_the_discussion_stands_in_its_order_each_reply_after_what_it_answers(session: Session, make: Make) -> None:
    proposal = a_proposal(session, codes=of("8"), speaker=UNION)
    first = a_comment(session, proposal, stance=Stance.QUESTION, text="Who collects it?", section="method")
    a_comment(session, proposal, stance=Stance.INFORMATION, text="See the report.", suggested_wording="Better so")
    a_comment(session, proposal, parent=first, text="The statistical office.")
    rows = rows_of(make().content, "Objective 8")[1:]
    assert shown(rows, "Reference", "What it is", "Text") == [
        ("C-000001", "question\nHow it is computed", "Who collects it?"),
        ("C-000003", "reply", "The statistical office."),
        ("C-000002", "information", "See the report."),
        (None, "suggested wording", "Better so"),
    ]


def test_a_replaced_position_is_in_no_row_without_words_and_no_position_with_them(session: Session, make: Make) -> None:
    proposal, author = a_proposal(session, codes=of("8")), a_participant(session)
    a_comment(session, proposal, author=author, stance=Stance.SUPPORT, text="")
    a_comment(session, proposal, author=author, stance=Stance.STRONG_CONCERN, text="With words")
    a_comment(session, proposal, author=author, stance=Stance.SUPPORT_WITH_CHANGES, text="")
    kinds = [row["What it is"] for row in rows_of(make().content, "Objective 8")]
    assert kinds == ["proposal", "information", "support with changes"]


def test_who_speaks_is_said_as_far_as_the_author_lets_it_be(session: Session, make: Make) -> None:
    proposal = a_proposal(session, codes=of("8"), speaker=UNION)
    a_comment(session, proposal, text="Hidden", speaker=Speaker(Attribution.NOTHING, "migrants", "africa", "O", "N"))
    who = [row["Who"] for row in rows_of(make().content, "Objective 8")]
    assert who == ["A seafarers' union\nTrade unions\nAsia and the Pacific\nself-declared", "not stated"]


def test_every_objective_is_in_the_contents_and_those_with_proposals_have_a_sheet_to_which_a_link_leads(
    session: Session, make: Make
) -> None:
    a_comment(session, a_proposal(session, codes=of("8", "3")), stance=Stance.STRONG_CONCERN)
    a_proposal(session, codes=of("all"))
    a_proposal(session, codes=())
    content = make().content
    rows = rows_of(content, "By objective")
    assert len(rows) == 23 + 2
    counted = ("Sheet", "Proposals", "Also named by", "Comments and positions", "Strong concern")
    assert shown([row for row in rows if row["Sheet"]], *counted) == [
        ("Objective 3", 0, 1, 0, 0),
        ("Objective 8", 1, 0, 1, 1),
        ("All objectives", 1, 0, 0, 0),
        ("No objective", 1, 0, 0, 0),
    ]
    sheets = load_workbook(BytesIO(content))
    links = [link for row in sheets["By objective"] for link in [row[0].hyperlink] if link]
    assert [link.location for link in links] == [
        "'Objective 3'!A1",
        "'Objective 8'!A1",
        "'All objectives'!A1",
        "'No objective'!A1",
    ]
    assert {link.ref for link in links} == {"A4", "A9", "A25", "A26"}
    assert {"Objective 3", "Objective 8", "All objectives", "No objective"} < set(sheets.sheetnames)
    assert "Objective 1" not in sheets.sheetnames


def test_recommendations_stand_by_theme(session: Session, make: Make) -> None:
    a_proposal(session, missing_migrants(session), codes=(Code("theme", "families"), Code("theme", "data")))
    names = [name for name in cells_of(make(slug="missing-migrants").content) if "heme" in name]
    assert names[0] == "By theme"
    assert len(names) == 3


def test_what_is_withdrawn_leaves_no_word_there_and_what_is_held_is_the_secretariats(
    session: Session, make: Make
) -> None:
    proposal = a_proposal(session, codes=of("8"))
    withdraw_comment(session, a_comment(session, proposal, text="canary-withdrawn"), now=START)
    a_proposal(session, codes=of("8"), title="canary-held", status=Status.HELD)
    a_proposal(session, codes=of("8"), title="canary-gone", status=Status.WITHDRAWN)
    public, secretariat = make(), make(Audience.SECRETARIAT)
    assert "canary" not in unpacked(public.content)
    everything = unpacked(secretariat.content)
    assert "canary-held" in everything
    assert "canary-withdrawn" not in everything
    assert "canary-gone" not in everything
    assert "Status" not in rows_of(public.content, "Objective 8")[0]
    statuses = [row["Status"] for row in rows_of(secretariat.content, "Objective 8")]
    assert statuses == ["published", "withdrawn", "held"]


def test_a_workbook_whose_printed_sheets_lost_a_comment_is_not_released(session: Session, engine: Engine) -> None:
    a_comment(session, a_proposal(session, codes=of("8")))
    session.commit()
    with snapshot(engine) as reading:
        consultation = get_consultation(reading, "indicators")
        scope = Scope(consultation.id, consultation.kind, Audience.PUBLIC, Filters())
        material = read_material(reading, consultation, scope, FRAMEWORK)
        sheets = sheets_of_workbook(material, WORKBOOK)
        report = write_workbook(BytesIO(), sheets, properties=Properties("A title", START))
        check_workbook(material, sheets, report)
        other = replace(material, facts=replace(material.facts, comments=2))
        with pytest.raises(ExportCheckFailed, match="1 for the comments by objective or theme, the database 2"):
            check_workbook(other, sheets, report)


def test_what_is_named_and_no_longer_in_the_list_has_a_sheet_all_the_same(session: Session, engine: Engine) -> None:
    a_proposal(session, codes=of("8"))
    session.execute(update(Alignment).where(Alignment.code == "8").values(code="24"))
    session.commit()
    with snapshot(engine) as reading:
        consultation = get_consultation(reading, "indicators")
        scope = Scope(consultation.id, consultation.kind, Audience.PUBLIC, Filters())
        material = read_material(reading, consultation, scope, FRAMEWORK)
        assert [subject.sheet for subject in material.named_subjects] == ["24"]


def test_a_printed_page_says_of_which_objective_it_is_and_a_row_is_as_high_as_its_text(
    session: Session, make: Make
) -> None:
    words = " ".join(f"word{number}" for number in range(2_000))
    a_proposal(session, codes=of("8"), rationale=words)
    content = make().content
    sheet = load_workbook(BytesIO(content))["Objective 8"]
    assert sheet.oddHeader.left.text.startswith("Objective 8: Save lives")
    assert sheet.print_title_rows == "$1:$1"
    texts = [row["Text"] for row in rows_of(content, "Objective 8")]
    assert " ".join(texts) == words
    assert len(texts) > 1
    heights = [sheet.row_dimensions[number].height for number in range(2, 2 + len(texts))]
    assert all(height <= 409 for height in heights)
    assert heights[0] > 12 * 15


def test_no_size_is_declared_where_it_is_not_known(session: Session, make: Make) -> None:
    a_proposal(session, codes=of("8"))
    with ZipFile(BytesIO(make().content)) as package:
        names = [name for name in package.namelist() if re.fullmatch(r"xl/worksheets/\w+\.xml", name)]
        without = [name for name in names if b"<dimension" not in package.read(name)]
    assert len(without) == 3, "Actions, Revisions and Objective 8"


@pytest.mark.parametrize(
    "text",
    ["", "one", "a\n\nb", "line\n" * 100, "word " * 3_000, "人" * 5_000, "x" * 9_000, "a  b\n" + "c d " * 2_000],
)
def test_a_text_is_parted_into_portions_that_fit_a_row_and_lose_nothing_but_the_space_between(text: str) -> None:
    found = list(portions(text, 78))
    assert all(lines(portion, 78, 99) <= ON_PAPER.most for portion in found)
    assert "".join("".join(found).split()) == "".join(text.split())
