"""Sending a file back on the site: what it would change is shown, and what is accepted is done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.proposals.models import Proposal
from consultation.uploads.models import KnownTable, Upload, UploadPiece
from tests.client import StrictClient
from tests.databases import SQLITE
from tests.exports.round_trip.edited import Sheet, address_of
from tests.exports.round_trip.test_edited_lists import TITLE, brought_in, title_of

DATABASES = SQLITE

Take = Callable[..., Sheet]
Send = Callable[..., TestResponse]
ALL = "Accept all new and changed rows"
TICKED = "Accept the ticked rows"


def test_a_visitor_is_asked_to_sign_in(client: StrictClient) -> None:
    for address in ("/consultations/indicators/lists/proposals", "/consultations/indicators/uploads"):
        assert client.get(address).status_code == 401


@pytest.mark.usefixtures("officer")
def test_every_cell_is_shown_before_and_after_and_nothing_changes_before_it_is_accepted(
    client: StrictClient, take: Take, send: Send, session: Session
) -> None:
    brought_in(session), brought_in(session, 2)
    sheet = take()
    sheet.write("IND-0001", TITLE, "A better <b>title</b>")
    sheet.add(Title_of_the_indicator="A new one")
    shown = send(sheet)
    for text in (
        "changed: 1",
        "new: 1",
        "untouched: 1",
        "Indicator 1",
        "A better &lt;b&gt;title&lt;/b&gt;",
        "A new one",
    ):
        assert text in shown.text
    assert title_of(session, "IND-0001") == "Indicator 1"
    done = client.submit(shown, button=ALL, follow_redirects=True)
    assert "added: 1" in done.text
    assert title_of(session, "IND-0001") == "A better <b>title</b>"
    assert title_of(session, "IND-0003") == "A new one"


@pytest.mark.usefixtures("officer")
def test_only_the_ticked_rows_are_accepted(client: StrictClient, take: Take, send: Send, session: Session) -> None:
    brought_in(session), brought_in(session, 2)
    sheet = take()
    sheet.write("IND-0001", TITLE, "First")
    sheet.write("IND-0002", TITLE, "Second")
    client.submit(send(sheet), {"rows": ["3"]}, button=TICKED)
    assert (title_of(session, "IND-0001"), title_of(session, "IND-0002")) == ("Indicator 1", "Second")


@pytest.mark.usefixtures("officer")
def test_where_no_row_is_ticked_nothing_happens_and_that_is_said(
    client: StrictClient, take: Take, send: Send, session: Session
) -> None:
    brought_in(session)
    sheet = take()
    sheet.write("IND-0001", TITLE, "First")
    answer = client.submit(send(sheet), {"rows": []}, button=TICKED)
    assert answer.status_code == 422
    assert "No row was chosen" in answer.text
    client.submit(answer, button=ALL)
    assert title_of(session, "IND-0001") == "First", "the rows are there still, to be chosen"


@pytest.mark.usefixtures("officer")
def test_a_conflict_is_shown_side_by_side_and_taken_only_when_it_is_ticked(
    client: StrictClient, take: Take, send: Send, session: Session
) -> None:
    brought_in(session)
    first, second = take(), None
    first.write("IND-0001", TITLE, "Theirs")
    client.submit(send(first), button=ALL)
    second = Sheet.opened(first.file)  # the list as it was before, with another change
    second.write("IND-0001", TITLE, "Mine")
    shown = send(second)
    for text in ("changed by others meanwhile: 1", "As it is now", "Theirs", "As the file has it", "Mine"):
        assert text in shown.text
    assert client.submit(shown, button=TICKED).status_code == 422
    client.submit(shown, {"rows": ["2"]}, button=TICKED)
    assert title_of(session, "IND-0001") == "Mine"


@pytest.mark.usefixtures("officer")
def test_what_changed_after_it_was_shown_is_not_overwritten(
    client: StrictClient, take: Take, send: Send, session: Session
) -> None:
    brought_in(session)
    sheet = take()
    sheet.write("IND-0001", TITLE, "First")
    shown = send(sheet)
    sheet.write("IND-0001", TITLE, "Second")
    client.submit(send(sheet), button=ALL)
    answer = client.submit(shown, button=ALL)
    assert answer.status_code == 409
    assert title_of(session, "IND-0001") == "Second"


@pytest.mark.usefixtures("officer")
def test_problems_are_shown_with_their_place_and_the_marked_file_is_corrected_and_taken(
    client: StrictClient, take: Take, send: Send, session: Session, tmp_path: Path
) -> None:
    brought_in(session), brought_in(session, 2)
    sheet = take()
    sheet.write("IND-0001", TITLE, "First")
    sheet.write("IND-0002", "Objectives of the Compact *", "99")
    shown = send(sheet)
    for text in ("with problems: 1", "Row 3", "Objectives of the Compact *", "Found:", "There is no objective 99"):
        assert text in shown.text
    told = client.submit(shown, button=ALL)
    assert told.status_code == 422
    assert "Correct the rows with problems" in told.text
    (tmp_path / "marked.xlsx").write_bytes(client.get(f"{address_of(shown)}/marked").data)
    marked = Sheet.opened(tmp_path / "marked.xlsx")
    marked.write("IND-0002", "Objectives of the Compact *", "9")
    client.submit(send(marked), button=ALL)
    assert title_of(session, "IND-0001") == "First"
    assert session.scalars(select(Proposal.version).order_by(Proposal.id)).all() == [2, 2]


@pytest.mark.usefixtures("officer")
def test_it_is_undone_on_its_page(client: StrictClient, take: Take, send: Send, session: Session) -> None:
    brought_in(session)
    sheet = take()
    sheet.write("IND-0001", TITLE, "First")
    done = client.submit(send(sheet), button=ALL, follow_redirects=True)
    undone = client.submit(done, button="Undo it as a whole", follow_redirects=True)
    assert "everything is as it was before" in undone.text
    assert title_of(session, "IND-0001") == "Indicator 1"


@pytest.mark.usefixtures("officer")
def test_what_is_discarded_is_gone(client: StrictClient, take: Take, send: Send, session: Session) -> None:
    brought_in(session)
    sheet = take()
    sheet.write("IND-0001", TITLE, "First")
    client.submit(send(sheet), button="Discard it")
    assert session.scalars(select(Upload)).all() == []
    assert session.scalars(select(UploadPiece)).all() == []


@pytest.mark.usefixtures("officer")
def test_a_foreign_table_is_matched_on_screen_and_its_columns_are_known_the_next_time(
    client: StrictClient, send: Send, session: Session, tmp_path: Path
) -> None:
    file = tmp_path / "liste.csv"
    lines = (
        "N°;Intitulé de l’indicateur;Objectif;Pourquoi",
        "A1;Part des migrants;8;Parce que",
        "A2;Décès;Objectif 9;",
    )
    file.write_bytes("\r\n".join(lines).encode("cp1252"))
    asked = send(file)
    assert "Which column is which?" in asked.text
    assert '<bdi dir="auto">Part des migrants</bdi> · <bdi dir="auto">Décès</bdi>' in asked.text
    for guess in ("--map", "title=Intitulé de l’indicateur", "objectives=Objectif"):
        assert guess in asked.text
    shown = client.submit(asked, {"set_language": "en"}, button="Show what would change", follow_redirects=True)
    assert "new: 2" in shown.text
    client.submit(shown, button=ALL)
    assert [title_of(session, reference) for reference in ("IND-0001", "IND-0002")] == ["Part des migrants", "Décès"]
    assert "untouched: 2" in send(file).text
    assert len(session.scalars(select(KnownTable)).all()) == 1


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({"column_0": "title", "column_1": "title"}, "is this already"),
        ({"column_0": "", "column_1": ""}, "Say which column holds the titles"),
        ({"column_0": "title", "column_1": "source", "set_source": "A report"}, "A column says this already"),
    ],
)
def test_columns_that_cannot_be_meant_are_said_and_nothing_chosen_is_lost(
    client: StrictClient, send: Send, tmp_path: Path, chosen: dict[str, str], told: str
) -> None:
    file = tmp_path / "table.csv"
    file.write_text("One <b>,Two\nA title,Another\n", encoding="utf-8")
    asked = send(file)
    assert "One &lt;b&gt;" in asked.text
    answer = client.submit(asked, chosen, button="Show what would change")
    assert answer.status_code == 422
    assert told in answer.text


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.csv", b"", "The file is empty"),
        ("picture.xlsx", b"PK\x03\x04 but nothing of the kind", "damaged"),
        ("text.csv", b"only a heading\n", "no rows"),
    ],
)
def test_what_cannot_be_read_is_said_at_the_field(
    send: Send, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(content)
    answer = send(tmp_path / name)
    assert answer.status_code == 422
    assert told in answer.text


@pytest.mark.usefixtures("officer")
def test_no_file_at_all_is_asked_for(client: StrictClient) -> None:
    answer = client.submit("/consultations/indicators/uploads", button="Look at it")
    assert answer.status_code == 422
    assert "Choose the file that you want to send" in answer.text
