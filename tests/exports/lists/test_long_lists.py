"""Long lists to edit: made by a worker, for whoever asked alone, until somebody takes back something in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.contributions.operations.merging import join
from consultation.database import begin_writing
from consultation.discussion.operations.commenting import withdraw_comment
from consultation.discussion.queries import get_comment_of_id
from consultation.errors import NotAllowed
from consultation.jobs.models import Job
from consultation.jobs.progress import Progress, Site
from consultation.lists import ListName
from consultation.people.models import Participant, Status
from consultation.people.queries import get_participant
from consultation.people.sign_in.accounts import dismiss_officer
from consultation.proposals.operations.lifecycle import withdraw_proposal
from consultation.proposals.queries import get_proposal
from consultation.proposals.search.filters import Filters
from consultation.uploads.models import ListFile
from consultation.uploads.operations import expire_uploads
from consultation.uploads.queries import LIST_KEPT_FOR
from consultation.web.identity import new_token
from exports.files.reader.table import MOST_CELLS, MOST_CHARACTERS, MOST_ROWS
from exports.fill_in.sheet_to_fill import FilledRow
from exports.lists.jobs import MAKE_LIST, NOBODY_ASKED, make_list_later
from exports.round_trip.editable_list import ListContext
from exports.round_trip.registry import list_of
from exports.round_trip.rows import Uploader
from exports.round_trip.sheet import MOST_WHILE_WAITING, list_workbook, require_not_too_many
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.databases import ON_BOTH, SQLITE
from tests.exports.handouts.test_jobs import Meddling, work
from tests.exports.report.rows import FRAMEWORK
from tests.exports.round_trip.edited import Sheet
from tests.exports.round_trip.test_edited_lists import TITLE, title_of
from tests.factories import a_comment, a_participant, a_proposal, an_officer, indicators, many_comments, sign_in

DATABASES = SQLITE

COMMENTS = "/consultations/indicators/lists/comments"
UPLOADS = "/consultations/indicators/uploads"
LATER = "/consultations/indicators/lists/proposals/later"


@pytest.fixture
def author(client: StrictClient, session: Session) -> Participant:
    """Somebody who takes part, is signed in, and has proposed something, as somebody else has."""
    person = a_participant(session)
    sign_in(client, session, person)
    a_proposal(session, author=person, title="Mine")
    a_proposal(session, title="Somebody else's")
    return person


@pytest.fixture
def ask(app: Flask, client: StrictClient, clock: Clock) -> Callable[..., TestResponse]:
    """Ask for a list as the page of a long one does, let a worker make it, and return the page that says so."""

    def asked(address: str = LATER) -> TestResponse:
        waiting = asked_for(client, address)
        assert waiting.status_code == 303
        work(app, clock)
        return client.get(waiting.headers["Location"])

    return asked


def asked_for(client: StrictClient, address: str = LATER) -> TestResponse:
    """Send what the page of a long list sends."""
    [token] = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(UPLOADS).text)[:1]
    return client.post(address, data={"csrf_token": token, "submission": new_token()})


def file_on(page: TestResponse) -> str:
    [link] = re.findall(r'href="(/uploads/lists/[\w-]+)"', page.text)
    return str(link)


@ON_BOTH
def test_a_long_list_is_made_by_a_worker_edited_and_sent_back(
    client: StrictClient, author: Participant, ask: Callable[..., TestResponse], tmp_path: Path, session: Session
) -> None:
    ready = ask()
    assert "<title>Ready: List to edit offline" in ready.text
    (tmp_path / "list.xlsx").write_bytes(client.get(file_on(ready)).data)
    edited = Sheet.opened(tmp_path / "list.xlsx")
    assert [edited.read(one, "Yours to change") for one in edited.references] == ["yes", "no"]
    edited.write("IND-0001", TITLE, "Changed")
    edited.save()
    shown = client.upload("/consultations/indicators/uploads", "file", edited.file, follow_redirects=True)
    assert "changed: 1" in shown.text
    client.submit(shown, button="Accept all new and changed rows")
    assert title_of(session, "IND-0001") == "Changed"


def test_a_list_that_is_long_is_offered_to_be_made(
    app: Flask, client: StrictClient, author: Participant, clock: Clock, session: Session
) -> None:
    many_comments(session, get_proposal(session, "IND-0001", None), MOST_WHILE_WAITING + 1)
    page = client.get(COMMENTS)
    assert "It has 2,001 rows, so it takes a while to make." in page.text
    first, second = (client.submit(page, button="Make the list").headers["Location"] for _one in range(2))
    assert first == second
    assert session.scalars(select(func.count()).select_from(Job)).one() == 1
    work(app, clock)
    assert client.get(file_on(client.get(first))).status_code == 200


@ON_BOTH
@pytest.mark.parametrize("name", ListName)
@pytest.mark.parametrize("is_officer", [True, False])
def test_how_many_rows_a_list_has_is_known_before_they_are_read(
    session: Session, name: ListName, is_officer: bool
) -> None:
    person = a_participant(session)
    for status in Status:
        a_comment(session, a_proposal(session), author=person, text=f"On one beside a {status}")
        a_proposal(session, status=status, author=person)
    context = ListContext(indicators(session), FRAMEWORK, Uploader(person.id, is_officer), START)
    for filters in (Filters(), Filters(q="title"), Filters(status="held")):
        editable = list_of(name, context)
        assert editable.number_of_rows(session, filters) == len(editable.rows_of(session, filters))


def test_a_filtered_list_is_made_as_it_was_asked_for(
    client: StrictClient, author: Participant, ask: Callable[..., TestResponse], tmp_path: Path, session: Session
) -> None:
    a_proposal(session, title="Somebody else's, too")
    (tmp_path / "list.xlsx").write_bytes(client.get(file_on(ask(f"{LATER}?q=somebody"))).data)
    assert Sheet.opened(tmp_path / "list.xlsx").references == ["IND-0001", "IND-0002", "IND-0003"][1:]


def test_nobody_else_can_fetch_it_and_nobody_who_is_no_officer_any_more(
    client: StrictClient,
    new_client: Callable[[], StrictClient],
    author: Participant,
    ask: Callable[..., TestResponse],
    session: Session,
) -> None:
    address = file_on(ask())
    officer, other = an_officer(session), new_client()
    assert other.get(address).status_code == 401
    sign_in(other, session, officer)
    assert other.get(address).status_code == 404
    sign_in(client, session, officer)
    made_for_officer = file_on(ask())
    assert client.get(made_for_officer).status_code == 200
    dismiss_officer(session, officer)
    sign_in(client, session, officer)
    assert client.get(made_for_officer).status_code == 404


def test_who_is_no_officer_any_more_gets_no_list_of_one(
    app: Flask, client: StrictClient, clock: Clock, session: Session
) -> None:
    officer = an_officer(session)
    sign_in(client, session, officer)
    for title in ("One", "Two"):
        a_proposal(session, title=title)
    asked_for(client)
    dismiss_officer(session, officer)
    session.commit()
    work(app, clock)
    job = session.scalars(select(Job)).one()
    assert (job.state, "not of the secretariat any more" in (job.sentence or "")) == ("failed", True)
    assert kept(session) == 0


@ON_BOTH
@pytest.mark.parametrize("is_officer", [True, False])
def test_whose_account_is_joined_with_another_is_told_to_ask_again(
    app: Flask, client: StrictClient, clock: Clock, session: Session, is_officer: bool
) -> None:
    asker = an_officer(session) if is_officer else a_participant(session)
    sign_in(client, session, asker)
    for title in ("One", "Two"):
        a_proposal(session, title=title)
    asked_for(client)
    join(session, asker, a_participant(session), START)
    session.commit()
    work(app, clock)
    assert how_it_ended(session) == ("failed", True)


def test_whose_account_is_joined_while_the_list_is_made_is_told_to_ask_again(
    app: Flask, client: StrictClient, clock: Clock, author: Participant, session: Session
) -> None:
    asked_for(client)
    other = a_participant(session)

    def merge() -> None:
        with app.extensions["sessions"].begin() as meanwhile:
            begin_writing(meanwhile)
            join(meanwhile, *(get_participant(meanwhile, one) for one in ids), START)

    def meddled(engine: Any, asked: Mapping[str, Any], progress: Progress) -> None:
        site = Site(FRAMEWORK, clock, app.test_request_context)
        make_list_later(engine, asked, Meddling(progress, merge), site=site)

    ids = (author.id, other.id)
    session.commit()
    work(app, clock, {MAKE_LIST: meddled})
    assert how_it_ended(session) == ("failed", True)
    assert kept(session) == 0


def how_it_ended(session: Session) -> tuple[str, bool]:
    """The state of the only job, and whether its sentence says that an account was joined."""
    session.expire_all()
    job = session.scalars(select(Job)).one()
    return job.state, job.sentence == NOBODY_ASKED


def kept(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(ListFile)).one()


@ON_BOTH
def test_what_somebody_takes_back_is_in_no_list_that_was_made(
    client: StrictClient, author: Participant, ask: Callable[..., TestResponse], session: Session
) -> None:
    proposal = get_proposal(session, "IND-0002", None)
    comment = a_comment(session, proposal)
    ready = ask()
    withdraw_comment(session, get_comment_of_id(session, comment.id), now=START)
    assert client.get(file_on(ready)).status_code == 200
    withdraw_proposal(session, get_proposal(session, "IND-0002", None), now=START)
    assert client.get(file_on(ready)).status_code == 404
    assert kept(session) == 0
    assert "It was made, and is not kept any more" in client.get(ready.request.path).text


@pytest.mark.usefixtures("author")
def test_what_is_taken_back_while_it_is_made_is_not_in_it(
    app: Flask, client: StrictClient, clock: Clock, tmp_path: Path, session: Session
) -> None:
    a_proposal(session, title="A third one")
    waiting = asked_for(client)

    def withdraw() -> None:
        with app.extensions["sessions"].begin() as meanwhile:
            begin_writing(meanwhile)
            withdraw_proposal(meanwhile, get_proposal(meanwhile, "IND-0002", None), now=START)

    def meddled(engine: Any, asked: Mapping[str, Any], progress: Progress) -> None:
        site = Site(FRAMEWORK, clock, app.test_request_context)
        make_list_later(engine, asked, Meddling(progress, withdraw), site=site)

    session.commit()
    work(app, clock, {MAKE_LIST: meddled})
    (tmp_path / "list.xlsx").write_bytes(client.get(file_on(client.get(waiting.headers["Location"]))).data)
    assert Sheet.opened(tmp_path / "list.xlsx").references == ["IND-0001", "IND-0003"]


def test_it_is_kept_for_a_day_and_only_the_last_one(
    client: StrictClient, author: Participant, ask: Callable[..., TestResponse], session: Session
) -> None:
    first, last = ask(), ask()
    assert kept(session) == 1
    assert "It was made, and is not kept any more" in client.get(first.request.path).text
    expire_uploads(session, now=START + LIST_KEPT_FOR)
    assert client.get(file_on(last)).status_code == 200
    expire_uploads(session, now=START + LIST_KEPT_FOR + timedelta(seconds=1))
    assert kept(session) == 0


def test_it_is_not_handed_out_after_its_day_where_nothing_has_deleted_it_yet(
    client: StrictClient, clock: Clock, author: Participant, ask: Callable[..., TestResponse], session: Session
) -> None:
    ready = ask()
    clock.time = START + LIST_KEPT_FOR
    assert client.get(file_on(ready)).status_code == 200
    clock.advance(seconds=1)
    assert client.get(file_on(ready)).status_code == 404
    assert "It was made, and is not kept any more" in client.get(ready.request.path).text
    assert kept(session) == 1


def test_what_one_file_cannot_bring_back_is_said_before_it_is_written(app: Flask, session: Session) -> None:
    editable = list_of(ListName.COMMENTS, ListContext(indicators(session), FRAMEWORK, Uploader(1), START))
    full = FilledRow("mark", {one.name: "x" for one in editable.columns})
    with app.test_request_context():
        require_not_too_many(MOST_ROWS)
        with pytest.raises(NotAllowed, match="These are 20001 rows, and one file can bring back 20000"):
            require_not_too_many(MOST_ROWS + 1)
    for rows in ([full] * (MOST_CELLS // len(editable.columns)), [FilledRow("x" * (MOST_CHARACTERS + 1), {})]):
        with pytest.raises(NotAllowed, match="more in these rows than one file can bring back"):
            list_workbook(editable, rows)
