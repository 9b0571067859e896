"""Files that are odd, but no harm is meant: saved as CSV, renamed, of something else, with strange names."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.people.models import Participant
from consultation.process.queries import get_consultation
from consultation.proposals.models import Proposal
from consultation.uploads.models import Upload
from exports.fill_in.template import write_template
from tests.client import StrictClient
from tests.databases import SQLITE
from tests.exports.fill_in.templates import content_of
from tests.exports.report.rows import FRAMEWORK
from tests.exports.round_trip.edited import Sheet
from tests.exports.round_trip.test_edited_lists import TITLE, brought_in, title_of
from tests.factories import a_proposal, an_officer, indicators, sign_in

DATABASES = SQLITE

Take = Callable[..., Sheet]
Send = Callable[..., TestResponse]
ALL = "Accept all new and changed rows"

pytestmark = pytest.mark.usefixtures("officer")


@pytest.mark.parametrize("way", [(";", "utf-8-sig"), (",", "utf-8"), ("\t", "utf-16")])
def test_a_list_comes_back_as_csv(
    client: StrictClient, as_csv: Callable[..., Path], send: Send, session: Session, way: tuple[str, str]
) -> None:
    brought_in(session, rationale="Two\nlines; and a semicolon")
    shown = send(as_csv("IND-0001", "Changed", *way))
    assert "changed: 1" in shown.text
    client.submit(shown, button=ALL)
    assert title_of(session, "IND-0001") == "Changed"


@pytest.fixture
def as_csv(take: Take, tmp_path: Path) -> Callable[..., Path]:
    """Take the list, give a row another title, and save it as CSV."""

    def saved(reference: str, title: str, separator: str, encoding: str) -> Path:
        sheet, file = take(), tmp_path / "list.csv"
        sheet.write(reference, TITLE, title)
        with file.open("w", encoding=encoding, newline="") as target:
            rows = ([cell.value or "" for cell in row] for row in sheet.rows.iter_rows())
            csv.writer(target, delimiter=separator).writerows(rows)
        return file

    return saved


def test_a_filtered_list_holds_what_the_filter_finds(client: StrictClient, session: Session, tmp_path: Path) -> None:
    brought_in(session), brought_in(session, 2, title="About water", language="fr")
    file = tmp_path / "list.xlsx"
    file.write_bytes(client.get("/consultations/indicators/lists/proposals?language=fr").data)
    assert Sheet.opened(file).references == ["IND-0002"]


def test_names_of_files_and_what_stands_in_cells_are_shown_as_they_are(
    client: StrictClient, send: Send, session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "<img src=x onerror=alert(1)>.csv"
    file.write_text("title,objectives\n<script>alert(1)</script>,<b>99</b>\n", encoding="utf-8")
    shown = client.submit(
        send(file),
        {"column_1": "objectives", "set_language": "en"},
        button="Show what would change",
        follow_redirects=True,
    )
    assert "&lt;img src=x onerror=alert(1)&gt;.csv" in shown.text
    assert "&lt;b&gt;99" in shown.text
    for harm in ("<img", "<script>alert", "<b>99"):
        assert harm not in shown.text
    assert "<img" not in client.get("/consultations/indicators/uploads").text


def test_a_sheet_for_something_else_is_refused_in_a_sentence(
    client: StrictClient, send: Send, session: Session, tmp_path: Path
) -> None:
    file = BytesIO()
    write_template(file, get_consultation(session, "missing-migrants"), FRAMEWORK)
    (tmp_path / "template.xlsx").write_bytes(file.getvalue())
    assert "one for proposals of kind recommendation" in send(tmp_path / "template.xlsx").text
    (tmp_path / "list.xlsx").write_bytes(client.get("/consultations/missing-migrants/lists/proposals").data)
    assert "There are no rows below the headings" in send(tmp_path / "list.xlsx").text
    assert session.scalars(select(Upload)).all() == []


def test_a_list_of_another_consultation_is_refused(
    client: StrictClient, take: Take, send: Send, session: Session
) -> None:
    brought_in(session)
    answer = send(take(), slug="missing-migrants")
    assert answer.status_code == 422
    assert "one of another consultation" in answer.text


def test_a_list_of_summaries_is_nothing_that_a_participant_can_send(
    client: StrictClient, take: Take, send: Send, session: Session
) -> None:
    sheet = take("summaries")
    sheet.write("8", "Summary", "What I think of it")
    sign_in(client, session, participant(session))
    shown = send(sheet)
    assert "ignored: 1" in shown.text


def test_what_was_shown_and_is_undone_or_withdrawn_meanwhile_ends_in_a_sentence(
    client: StrictClient, take: Take, send: Send, session: Session
) -> None:
    first = take()
    first.add(Title_of_the_indicator="Added")
    added = client.submit(send(first), button=ALL, follow_redirects=True)
    second = take()
    second.write("IND-0001", TITLE, "Changed")
    shown = send(second)
    client.submit(added, button="Undo it as a whole")
    told = client.submit(shown, button=ALL, follow_redirects=True)
    assert "was undone or taken back meanwhile, so nothing was changed" in told.text
    assert session.scalars(select(Proposal)).all() == []
    assert "ignored: 1" in send(second).text


def test_a_sheet_in_which_nothing_was_filled_in_is_told_as_such(
    client: StrictClient, send: Send, session: Session, tmp_path: Path
) -> None:
    sign_in(client, session, participant(session))
    (tmp_path / "empty.xlsx").write_bytes(content_of(indicators(session)))
    assert "The sheet holds no row that somebody has filled in" in send(tmp_path / "empty.xlsx").text


def test_a_table_whose_columns_wait_to_be_matched_is_not_said_to_have_no_rows(
    client: StrictClient, send: Send, tmp_path: Path
) -> None:
    (tmp_path / "table.csv").write_text("heading,other\nOne,Two\n", encoding="utf-8")
    assert "Which column is which?" in send(tmp_path / "table.csv").text
    listed = client.get("/consultations/indicators/uploads").text
    assert "columns to be matched" in listed
    assert "no rows" not in listed


def test_an_officer_who_sends_the_list_of_a_participant_is_told_whose_it_is(
    client: StrictClient, take: Take, send: Send, session: Session
) -> None:
    author = participant(session)
    a_proposal(session, author=author)
    sign_in(client, session, author)
    taken = take()
    sign_in(client, session, an_officer(session))
    answer = send(taken)
    assert answer.status_code == 422
    assert "one that a participant has taken: it lacks “" in answer.text
    assert "lost" not in answer.text


def test_headings_that_repeat_and_cells_without_heading_are_no_fault(send: Send, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("title,title,\nOne,Two,Three\n", encoding="utf-8")
    answer = send(tmp_path / "table.csv")
    assert answer.status_code in {200, 422}


def participant(session: Session) -> Participant:
    person = an_officer(session)
    person.is_officer = False
    session.flush()
    return person
