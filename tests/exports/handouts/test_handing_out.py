"""Asking for a workbook, on the site and by command, and what is written down about it."""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

import lxml.html
import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.people.models import Status
from consultation.process.zones import day_in
from consultation.proposals.models import Proposal
from exports.files.writer.formats import WORKBOOK, FileFormat
from exports.handouts.models import ExportRecord
from exports.handouts.operations import Door
from exports.handouts.views import BY_VISITORS
from exports.report.scope.audiences import Audience
from tests.client import StrictClient
from tests.databases import ON_BOTH, SQLITE
from tests.exports.opened import files_of, rows_of, unpacked
from tests.factories import DIASPORA, a_comment, a_participant, a_proposal, an_officer, sign_in
from tests.screen import as_seen

DATABASES = SQLITE

PAGE = "/consultations/indicators/workbook"


@pytest.fixture
def officer(session: Session, new_client: Callable[[], StrictClient]) -> StrictClient:
    """The secretariat at its browser."""
    client = new_client()
    sign_in(client, session, an_officer(session))
    return client


def records(session: Session) -> list[ExportRecord]:
    return list(session.scalars(select(ExportRecord).order_by(ExportRecord.id)))


def downloaded(client: StrictClient, page: str = PAGE, audience: str | None = None) -> TestResponse:
    return client.submit(page, {"audience": audience} if audience else {}, button="Download")


# ---- on the site ----


def test_a_visitor_is_handed_what_is_published(session: Session, client: StrictClient) -> None:
    a_proposal(session, title="Published")
    a_proposal(session, title="Held", status=Status.HELD)
    response = downloaded(client)
    assert (response.status_code, response.mimetype) == (200, WORKBOOK.media_type)
    assert response.headers["Content-Disposition"] == "attachment; filename=indicators-public-2027-01-15.xlsx"
    assert response.headers["Cache-Control"] == "no-store"
    assert [row["Title of the indicator"] for row in rows_of(response.data, "Indicators")] == ["Published"]


def test_the_page_says_what_the_workbook_would_hold(session: Session, client: StrictClient) -> None:
    a_comment(session, a_proposal(session))
    a_proposal(session, status=Status.HELD)
    page = client.get(PAGE)
    assert "1 proposal," in page.text
    assert "1 comment or position" in page.text
    assert "For the secretariat" not in page.text
    assert "Convergence" in page.text


def test_the_filter_of_the_list_is_that_of_the_workbook(session: Session, client: StrictClient) -> None:
    a_proposal(session, title="Deaths at borders")
    a_proposal(session, title="Remittances")
    page = client.get(f"{PAGE}?q=deaths&sort=discussed")
    assert "“\u2068deaths\u2069”" in page.text
    response = client.submit(page, button="Download")
    assert [row["Title of the indicator"] for row in rows_of(response.data, "Indicators")] == ["Deaths at borders"]


@ON_BOTH
def test_of_a_public_workbook_the_words_looked_for_are_not_remembered(
    session: Session, client: StrictClient, officer: StrictClient
) -> None:
    a_proposal(session, title="Deaths at borders")
    downloaded(client, f"{PAGE}?q=deaths&objective=8")
    downloaded(officer, f"{PAGE}?q=deaths", audience="secretariat")
    assert [parse_qs(record.filter) for record in records(session)] == [
        {"q": ["…"], "objective": ["8"]},
        {"q": ["deaths"]},
    ]


def test_a_filter_that_is_not_understood_is_named(client: StrictClient) -> None:
    assert "not understood and is left out: objective" in client.get(f"{PAGE}?objective=99").text


@pytest.mark.parametrize("query", ["q=%00", "before=9", "objective=8&objective=9", "q=" + "x" * 3000, "%ff=%ff"])
def test_an_odd_address_is_no_fault_of_ours(client: StrictClient, query: str) -> None:
    assert client.get(f"{PAGE}?{query}").status_code in {200, 400}


@ON_BOTH
def test_an_unknown_consultation_has_no_workbook(client: StrictClient) -> None:
    assert client.get("/consultations/other/workbook").status_code == 404


def test_the_secretariats_workbook_is_asked_for_by_officers_alone(
    session: Session, client: StrictClient, new_client: Callable[[], StrictClient], officer: StrictClient
) -> None:
    a_proposal(session, title="Held", status=Status.HELD)
    participant = new_client()
    sign_in(participant, session, a_participant(session))
    for other in (client, participant):
        token = other.get(PAGE).text.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
        refused = other.post(PAGE, data={"csrf_token": token, "audience": "secretariat"})
        assert refused.status_code == 403
        assert "Held" not in refused.text
    assert records(session) == []
    response = downloaded(officer, audience="secretariat")
    assert [row["Status"] for row in rows_of(response.data, "Indicators")] == ["held"]


