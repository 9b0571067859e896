"""The workbook in another language: every word of ours is said in it, nothing that people wrote is changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from consultation.database import snapshot
from consultation.discussion.models import Stance
from consultation.people.models import Attribution
from consultation.people.speaker import Speaker
from consultation.process.models import Consultation
from consultation.proposals.models import Proposal
from consultation.synthesis.operations import write_summary
from consultation.synthesis.queries import SummarySubject
from exports.files.writer.formats import FileFormat
from exports.handouts.making import make_file
from exports.handouts.order import Order
from exports.report.registry import sheets_of
from exports.report.scope.audiences import Audience
from exports.report.sheets.dictionary import DICTIONARY
from exports.report.sheets.long_texts import LONG_TEXTS
from exports.report.sheets.read_me import READ_ME
from exports.report.wording.language import ENGLISH, Tongue, as_it_is, tongue_of
from indicators.codes import Code
from indicators.fields import INDICATOR, Kind, Shape
from tests.clock import START
from tests.databases import SQLITE
from tests.exports.opened import Cells, cells_of, files_of, taken
from tests.exports.report.rows import FRAMEWORK
from tests.factories import a_comment, a_proposal, a_revision, an_officer
from tests.machines.office import Office

DATABASES = SQLITE

BY_PEOPLE = "§"  # stands in everything that somebody wrote, and nowhere else
OFFICIAL = {
    *(entry.label("en").text for entry in (*FRAMEWORK.objectives, *FRAMEWORK.themes)),
    *(entry.label("en").text for entry in (*FRAMEWORK.groups, *FRAMEWORK.regions)),
    *(text for entry in FRAMEWORK.paragraphs for text in (entry.section, entry.topic)),
    FRAMEWORK.label_of("objective", "all", "en").text,
}
"""Names and texts of the framework: the framework has them in several languages, not the catalogue of our words."""
COLUMNS = {
    *(name for kind in Kind for sheet in sheets_of(kind) for name in sheet.seen_by.first),
    *(column.name for those in (READ_ME, LONG_TEXTS, DICTIONARY) for column in those),
}
"""The names of columns for programs."""
OF_NO_LANGUAGE = re.compile(
    r"(/[a-z]+/)?[A-Z]{1,3}-\d+|"
    r"[\d\W_]*|Steppingstone .*|[a-z]{2}|und|all|[A-Z_, ]+|\d+\([a-z]\)|I{1,3}|.*\d\d:\d\d UTC",
    re.DOTALL,
)


def is_of_no_language(text: str) -> bool:
    """Whether a text is official, a code, a number or the name of a column for programs."""
    return text in OFFICIAL or text.partition(".")[0] in COLUMNS or OF_NO_LANGUAGE.fullmatch(text) is not None


def say(text: str) -> str:
    """Mark a text as said, once."""
    return text if not text or text.startswith("⟦") else f"⟦{text}⟧"


PSEUDO = Tongue("en", say)
MIRRORED = Tongue("ar", as_it_is, is_right_to_left=True)


@pytest.fixture
def said(session: Session) -> Proposal:
    """Something of everything, in which everything that people wrote is marked."""
    texts = {
        column.name: f"§ {column.name}" for column in INDICATOR.columns if column.shape in {Shape.LINE, Shape.TEXT}
    }
    texts |= {"action": "revise", "indicator_kind": "outcome", "readiness": "II", "references": "§ confirmed"}
    named = Speaker(Attribution.NAMED, "migrants", "africa", "§ union", "§ name")
    codes = [Code("objective", "8"), Code("objective", "10"), Code("paragraph", "70")]
    proposal = a_proposal(session, speaker=named, codes=codes, **texts)
    a_revision(session, proposal, codes=codes, **texts | {"unit": "§ other"})
    a_proposal(session, codes=[], title="§", rationale="§")
    question = a_comment(
        session, proposal, stance=Stance.QUESTION, text="§ why", suggested_wording="§ so", section="method"
    )
    a_comment(session, proposal, parent=question, text="§ because", speaker=named)
    a_comment(session, proposal, stance=Stance.SUPPORT, text="§" * 40_000)
    officer = an_officer(session)
    for about in (
        SummarySubject(proposal.consultation_id, proposal_id=proposal.id),
        SummarySubject(proposal.consultation_id, scheme="objective", code="8"),
    ):
        write_summary(
            session, about, text="§ sum", language="en", is_public=True, officer=officer, version=0, now=START
        )
    session.get_one(Consultation, proposal.consultation_id).title = "§ title"
    session.commit()
    return proposal


def made(engine: Engine, tongue: Tongue, code: FileFormat = FileFormat.WORKBOOK) -> bytes:
    order = Order("indicators", Audience.SECRETARIAT, file_format=code)
    with snapshot(engine) as reading:
        return taken(make_file(reading, order, FRAMEWORK, now=START, tongues=lambda _code: tongue)).content


def beside(english: Cells, other: Cells) -> Iterator[tuple[str, str, str]]:
    """Yield the texts of two workbooks that stand in the same place, with the sheet."""
    for (name, rows), others in zip(english.items(), other.values(), strict=True):
        for row, alike in zip(rows, others, strict=True):
            for cell, same in zip(row, alike, strict=True):
                if isinstance(cell, str):
                    yield name, cell, str(same)


def test_every_word_of_ours_is_said_in_the_language_and_nothing_that_people_wrote_is_changed(
    said: Proposal, engine: Engine
) -> None:
    english, pseudo = cells_of(made(engine, ENGLISH)), cells_of(made(engine, PSEUDO))
    assert list(pseudo) == [say(name) for name in english]
    left = set()
    for sheet, text, other in beside(english, pseudo):
        if BY_PEOPLE in text:
            assert other.replace("⟦", "").replace("⟧", "") == text
            lines = zip(text.split("\n"), other.split("\n"), strict=True)
            assert all(line in other_line for line, other_line in lines)
        elif "⟦" not in other and not is_of_no_language(text):
            left.add((sheet, text))
    assert left == set()


def test_a_text_of_somebody_that_is_a_word_of_ours_stays_as_it_is(session: Session, engine: Engine) -> None:
    proposal = a_proposal(session, title="support", rationale="confirmed", unit="published")
    a_comment(session, proposal, text="question", stance=Stance.QUESTION)
    session.commit()
    cells = cells_of(made(engine, PSEUDO))
    heading, row = cells["⟦Indicators⟧"]
    found = dict(zip(heading, row, strict=True))
    assert (found["⟦Title of the indicator⟧"], found["⟦Unit of measure⟧"]) == ("support", "published")
    assert found["⟦Status⟧"] == "⟦published⟧"
    assert "question" in cells["⟦Comments⟧"][1]


def test_the_csv_files_are_said_in_it_too(said: Proposal, engine: Engine) -> None:
    files = files_of(made(engine, PSEUDO, FileFormat.CSV))
    assert "⟦Comments⟧.csv" in files
    assert files["⟦Comments⟧.csv"][0][:2] == ["⟦Comment⟧", "⟦Proposal⟧"]


def test_in_a_language_from_right_to_left_every_sheet_runs_so(
    said: Proposal, engine: Engine, office: Office, tmp_path: Path
) -> None:
    content = made(engine, MIRRORED)
    assert all(sheet.sheet_view.rightToLeft for sheet in load_workbook(BytesIO(content)).worksheets)
    file = tmp_path / "mirrored.xlsx"
    file.write_bytes(content)
    again = office.convert(file).read_bytes()
    assert all(sheet.sheet_view.rightToLeft for sheet in load_workbook(BytesIO(again)).worksheets)
    assert cells_of(again) == cells_of(content)


def test_a_language_without_translations_runs_in_its_direction_and_says_what_is_marked() -> None:
    arabic = tongue_of("ar")
    assert (arabic.is_right_to_left, arabic.say("published")) == (True, "published")
    assert not tongue_of("fr").is_right_to_left
    assert tongue_of("en") is ENGLISH
