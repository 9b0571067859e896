"""The workbook for a partner: what everybody may have, and what is shared with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.partners.models import Share
from consultation.partners.operations import share_with
from consultation.people.models import Status
from consultation.proposals.models import Proposal
from consultation.proposals.operations.lifecycle import hide_proposal
from consultation.synthesis.operations import write_summary
from consultation.synthesis.queries import SummarySubject
from exports.handouts.models import ExportRecord
from exports.report.scope.audiences import Audience
from tests.client import StrictClient
from tests.clock import START
from tests.databases import ON_BOTH, SQLITE
from tests.exports.opened import Taken, read_me_of, rows_of, unpacked
from tests.factories import a_comment, a_proposal, an_officer, indicators, sign_in

DATABASES = SQLITE

PAGE = "/consultations/indicators/workbook"
Make = Callable[..., Taken]


@pytest.fixture
def officer(session: Session, new_client: Callable[[], StrictClient]) -> StrictClient:
    """The secretariat at its browser."""
    client = new_client()
    sign_in(client, session, an_officer(session))
    return client


def shared_with(session: Session, *shares: Share) -> str:
    return share_with(session, indicators(session).id, "A network", shares, now=START).name


@pytest.fixture
def proposal(session: Session) -> Proposal:
    """One that is published and summed up, with a comment that waits; another waits itself, a third was refused."""
    a_proposal(session, title="canary-waiting", status=Status.HELD)
    a_proposal(session, title="canary-refused", status=Status.REFUSED)
    published = a_proposal(session, title="canary-published")
    a_comment(session, published, text="canary-comment", is_held=True)
    said = {"text": "canary-summary", "language": "en", "is_public": False}
    about = SummarySubject(published.consultation_id, proposal_id=published.id)
    write_summary(session, about, officer=an_officer(session), version=0, now=START, **said)
    return published


@pytest.mark.parametrize(
    ("shares", "seen"),
    [
        ([], {"published"}),
        ([Share.SUMMARIES], {"published", "summary"}),
    ],
)
def test_a_partner_is_handed_what_is_shared_with_it_and_nothing_that_waits_or_was_refused(
    session: Session, proposal: Proposal, make: Make, shares: list[Share], seen: set[str]
) -> None:
    content = unpacked(make(Audience.PARTNERS, partner=shared_with(session, *shares)).content)
    every = {"published", "waiting", "refused", "comment", "summary"}
    assert {word for word in every if f"canary-{word}" in content} == seen


@ON_BOTH
def test_it_says_for_whom_it_is_and_what_is_shared(session: Session, proposal: Proposal, make: Make) -> None:
    taken = make(Audience.PARTNERS, partner=shared_with(session, Share.SUMMARIES))
    about = read_me_of(taken.content)
    assert about["For whom"][0].endswith("A network")
    assert about["Shared with it"] == ["the secretariat's summaries, also those that are not for everybody"]
    assert "Status" not in rows_of(taken.content, "Indicators")[0]


def test_an_officer_makes_it_on_the_site_and_it_is_written_down_for_whom(
    session: Session, proposal: Proposal, officer: StrictClient
) -> None:
    shared_with(session)
    answer = officer.submit(PAGE, {"audience": "partners", "partner": "A network"}, button="Download")
    assert answer.headers["Content-Disposition"].endswith("indicators-partners-2027-01-15.xlsx")
    record = session.scalars(select(ExportRecord)).one()
    assert (record.audience, record.partner) == (Audience.PARTNERS, "A network")
    assert 'for “<bdi dir="auto">A network</bdi>”' in officer.get("/secretariat/exports").text
    nobody = officer.submit(PAGE, {"audience": "partners"}, button="Download")
    assert (nobody.status_code, "Choose for which partner it is" in nobody.text) == (422, True)


@pytest.mark.parametrize("button", ["Download", "Save the view"])
def test_a_partner_chosen_for_a_file_that_is_for_everybody_is_asked_about_and_nothing_lost(
    session: Session, proposal: Proposal, officer: StrictClient, button: str
) -> None:
    shared_with(session)
    chosen = {"audience": "public", "partner": "A network", "since": "2027-01-02", "name": "Mine"}
    answer = officer.submit(PAGE, chosen, button=button)
    assert answer.status_code == 422
    assert "A partner is chosen here, but above “For a partner” is not." in answer.text
    assert 'value="2027-01-02"' in answer.text
    assert 'value="A network" dir="auto" selected' in answer.text
    assert session.scalars(select(ExportRecord)).all() == []
    meant = officer.submit(answer, {"audience": "partners"}, button="Download")
    assert "indicators-partners" in meant.headers["Content-Disposition"]


@ON_BOTH
def test_nobody_else_can_have_it_or_learn_who_the_partners_are(
    session: Session, proposal: Proposal, client: StrictClient, officer: StrictClient
) -> None:
    shared_with(session)
    assert "A network" not in client.get(PAGE).text
    page = client.get(PAGE)
    sent = {"audience": "partners", "partner": "A network"}
    token = page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    assert client.post(PAGE, data=sent | {"csrf_token": token, "file_format": "xlsx"}).status_code == 403
    officer.submit(PAGE, sent, button="Download")
    sha256 = session.scalars(select(ExportRecord.sha256)).one()
    assert (client.get(f"/files/{sha256}").status_code, officer.get(f"/files/{sha256}").status_code) == (404, 200)


def test_what_is_hidden_goes_from_the_files_kept_for_partners_too(
    session: Session, proposal: Proposal, officer: StrictClient
) -> None:
    shared_with(session)
    for audience, partner in (("partners", "A network"), ("secretariat", "")):
        officer.submit(PAGE, {"audience": audience, "partner": partner}, button="Download")
    hide_proposal(session, proposal, officer=an_officer(session), reason="It names somebody.", now=START)
    session.commit()
    answers = [officer.get(f"/files/{sha256}").status_code for sha256 in session.scalars(select(ExportRecord.sha256))]
    assert answers == [404, 200]


def test_the_command_line_makes_it_for_a_partner_that_is_there(
    app: Flask, session: Session, proposal: Proposal, tmp_path: Path
) -> None:
    shared_with(session)
    session.commit()
    target = tmp_path / "partner.xlsx"
    command = ["export", "indicators", "--audience", "partners", "--output", str(target)]
    unknown = app.test_cli_runner().invoke(args=[*command, "--partner", "Nobody"])
    assert unknown.output == "Error: There is no partner “Nobody”. There are: “A network”.\n"
    assert app.test_cli_runner().invoke(args=[*command, "--partner", "A network"]).exit_code == 0
    assert read_me_of(target.read_bytes())["Shared with it"] == ["Only what is published."]
