"""Uploads that take long: looked at and accepted by a worker; and files that nobody should be able to send."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.jobs.models import Job, JobState
from consultation.people.models import Attribution, Participant
from consultation.people.speaker import Speaker
from consultation.proposals.models import Proposal
from consultation.uploads.models import PieceName, Upload, UploadPiece
from consultation.uploads.operations import KEPT_FOR, discard_upload, expire_uploads
from consultation.web.identity import new_token
from exports.files.reader.table import MOST_BYTES
from exports.round_trip.rows import Fate
from exports.uploads.jobs import ask_to_accept
from exports.uploads.pages import MOST_SHOWN
from exports.uploads.upload_preview import MOST_OF_A_PARTICIPANT, SMALL_FILE, SMALL_TABLE
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.databases import SQLITE
from tests.exports.files.reader.hostile import HOSTILE, Hostile
from tests.exports.handouts.test_jobs import work
from tests.factories import indicators

DATABASES = SQLITE

Send = Callable[..., TestResponse]
HEADINGS = "title,objectives,rationale"


@pytest.fixture
def worked(app: Flask, clock: Clock, session: Session) -> Callable[[], None]:
    """Do what a worker does with the next job."""

    def done() -> None:
        session.commit()
        work(app, clock)
        session.expire_all()

    return done


def lines_to(file: Path, rows: int, text: str = "Because") -> Path:
    """Write a table of so many rows."""
    lines = (f"Indicator number {number},8,{text}" for number in range(rows))
    file.write_text("\n".join([HEADINGS, *lines]) + "\n", encoding="utf-8")
    return file


def number_of_proposals(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Proposal)) or 0


@pytest.mark.usefixtures("officer")
def test_a_long_table_is_looked_at_and_accepted_by_a_worker(
    worked: Callable[[], None], client: StrictClient, send: Send, tmp_path: Path, session: Session
) -> None:
    asked = send(lines_to(tmp_path / "rows.csv", SMALL_TABLE + 1))
    waiting = client.submit(asked, {"set_language": "en"}, button="Show what would change", follow_redirects=True)
    assert "It will be begun in a moment." in waiting.text
    worked()
    shown = client.get(link_on(client.get(waiting.request.path)), follow_redirects=True)
    assert f"new: {SMALL_TABLE + 1}" in shown.text
    assert "only the first" in shown.text
    accepting = client.submit(shown, button="Accept all new and changed rows", follow_redirects=True)
    assert number_of_proposals(session) == 0
    worked()
    done = client.get(link_on(client.get(accepting.request.path)), follow_redirects=True)
    assert f"added: {SMALL_TABLE + 1}" in done.text
    assert number_of_proposals(session) == SMALL_TABLE + 1
    client.submit(done, button="Undo it as a whole")
    assert number_of_proposals(session) == 0


@pytest.mark.usefixtures("officer")
def test_a_large_file_is_read_by_a_worker_and_left_and_come_back_to(
    worked: Callable[[], None], client: StrictClient, send: Send, tmp_path: Path, session: Session
) -> None:
    file = lines_to(tmp_path / "rows.csv", 200, "x" * (SMALL_FILE // 150))
    send(file)
    assert session.scalars(select(UploadPiece.name)).all() == [PieceName.FILE]
    upload = session.scalars(select(Upload)).one()
    assert "It will be begun" in client.get(f"/uploads/{upload.token}", follow_redirects=True).text
    worked()
    assert set(session.scalars(select(UploadPiece.name))) == {PieceName.FILE, PieceName.TABLE}
    asked = client.get(f"/uploads/{upload.token}", follow_redirects=True)
    assert "Which column is which?" in asked.text
    client.submit(asked, {"read_heading_row": "2"}, button="Read it again", follow_redirects=True)
    worked()
    again = client.get(f"/uploads/{upload.token}", follow_redirects=True)
    assert re.search(r"read_heading_row[^>]*value=.2.", again.text)


@pytest.mark.usefixtures("officer")
def test_a_large_file_that_cannot_be_used_ends_in_one_sentence(
    worked: Callable[[], None], client: StrictClient, send: Send, tmp_path: Path, session: Session
) -> None:
    (tmp_path / "damaged.xlsx").write_bytes(b"PK\x03\x04" + b"nothing of the kind" * 20_000)
    waiting = send(tmp_path / "damaged.xlsx")
    worked()
    assert session.scalars(select(Job.state)).one() is JobState.FAILED
    assert "damaged" in client.get(waiting.request.path).text
    upload = session.scalars(select(Upload)).one()
    assert "damaged" in client.get(f"/uploads/{upload.token}").text


@pytest.mark.usefixtures("officer")
def test_what_is_discarded_while_it_is_read_stays_away(
    worked: Callable[[], None], client: StrictClient, send: Send, tmp_path: Path, session: Session
) -> None:
    send(lines_to(tmp_path / "rows.csv", 200, "x" * (SMALL_FILE // 150)))
    upload = session.scalars(select(Upload)).one()
    discard_upload(session, upload)
    worked()
    assert session.scalars(select(Job.state)).one() is JobState.FAILED
    assert session.scalars(select(Upload)).all() == []


def test_a_participant_adds_so_many_rows_at_a_time(
    author: Participant, client: StrictClient, send: Send, tmp_path: Path
) -> None:
    asked = send(lines_to(tmp_path / "rows.csv", MOST_OF_A_PARTICIPANT + 1))
    told = client.submit(asked, {"set_language": "en"}, button="Show what would change")
    assert told.status_code == 422
    assert f"up to {MOST_OF_A_PARTICIPANT} rows at a time" in told.text


@pytest.mark.usefixtures("officer")
def test_a_file_beyond_the_limit_is_refused_in_a_sentence(send: Send, tmp_path: Path, session: Session) -> None:
    (tmp_path / "huge.csv").write_bytes(b"title\n" + b"x\n" * (MOST_BYTES // 2 + 200_000))
    answer = send(tmp_path / "huge.csv")
    assert answer.status_code == 413
    assert "too large" in answer.text


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_hostile_files_end_in_a_sentence(
    worked: Callable[[], None], send: Send, tmp_path: Path, session: Session, hostile: Hostile
) -> None:
    answer = send(hostile.write(tmp_path))
    if "/jobs/" in answer.request.path:
        worked()
        job = session.scalars(select(Job)).one()
        assert (job.state, hostile.refused_as in str(job.sentence)) == (JobState.FAILED, True)
    else:
        assert answer.status_code in {413, 422}
        assert answer.status_code == 413 or hostile.refused_as in html.unescape(answer.text)


@pytest.mark.usefixtures("officer")
def test_what_nobody_accepts_is_deleted_after_a_week(send: Send, tmp_path: Path, session: Session) -> None:
    send(lines_to(tmp_path / "rows.csv", 2))
    expire_uploads(session, now=START + KEPT_FOR)
    assert len(session.scalars(select(Upload)).all()) == 1
    expire_uploads(session, now=START + 2 * KEPT_FOR)
    assert session.scalars(select(Upload)).all() == []
    assert session.scalars(select(UploadPiece)).all() == []


def link_on(page: TestResponse) -> str:
    """The address of an upload that a page leads to."""
    _before, found, rest = page.text.partition('href="/uploads/')
    assert found
    return "/uploads/" + rest.partition('"')[0]


@pytest.mark.usefixtures("officer")
def test_of_many_problems_the_page_shows_the_first_and_the_marked_file_has_all(
    client: StrictClient, send: Send, tmp_path: Path
) -> None:
    file = tmp_path / "rows.csv"
    wrong = [f"Indicator number {number},99,Because" for number in range(MOST_SHOWN + 1)]
    file.write_text("\n".join([HEADINGS, *wrong]) + "\n", encoding="utf-8")
    said = {"column_1": "objectives"}
    shown = client.submit(
        send(file), said | {"set_language": "en"}, button="Show what would change", follow_redirects=True
    )
    assert f"Only the first {MOST_SHOWN} problems are shown" in shown.text
    assert shown.text.count("There is no objective 99") == MOST_SHOWN
    marked = client.get(f"{shown.request.path}/marked").data
    found = list(openpyxl.load_workbook(BytesIO(marked)).worksheets[-1].iter_rows(values_only=True))
    assert sum("There is no objective 99" in str(row) for row in found) == MOST_SHOWN + 1


def test_of_what_an_author_hides_nothing_is_in_the_work_that_is_asked_for(
    author: Participant, send: Send, tmp_path: Path, session: Session
) -> None:
    send(lines_to(tmp_path / "rows.csv", 2))
    speaker = Speaker(Attribution.GROUP, "diaspora", "africa", "Hidden Organisation", "Hidden Name")
    asked: dict[str, Any] = {"fates": [Fate.NEW], "numbers": [], "speaker": speaker, "token": new_token()}
    ask_to_accept(session, session.scalars(select(Upload)).one(), indicators(session), **asked, now=START)
    stored = str(session.execute(select(Job.__table__)).all())
    assert "diaspora" in stored
    assert "Hidden" not in stored