def test_the_sheets_are_handed_out_as_csv_files_too(
    session: Session, client: StrictClient, officer: StrictClient
) -> None:
    a_proposal(session, title="=Published")
    a_proposal(session, title="Held", status=Status.HELD)
    response = client.submit(PAGE, {"file_format": "csv"}, button="Download")
    assert (response.status_code, response.mimetype) == (200, "application/zip")
    assert response.headers["Content-Disposition"] == "attachment; filename=indicators-public-2027-01-15-csv.zip"
    heading, *rows = files_of(response.data)["Indicators.csv"]
    assert [row[heading.index("Title of the indicator")] for row in rows] == ["'=Published"]
    (record,) = records(session)
    assert (record.format, record.sha256) == (FileFormat.CSV, hashlib.sha256(response.data).hexdigest())
    assert "as CSV files" in officer.get("/secretariat/exports").text


def test_a_kind_of_file_that_is_not_made_is_refused_at_the_field(client: StrictClient) -> None:
    token = client.get(PAGE).text.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
    refused = client.post(PAGE, data={"csrf_token": token, "file_format": "pdf"})
    assert refused.status_code == 422
    assert "Choose from what is offered: “\u2068One workbook for a spreadsheet program" in refused.text


def test_the_right_is_asked_at_each_download(session: Session, new_client: Callable[[], StrictClient]) -> None:
    client, person = new_client(), an_officer(session)
    sign_in(client, session, person)
    page = client.get(PAGE)
    person.is_officer = False
    assert client.submit(page, {"audience": "secretariat"}, button="Download").status_code == 403


def test_every_download_is_recorded_by_its_hash_and_rows(session: Session, officer: StrictClient) -> None:
    a_comment(session, a_proposal(session))
    response = downloaded(officer, audience="secretariat")
    (record,) = records(session)
    assert record.sha256 == hashlib.sha256(response.data).hexdigest()
    assert json.loads(record.rows)["Comments"] == 1
    assert json.loads(record.hashes).keys() == json.loads(record.rows).keys()
    assert (record.audience, record.made_from) == (Audience.SECRETARIAT, Door.SITE)
    assert record.made_by_id is not None


def test_of_a_reader_who_is_no_officer_nothing_is_written_down(
    session: Session, client: StrictClient, new_client: Callable[[], StrictClient]
) -> None:
    participant = new_client()
    sign_in(participant, session, a_participant(session))
    for reader in (client, participant):
        downloaded(reader)
    assert [record.made_by_id for record in records(session)] == [None, None]


def test_a_workbook_that_fails_its_check_is_not_released_and_the_reason_is_told(
    session: Session, client: StrictClient
) -> None:
    a_proposal(session, speaker=DIASPORA)
    session.execute(update(Proposal).values(stakeholder_group="former"))
    with client.faults_are_meant():
        response = downloaded(client)
    assert response.status_code == 500
    assert "was not released" in response.text
    assert "Coverage" in response.text
    assert records(session) == []


def test_visitors_can_ask_only_so_often(client: StrictClient, officer: StrictClient) -> None:
    page, theirs = client.get(PAGE), officer.get(PAGE)
    for _ in range(BY_VISITORS.most):
        client.post(PAGE)
    assert client.submit(page, button="Download").status_code == 429
    assert officer.submit(theirs, {"audience": "public"}, button="Download").status_code == 200


def test_nothing_that_was_withdrawn_is_handed_out_again(session: Session, client: StrictClient) -> None:
    a_proposal(session, title="Canary to be withdrawn", status=Status.WITHDRAWN)
    assert "Canary" not in unpacked(downloaded(client).data)


# ---- what was handed out ----


@ON_BOTH
def test_the_record_lists_what_was_handed_out_the_newest_first(
    session: Session, client: StrictClient, officer: StrictClient
) -> None:
    a_proposal(session)
    downloaded(client, f"{PAGE}?objective=8")
    downloaded(officer, audience="secretariat")
    text = officer.get("/secretariat/exports").text
    assert text.index("to you") < text.index("to somebody on the site")
    assert "Objective: <bdi>8 · Save lives" in text
    assert all(record.sha256 in text for record in records(session))


