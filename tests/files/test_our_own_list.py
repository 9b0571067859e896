"""What other programs do to our own files: opened by them, and sent back as they save it."""

from __future__ import annotations

import io
import re
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from sqlalchemy.orm import Session

from consultation.people.models import Participant
from exports.files.writer.usual_names import in_usual_form, usual_name
from tests.client import StrictClient
from tests.databases import SQLITE
from tests.exports.round_trip.edited import Sheet
from tests.exports.round_trip.test_edited_lists import TITLE, brought_in
from tests.factories import an_officer, sign_in

DATABASES = SQLITE


@pytest.fixture
def officer(client: StrictClient, session: Session) -> Participant:
    person = an_officer(session)
    sign_in(client, session, person)
    return person


@pytest.fixture
def taken(client: StrictClient, tmp_path: Path) -> Sheet:
    (tmp_path / "list.xlsx").write_bytes(client.get("/consultations/indicators/lists/proposals").data)
    return Sheet.opened(tmp_path / "list.xlsx")


def sent_back(client: StrictClient, sheet: Sheet) -> str:
    sheet.save()
    return client.upload("/consultations/indicators/uploads", "file", sheet.file, follow_redirects=True).text


@pytest.fixture
def with_titles(officer: Participant, session: Session) -> None:
    brought_in(session, title="Доля мигрантов")
    brought_in(session, 2, title="x_x005F_y and _x0041_")


@pytest.mark.usefixtures("with_titles")
def test_letters_that_became_question_marks_are_a_problem_and_no_change(client: StrictClient, taken: Sheet) -> None:
    taken.write("IND-0001", TITLE, "???? ?????????")
    told = sent_back(client, taken)
    assert "with problems: 1" in told
    assert "Letters have become question marks here" in told


@pytest.mark.usefixtures("with_titles")
def test_a_question_that_somebody_asks_is_a_change(client: StrictClient, taken: Sheet) -> None:
    taken.write("IND-0001", TITLE, "Доля мигрантов?")
    told = sent_back(client, taken)
    assert "changed: 1" in told


@pytest.mark.usefixtures("with_titles")
def test_what_looks_like_an_escape_and_is_saved_as_one_is_no_change(client: StrictClient, taken: Sheet) -> None:
    taken.write("IND-0002", TITLE, "x_y and A")  # as it is read where a program wrote it in one run
    assert "untouched: 2" in sent_back(client, taken)


@pytest.mark.usefixtures("officer")
def test_the_parts_of_our_files_are_called_as_other_programs_look_for_them(client: StrictClient) -> None:
    content = client.get("/consultations/indicators/lists/proposals").data
    with ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        relations = "".join(package.read(name).decode() for name in names if "/_rels/sheet" in name)
        kinds = package.read("[Content_Types].xml").decode()
    assert "xl/comments1.xml" in names
    assert "xl/drawings/vmlDrawing1.vml" in names
    assert sorted(re.findall('Target="([^"]+)"', relations)) == ["../comments1.xml", "../drawings/vmlDrawing1.vml"]
    assert "/xl/comments1.xml" in kinds
    notes = [cell.comment for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[1] for cell in row]
    assert any(notes)


def test_a_drawing_names_its_elements_as_other_programs_look_for_them() -> None:
    drawing = b'<wsDr xmlns="urn:d"><from><col>0</col></from><a:graphic xmlns:a="urn:a"><a:x/></a:graphic></wsDr>'
    assert in_usual_form("xl/drawings/drawing1.xml", drawing) == (
        b'<xdr:wsDr xmlns:xdr="urn:d"><xdr:from><xdr:col>0</xdr:col></xdr:from>'
        b'<a:graphic xmlns:a="urn:a"><a:x/></a:graphic></xdr:wsDr>'
    )
    assert usual_name("xl/worksheets/sheet1.xml") == "xl/worksheets/sheet1.xml"
