"""Sending a file back on the site: what it would change is shown, and what is accepted is done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.discussion.models import Comment, Stance
from consultation.people.models import Participant
from consultation.proposals.models import Proposal
from consultation.proposals.operations import withdraw_proposal
from consultation.synthesis.models import Summary
from consultation.uploads.models import KnownTable, Upload, UploadPiece
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.exports.round_trip.edited import Sheet
from tests.exports.round_trip.test_edited_lists import TITLE, brought_in, title_of
from tests.factories import DIASPORA, a_comment, a_participant, a_proposal, an_officer, sign_in

Take = Callable[..., Sheet]
Send = Callable[..., TestResponse]
ALL = "Accept all new and changed rows"
TICKED = "Accept the ticked rows"


@pytest.fixture
def officer(client: StrictClient, session: Session) -> Participant:
    """An officer who is signed in."""
    person = an_officer(session)
    sign_in(client, session, person)
    return person


@pytest.fixture
def author(client: StrictClient, session: Session) -> Participant:
    """Somebody who takes part, and is signed in."""
    person = a_participant(session)
    sign_in(client, session, person)
    return person


@pytest.fixture
def take(client: StrictClient, tmp_path: Path) -> Take:
    """Take a list away, as whoever is signed in."""

    def taken(name: str = "proposals", slug: str = "indicators") -> Sheet:
        answer = client.get(f"/consultations/{slug}/lists/{name}")
        assert answer.status_code == 200
        (tmp_path / "list.xlsx").write_bytes(answer.data)
        return Sheet.opened(tmp_path / "list.xlsx")

    return taken


@pytest.fixture
def mine(author: Participant, take: Callable[..., Sheet], session: Session) -> Sheet:
    """A list in which somebody has changed what is theirs."""
    a_proposal(session, author=author, title="Mine")
    sheet = take()
    sheet.write("IND-0001", TITLE, "Changed")
    return sheet


@pytest.fixture
def send(client: StrictClient) -> Send:
    """Send a file, and follow to what it would change."""

    def sent(file: Sheet | Path, slug: str = "indicators") -> TestResponse:
        if isinstance(file, Sheet):
            file.save()
            file = file.file
        return client.upload(f"/consultations/{slug}/uploads", "file", file, follow_redirects=True)

    return sent


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
    assert answer.status_code == 403
    assert "No row was chosen" in answer.text


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
    assert client.submit(shown, button=TICKED).status_code == 403
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
def test_what_is_thrown_away_is_gone(client: StrictClient, take: Take, send: Send, session: Session) -> None:
    brought_in(session)
    sheet = take()
    sheet.write("IND-0001", TITLE, "First")
    client.submit(send(sheet), button="Throw it away")
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
    assert "Part des migrants · Décès" in asked.text
    for guess in ("--map", "title=Intitulé de l’indicateur", "objectives=Objectif"):
        assert guess in asked.text
    shown = client.submit(asked, button="Show what would change", follow_redirects=True)
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


# ---- participants ----


def test_authors_change_what_is_theirs_and_the_rest_of_their_sheet_is_ignored(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    mine = a_proposal(session, author=author, title="Mine", speaker=DIASPORA)
    a_proposal(session, title="Somebody else's")
    brought_in(session)
    sheet = take()
    assert [sheet.read(reference, "Yours to change") for reference in sheet.references] == ["yes", "no", "no"]
    for reference in sheet.references:
        sheet.write(reference, TITLE, f"Changed {reference}")
    shown = send(sheet)
    assert "changed: 1" in shown.text
    assert "ignored: 2" in shown.text
    client.submit(shown, button=ALL)
    titles = [title_of(session, reference) for reference in ("IND-0001", "IND-0002", "IND-0003")]
    assert titles == ["Changed IND-0001", "Somebody else's", "Indicator 1"]
    assert (mine.author_id, mine.stakeholder_group) == (author.id, "diaspora")


def test_authors_add_rows_in_which_they_speak_as_they_say(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    sheet = take()
    sheet.add(Title_of_the_indicator="My own", Why_="Because", Objectives_of_the_Compact="8")
    shown = send(sheet)
    speaking = {"attribution": "group", "stakeholder_group": "diaspora", "region": "africa"}
    client.submit(shown, speaking, button=ALL)
    proposal = session.scalars(select(Proposal)).one()
    assert (proposal.author_id, proposal.stakeholder_group, proposal.is_brought_in) == (author.id, "diaspora", False)


def test_an_author_is_asked_for_what_the_form_asks_for(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    a_proposal(session, author=author, title="Mine")
    sheet = take()
    sheet.write("IND-0001", "Objectives of the Compact *", "")
    assert "with problems: 1" in send(sheet).text


def test_nothing_is_changed_once_the_consultation_has_closed(
    client: StrictClient, mine: Sheet, author: Participant, send: Send, clock: Clock
) -> None:
    shown = send(mine)
    clock.time = START.replace(year=START.year + 2)
    assert client.session is not None
    sign_in(client, client.session, author, now=clock.time)
    assert client.submit(shown, button=ALL).status_code == 403
    assert "ignored: 1" in send(mine).text


def test_nobody_sees_what_another_has_not_accepted(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    a_proposal(session, author=author, title="Mine")
    sheet = take()
    sheet.write("IND-0001", TITLE, "A secret")
    address = address_of(send(sheet))
    sign_in(client, session, an_officer(session))
    assert client.get(address).status_code == 404
    assert "A secret" not in client.get("/consultations/indicators/uploads").text


def test_what_is_withdrawn_is_forgotten_by_an_upload_that_waits(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    proposal = a_proposal(session, author=author, title="Mine")
    sheet = take()
    sheet.write("IND-0001", TITLE, "Changed")
    shown = send(sheet)
    withdraw_proposal(session, proposal, now=START)
    left = client.get(address_of(shown)).text
    assert "Mine" not in left
    assert "Changed" not in left


# ---- comments and summaries ----


def test_comments_come_back_with_their_ids_and_positions_are_counted_anew(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    proposal = a_proposal(session, title="A proposal")
    mine = a_comment(session, proposal, author=author, stance=Stance.SUPPORT, text="Good")
    a_comment(session, proposal, text="Somebody else's")
    sheet = take("comments")
    sheet.write(mine.reference, "Stance *", "strong concern")
    sheet.write(mine.reference, "Text", "Not so good")
    sheet.add(Proposal="IND-0001", Stance="question", Text="How is it counted?")
    shown = send(sheet)
    assert "changed: 1" in shown.text
    client.submit(shown, {"attribution": "nothing"}, button=ALL)
    found = session.scalars(select(Comment).where(Comment.author_id == author.id).order_by(Comment.id)).all()
    assert [(one.reference, one.stance, one.text) for one in found] == [
        ("C-000001", "strong_concern", "Not so good"),
        ("C-000003", "question", "How is it counted?"),
    ]
    assert (proposal.support_count, proposal.concern_count, proposal.comment_count) == (0, 1, 3)


def test_what_was_said_of_comments_is_undone(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    proposal = a_proposal(session, title="A proposal")
    mine = a_comment(session, proposal, author=author, stance=Stance.SUPPORT, text="Good")
    sheet = take("comments")
    sheet.write(mine.reference, "Text", "Not so good")
    sheet.add(Proposal="IND-0001", Stance="strong concern", Text="Later")
    done = client.submit(send(sheet), {"attribution": "nothing"}, button=ALL, follow_redirects=True)
    assert (proposal.support_count, proposal.concern_count) == (0, 1)
    client.submit(done, button="Undo it as a whole")
    assert (mine.text, mine.superseded_at, proposal.support_count, proposal.concern_count) == ("Good", None, 1, 0)
    assert len(session.scalars(select(Comment)).all()) == 1


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"Proposal": "IND-0099", "Stance": "support"}, "There is no such proposal in this consultation"),
        ({"Proposal": "IND-0001", "Stance": "question"}, "Write your question or what you know"),
        ({"Proposal": "IND-0001", "Stance": "support", "Reply_to": "C-999999"}, "There is no such comment"),
        ({"Stance": "support"}, "Write the reference of the proposal"),
    ],
)
def test_a_new_comment_that_cannot_be_is_said(
    mine: Sheet, take: Take, send: Send, cells: dict[str, str], told: str
) -> None:
    sheet = take("comments")
    sheet.add(**cells)
    assert told in send(sheet).text


def test_a_comment_that_others_have_answered_stays_as_it_is(
    author: Participant, take: Take, send: Send, session: Session
) -> None:
    proposal = a_proposal(session, title="A proposal")
    mine = a_comment(session, proposal, author=author, text="Good")
    a_comment(session, proposal, parent=mine, text="Indeed")
    sheet = take("comments")
    sheet.write(mine.reference, "Text", "Not so good")
    assert "Others have answered it" in send(sheet).text


@pytest.mark.usefixtures("officer")
def test_summaries_are_written_in_the_list_and_undone(
    client: StrictClient, take: Take, send: Send, session: Session
) -> None:
    a_proposal(session, title="A proposal")
    sheet = take("summaries")
    assert sheet.references[:2] == ["1", "2"]
    assert sheet.references[-1] == "IND-0001"
    sheet.write("8", "Summary", "Much was said.")
    sheet.write("IND-0001", "Summary", "Supported by most.")
    sheet.write("IND-0001", "Who reads it", "everybody")
    shown = send(sheet)
    assert "changed: 2" in shown.text
    done = client.submit(shown, button=ALL, follow_redirects=True)
    found = session.scalars(select(Summary).order_by(Summary.id)).all()
    assert [(one.code, one.text, one.is_public) for one in found] == [
        ("8", "Much was said.", False),
        ("", "Supported by most.", True),
    ]
    client.submit(done, button="Undo it as a whole")
    assert session.scalars(select(Summary)).all() == []


def test_summaries_are_nobody_s_but_the_secretariat_s(
    author: Participant, client: StrictClient, take: Take, send: Send, session: Session
) -> None:
    assert "summaries" not in client.get("/consultations/indicators/uploads").text.lower()
    assert take("summaries").references == []


def address_of(page: TestResponse) -> str:
    """The address that a page was fetched from."""
    return page.request.path