def test_the_record_shows_the_words_that_were_searched_as_they_were_typed(
    session: Session, officer: StrictClient
) -> None:
    a_proposal(session)
    downloaded(officer, f"{PAGE}?q=%3Cb%3E50%25%3C/b%3E", audience="secretariat")
    record = lxml.html.document_fromstring(officer.get("/secretariat/exports").text)
    assert as_seen(record.text_content()).count("“<b>50%</b>”") == 1


def test_the_record_is_a_table_in_which_a_hash_is_short_and_opens(
    session: Session, client: StrictClient, officer: StrictClient
) -> None:
    a_proposal(session)
    downloaded(client)
    [record] = records(session)
    table = lxml.html.document_fromstring(officer.get("/secretariat/exports").text).find(".//table")
    headings = [heading.text_content() for heading in table.findall("thead/tr/th")]
    assert headings == ["File", "For whom", "When", "Rows", "SHA-256"]
    [row] = table.findall("tbody/tr")
    whom, when, rows, found = row.findall("td")
    assert whom.text_content().split() == ["for", "everybody", "to", "somebody", "on", "the", "site"]
    assert when.find("time").get("datetime") == day_in(record.made_at, "UTC").isoformat()
    assert rows.find("details/summary").text_content() == str(sum(json.loads(record.rows).values()))
    assert found.find("details/summary").text_content() == record.sha256[:12]
    assert found.find("details/code").text_content() == record.sha256


@ON_BOTH
def test_a_long_record_goes_on_page_by_page(session: Session, client: StrictClient, officer: StrictClient) -> None:
    downloaded(client)
    (first,) = records(session)
    known = {column.name: getattr(first, column.name) for column in ExportRecord.__table__.columns}
    session.add_all(ExportRecord(**known | {"id": None, "sha256": f"hash{number}-"}) for number in range(60))
    page = officer.get("/secretariat/exports")
    assert page.text.count('<th scope="row">') == 50
    older = page.text.partition('rel="next" href="')[2].partition('"')[0]
    assert officer.get(older).text.count('<th scope="row">') == 11


def test_the_record_is_for_the_secretariat_alone(client: StrictClient) -> None:
    assert client.get("/secretariat/exports").status_code == 401


# ---- by command ----


def test_the_command_writes_the_same_bytes_as_the_site(
    session: Session, app: Flask, client: StrictClient, tmp_path: Path
) -> None:
    a_proposal(session)
    handed = downloaded(client, f"{PAGE}?objective=8").data
    file = tmp_path / "indicators.xlsx"
    command = ["export", "indicators", "--audience", "public", "--output", str(file), "--filter", "objective=8"]
    outcome = app.test_cli_runner().invoke(args=command)
    assert outcome.exit_code == 0, outcome.output
    assert file.read_bytes() == handed
    assert hashlib.sha256(handed).hexdigest() in outcome.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert records(session)[-1].made_from == Door.COMMAND_LINE


def test_the_command_writes_csv_files_too(session: Session, app: Flask, tmp_path: Path) -> None:
    a_proposal(session, title="Published")
    session.commit()
    file = tmp_path / "indicators.zip"
    command = ["export", "indicators", "--audience", "public", "--format", "csv", "--output", str(file)]
    outcome = app.test_cli_runner().invoke(args=command)
    assert outcome.exit_code == 0, outcome.output
    assert len(files_of(file.read_bytes())["Indicators.csv"]) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["other", "--audience", "public"],
            "There is no consultation “other”. There are: indicators and missing-migrants.",
        ),
        (["indicators", "--audience", "everybody"], "'everybody' is not one of"),
        (["indicators", "--audience", "public", "--filter", "objectve=8"], "not understood: objectve"),
        (["indicators", "--audience", "public", "--filter", "objective=99"], "not understood: objective=99"),
    ],
)
def test_what_the_command_cannot_do_it_says_in_a_sentence(
    session: Session, app: Flask, tmp_path: Path, arguments: list[str], words: str
) -> None:
    file = tmp_path / "workbook.xlsx"
    outcome = app.test_cli_runner().invoke(args=["export", *arguments, "--output", str(file)])
    assert outcome.exit_code != 0
    assert words in outcome.output
    assert not file.exists()
    assert records(session) == []


def test_a_place_that_cannot_be_written_to_is_said_and_nothing_recorded(
    session: Session, app: Flask, tmp_path: Path
) -> None:
    place = str(tmp_path / "missing" / "workbook.xlsx")
    outcome = app.test_cli_runner().invoke(args=["export", "indicators", "--audience", "public", "--output", place])
    assert "cannot be written: No such file or directory" in outcome.output
    assert records(session) == []
