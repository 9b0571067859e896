"""Files that take long: asked for on a page, made by a worker, handed out as every other."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from consultation.database import begin_writing
from consultation.jobs.models import Job
from consultation.jobs.operations import claim_next
from consultation.jobs.progress import Progress, Site, Work, do_job
from consultation.keeping.blocks import Block
from consultation.keeping.models import KeptFile, KeptPiece, KeptRows
from consultation.lists import ListName
from consultation.proposals.models import Proposal
from consultation.proposals.operations.lifecycle import withdraw_proposal
from consultation.proposals.queries import get_proposal
from consultation.web.identity import new_token
from exports.handouts.comparing import MANY_BLOCKS
from exports.handouts.jobs import LARGE, MAKE_FILE, make_file_later
from exports.handouts.models import ExportRecord
from indicators.codes import Code
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.databases import ON_BOTH, SQLITE
from tests.exports.opened import files_of, rows_of
from tests.exports.report.rows import FRAMEWORK
from tests.factories import a_proposal, an_officer, many_comments, sign_in

DATABASES = SQLITE

PAGE = "/consultations/indicators/workbook"


@pytest.fixture
def much(session: Session) -> Proposal:
    """A proposal with more comments than anybody waits for."""
    proposal = a_proposal(session, title="Much discussed")
    many_comments(session, proposal, LARGE + 1)
    session.commit()
    return proposal


@pytest.fixture
def officer(session: Session, new_client: Callable[[], StrictClient]) -> StrictClient:
    """The secretariat at its browser."""
    client = new_client()
    sign_in(client, session, an_officer(session))
    return client


def asked_for(client: StrictClient, **choices: str) -> str:
    """Ask for the file and return where one is sent to."""
    answer = client.submit(PAGE, choices, button="Download")
    assert answer.status_code == 303
    return answer.headers["Location"]


def work(app: Flask, clock: Clock, works: Mapping[str, Work] | None = None) -> None:
    """Do what a worker does with the next job."""
    with app.extensions["sessions"].begin() as session:
        begin_writing(session)
        claim = claim_next(session, now=clock())
    assert claim is not None
    do_job(app.extensions["engine"], claim, works or app.extensions["works"], clock=clock)


def download_link(page: str) -> str:
    [link] = re.findall(r'href="(/files/[0-9a-f]{64})"', page)
    return str(link)


def test_what_takes_long_is_made_by_a_worker_and_is_then_handed_out(
    app: Flask, client: StrictClient, clock: Clock, much: Proposal
) -> None:
    page = asked_for(client, file_format="csv")
    waiting = client.get(page).text
    assert "It will be begun in a moment." in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting
    work(app, clock)
    ready = client.get(page).text
    assert "<title>Ready: CSV files" in ready
    assert "refresh" not in ready
    file = client.get(download_link(ready))
    assert len(files_of(file.data)["Comments.csv"]) == LARGE + 2


def test_it_is_the_file_that_the_command_line_makes_at_once(
    app: Flask, client: StrictClient, clock: Clock, much: Proposal, tmp_path: Path
) -> None:
    page = asked_for(client)
    work(app, clock)
    target = tmp_path / "indicators.xlsx"
    arguments = ["export", "indicators", "--audience", "public", "--output", str(target)]
    assert app.test_cli_runner().invoke(args=arguments).exit_code == 0
    assert client.get(download_link(client.get(page).text)).data == target.read_bytes()


@ON_BOTH
def test_the_filter_and_the_officer_who_asked_are_those_of_the_job(
    app: Flask, session: Session, officer: StrictClient, clock: Clock, much: Proposal
) -> None:
    a_proposal(session, title="Something else", codes=[Code("objective", "9")])
    session.commit()
    answer = officer.submit(f"{PAGE}?objective=8", {"audience": "secretariat", "file_format": "csv"}, button="Download")
    work(app, clock)
    file = officer.get(download_link(officer.get(answer.headers["Location"]).text))
    assert [row[1] for row in files_of(file.data)["Indicators.csv"][1:]] == ["Much discussed"]
    record = session.scalars(select(ExportRecord)).one()
    assert (record.filter, record.made_by_id is not None, record.made_at) == ("objective=8", True, START)


def test_what_is_for_the_secretariat_is_shown_to_it_alone(
    app: Flask, client: StrictClient, officer: StrictClient, clock: Clock, much: Proposal
) -> None:
    page = asked_for(officer, audience="secretariat")
    assert client.get(page).status_code == 404
    assert page in officer.get("/secretariat/exports").text
    work(app, clock)
    assert client.get(download_link(officer.get(page).text)).status_code == 404


def test_the_same_press_twice_makes_one_job(client: StrictClient, session: Session, much: Proposal) -> None:
    typed = {"submission": new_token()}
    assert asked_for(client, **typed) == asked_for(client, **typed)
    assert len(session.scalars(select(Job)).all()) == 1


def test_another_file_asked_for_by_a_form_that_one_went_back_to_is_another_job(
    app: Flask, client: StrictClient, session: Session, clock: Clock, much: Proposal
) -> None:
    typed = {"submission": new_token()}
    first = asked_for(client, **typed)
    assert asked_for(client, file_format="csv", **typed) != first
    work(app, clock)
    assert asked_for(client, **typed) == first
    assert len(session.scalars(select(Job)).all()) == 2


def test_what_is_cancelled_is_not_made(
    app: Flask, client: StrictClient, session: Session, clock: Clock, much: Proposal
) -> None:
    page = asked_for(client)
    cancelled = client.submit(page, {}, button="Cancel", follow_redirects=True)
    assert "Nothing was made" in cancelled.text
    with app.extensions["sessions"]() as other:
        assert claim_next(other, now=clock()) is None
    assert session.scalars(select(ExportRecord)).all() == []


class Meddling(Progress):
    """Progress during which, before the first row of the first try, something happens."""

    def __init__(self, progress: Progress, what: Callable[[], None]) -> None:
        vars(self).update(vars(progress))
        self._what: Callable[[], None] | None = what

    def expect(self, rows: int) -> None:
        super().expect(rows)
        what, self._what = self._what, None
        if what is not None:
            what()


@ON_BOTH
def test_what_is_withdrawn_while_it_is_made_is_not_in_what_is_handed_out(
    app: Flask, client: StrictClient, session: Session, clock: Clock, much: Proposal
) -> None:
    proposal = a_proposal(session, title="canary-taken-back")
    session.commit()

    def withdraw() -> None:
        with app.extensions["sessions"].begin() as other:
            begin_writing(other)
            withdraw_proposal(other, get_proposal(other, str(proposal.reference), None), now=clock())

    def work_and_withdraw(engine: Engine, asked: Mapping[str, Any], progress: Progress) -> None:
        make_file_later(engine, asked, Meddling(progress, withdraw), site=Site(FRAMEWORK, clock, nullcontext))

    page = asked_for(client, file_format="csv")
    work(app, clock, {MAKE_FILE: work_and_withdraw})
    file = client.get(download_link(client.get(page).text))
    assert [row[1] for row in files_of(file.data)["Indicators.csv"][1:]] == ["Much discussed"]
    assert b"canary" not in b"".join(session.scalars(select(KeptPiece.content)))


@pytest.fixture
def two_files(officer: StrictClient, session: Session, clock: Clock) -> Proposal:
    """Two files, between which a proposal came, which is returned, and very many comments."""
    a_proposal(session, title="In both")
    officer.submit(PAGE, {"file_format": "csv"}, button="Download")
    proposal = a_proposal(session, title="canary-of-the-second")
    clock.advance(minutes=1)
    officer.submit(PAGE, {"file_format": "csv"}, button="Download")
    kept = session.scalars(select(KeptFile).order_by(KeptFile.id.desc()).limit(1)).one()
    for number in range(1_000, 1_000 + MANY_BLOCKS):
        block = Block.packed(ListName.COMMENTS, {"reference": [f"C-{number:06d}"], "text": ["One more"]})
        session.add(KeptRows(file_id=kept.id, **vars(block)))
    return proposal


def asked_for_changes(officer: StrictClient, session: Session) -> str:
    latest = session.scalars(select(ExportRecord.sha256).order_by(ExportRecord.id.desc()).limit(1)).one()
    page = officer.get(f"/secretariat/exports/{latest}/changes")
    assert "These are many rows." in page.text
    answer = officer.submit(page, {}, button="Make the workbook")
    assert answer.status_code == 303
    return answer.headers["Location"]


@ON_BOTH
def test_what_changed_between_large_files_is_made_by_a_worker_and_kept_and_not_compared_itself(
    app: Flask, officer: StrictClient, session: Session, clock: Clock, two_files: Proposal
) -> None:
    page = asked_for_changes(officer, session)
    assert app.test_client().get(page).status_code == 404
    work(app, clock)
    ready = officer.get(page)
    assert "Ready: What changed" in ready.text
    link = download_link(ready.text)
    file = officer.get(link)
    assert file.headers["Content-Disposition"].endswith("indicators-changes-2027-01-15.xlsx")
    changes = rows_of(file.data, "What changed")
    assert [(row["Reference"], row["Change"]) for row in changes][:1] == [(two_files.reference, "added")]
    assert len(changes) == 1 + MANY_BLOCKS
    record = session.scalars(select(ExportRecord).order_by(ExportRecord.id.desc()).limit(1)).one()
    assert record.since
    assert officer.get(f"/secretariat/exports/{record.sha256}/changes").status_code == 404
    assert app.test_client().get(link).status_code == 404


def test_what_is_withdrawn_goes_from_a_kept_file_of_what_changed_too(
    app: Flask, officer: StrictClient, session: Session, clock: Clock, two_files: Proposal
) -> None:
    page = asked_for_changes(officer, session)
    work(app, clock)
    link = download_link(officer.get(page).text)
    withdraw_proposal(session, two_files, now=clock())
    session.commit()
    assert officer.get(link).status_code == 404
