"""The first page and the pages about the site."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from consultation.discussion.models import Stance
from consultation.people.models import Status
from indicators.codes import Code
from indicators.fields import LINE_LIMIT
from tests.client import StrictClient
from tests.clock import Clock
from tests.factories import a_comment, a_participant, a_proposal, indicators, missing_migrants, sign_in
from tests.statements import Statements

Count = Callable[[], AbstractContextManager[Statements]]


def test_the_first_page_says_what_is_open_until_when_and_how_much_there_is(
    session: Session, client: StrictClient
) -> None:
    proposal = a_proposal(session)
    a_comment(session, proposal, stance=Stance.SUPPORT, text="Yes")
    a_comment(session, proposal, stance=Stance.SUPPORT, text="")
    a_proposal(session, status=Status.HELD)
    page = client.get("/").text
    assert "A limited set of indicators" in page
    assert "Missing migrants and humanitarian assistance" in page
    assert "open until 15 April 2027, 14:00 Zurich time" in page
    assert "1 proposal<" in page
    assert "1 comment<" in page
    assert "2 positions<" in page
    assert 'href="/consultations/indicators/propose"' in page


def test_the_first_page_promises_no_length_that_a_form_refuses(client: StrictClient) -> None:
    page = client.get("/").text
    assert "Write in any language, and as little as you like." in page
    assert "as long as you like" not in page
    title = "t" * (LINE_LIMIT + 1)
    assert (
        "Shorten this by 1 character"
        in client.submit("/consultations/indicators/propose", {"title": title}, button="Preview").text
    )


def test_nobody_is_asked_to_propose_when_that_is_over(session: Session, client: StrictClient, clock: Clock) -> None:
    clock.time = indicators(session).phases[0].closes_at
    page = client.get("/").text
    assert "closed on 15 April 2027" in page
    assert "/propose" not in page


def test_a_closed_consultation_invites_nobody(session: Session, client: StrictClient, clock: Clock) -> None:
    proposal = a_proposal(session)
    a_proposal(session, missing_migrants(session), codes=(Code("theme", "families"),))
    sign_in(client, session, a_participant(session))
    clock.time = indicators(session).phases[0].closes_at
    for address in (
        "/",
        "/consultations/indicators",
        "/consultations/missing-migrants",
        f"/proposals/{proposal.reference}",
        "/framework/objectives/8",
        "/framework/themes/families",
        "/framework/paragraphs/1",
    ):
        page = client.get(address).text
        assert not re.search(r"/propose\b|/comment\b|/reply\b|/template\b|/uploads\b", page), address
        assert not re.search(r"\b(Propose|Comment on|Have your say|will stand here)\b", page), address


def test_every_page_leads_to_who_runs_the_site_and_how_to_write_to_them(client: StrictClient) -> None:
    about = client.get("/about").text
    assert 'href="mailto:contact@localhost"' in about
    for address in ("/", "/protection", "/consultations/indicators", "/sign-in"):
        page = client.get(address).text
        assert 'href="/about"' in page
        assert "Run by <bdi>Steppingstone, on trial</bdi>" in page


def test_the_first_page_takes_few_statements(session: Session, client: StrictClient, statements: Count) -> None:
    a_proposal(session)
    session.commit()
    with statements() as asked:
        client.get("/")
    assert len(asked) == 4  # one of them whether a restored backup waits to be accepted


def test_what_can_be_protected_is_said_in_numbers_that_hold(client: StrictClient) -> None:
    page = client.get("/protection").text
    assert "then it goes after 14 days" in page
    assert "signed out after 30 minutes without use" in page
    assert "once and for 15 minutes" in page
    assert "The counts are deleted within 2 hours." in page
    assert 'href="https://familylinks.icrc.org/"' in page


def test_what_others_see_of_a_change_of_mind_is_said(client: StrictClient) -> None:
    page = client.get("/protection").text
    assert "your earlier position stops counting on the day on which the new one begins to" in page
    assert "A concern that you raised without your name is gone then, or stays as words without a position" in page


def test_the_page_on_accessibility_names_what_does_not_work_yet(client: StrictClient) -> None:
    assert "What does not work well yet" in client.get("/accessibility").text


def test_whoever_watches_learns_that_the_database_answers_and_nothing_else(client: StrictClient) -> None:
    response = client.get("/health")
    assert (response.status_code, response.text, response.mimetype) == (200, "ok\n", "text/plain")
    assert response.headers["Cache-Control"] == "no-store"


def test_whoever_watches_learns_that_the_database_does_not_answer(client: StrictClient, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE consultations RENAME TO gone"))
    with client.faults_are_meant():
        response = client.get("/health")
    assert (response.status_code, response.text) == (503, "unavailable\n")
