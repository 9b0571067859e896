"""Summaries are written in the browser; no wording is lost, and nobody reads one that is not for them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.proposals.models import Proposal
from consultation.proposals.operations.lifecycle import withdraw_proposal
from consultation.synthesis.models import Summary
from indicators.fields import TEXT_LIMIT
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.factories import a_proposal, an_officer, sign_in

OF_OBJECTIVE = "/secretariat/consultations/indicators/synthesis/objectives/8"
TOO_LONG = "x" * (TEXT_LIMIT + 1)


@pytest.fixture
def officer(session: Session, new_client: Callable[[], StrictClient]) -> StrictClient:
    """The secretariat at its browser."""
    client = new_client()
    sign_in(client, session, an_officer(session))
    return client


@pytest.fixture
def proposal(session: Session) -> Proposal:
    return a_proposal(session, title="Deaths that are looked into")


def page_of(proposal: Proposal) -> str:
    return f"/secretariat/proposals/{proposal.reference}/synthesis"


def wordings(session: Session) -> list[tuple[int, str, bool]]:
    found = session.scalars(select(Summary).order_by(Summary.id))
    return [(wording.number, wording.text, wording.replaced_at is None) for wording in found]


def test_what_is_for_everybody_stands_on_the_page_of_what_it_sums_up(
    client: StrictClient, officer: StrictClient, proposal: Proposal
) -> None:
    said = {"text": "Broad support.", "is_public": "y"}
    of_proposal = officer.submit(page_of(proposal), said, follow_redirects=True)
    assert f"The summary of {proposal.reference} is saved." in of_proposal.text
    officer.submit(OF_OBJECTIVE, {"text": "Two measures.", "is_public": "y"})
    assert "Broad support." in client.get(f"/proposals/{proposal.reference}").text
    assert "Two measures." in client.get("/framework/objectives/8").text
    assert "Two measures." not in client.get("/framework/objectives/9").text


def test_what_is_not_for_everybody_is_seen_by_officers_and_says_for_whom_it_is(
    client: StrictClient, officer: StrictClient, proposal: Proposal
) -> None:
    officer.submit(page_of(proposal), {"text": "Not yet."})
    address = f"/proposals/{proposal.reference}"
    assert "Not yet." not in client.get(address).text
    assert "for the secretariat, and for partners it shares its summaries with" in officer.get(address).text


def test_every_wording_is_kept_and_saving_the_same_is_none(
    officer: StrictClient, session: Session, proposal: Proposal, clock: Clock
) -> None:
    for text in ("First.", "Second.", "Second.", ""):
        officer.submit(page_of(proposal), {"text": text})
        clock.advance(hours=1)
    assert wordings(session) == [(1, "First.", False), (2, "Second.", False), (3, "", True)]
    page = officer.get(page_of(proposal)).text
    assert "First." in page
    assert "Taken away" in page


def test_two_who_write_at_once_see_both_texts_and_lose_none(
    officer: StrictClient, new_client: Callable[[], StrictClient], session: Session, proposal: Proposal
) -> None:
    another = new_client()
    sign_in(another, session, an_officer(session))
    opened = officer.get(page_of(proposal))
    another.submit(page_of(proposal), {"text": "What the other wrote."})
    answer = officer.submit(opened, {"text": "What I wrote."})
    assert answer.status_code == 409
    assert "What the other wrote." in answer.text
    assert officer.submit(answer, button="Save the summary").status_code == 302
    assert wordings(session) == [(1, "What the other wrote.", False), (2, "What I wrote.", True)]


def test_too_long_a_summary_is_said_and_not_lost(officer: StrictClient, session: Session, proposal: Proposal) -> None:
    answer = officer.submit(page_of(proposal), {"text": TOO_LONG})
    assert answer.status_code == 422
    assert TOO_LONG in answer.text
    assert wordings(session) == []


def test_a_withdrawal_takes_every_wording_with_it_and_leaves_those_of_others(
    officer: StrictClient, session: Session, proposal: Proposal
) -> None:
    officer.submit(page_of(proposal), {"text": "It says: deaths."})
    officer.submit(page_of(proposal), {"text": "It says: deaths, and more."})
    officer.submit(OF_OBJECTIVE, {"text": "Two measures."})
    withdraw_proposal(session, proposal, now=START)
    session.commit()
    assert wordings(session) == [(1, "Two measures.", True)]
    answer = officer.get(page_of(proposal))
    assert (answer.status_code, "taken this proposal back" in answer.text) == (403, True)


def test_the_overview_says_what_has_a_summary_and_what_not(
    officer: StrictClient, session: Session, proposal: Proposal
) -> None:
    officer.submit(OF_OBJECTIVE, {"text": "Two measures."})
    officer.submit(page_of(proposal), {"text": "Broad support."})
    page = officer.get("/secretariat/consultations/indicators/synthesis").text
    assert "1 proposal has a summary." in page
    assert (page.count("Summary for the secretariat"), page.count("No summary yet")) == (1, 22)


def test_a_theme_has_one_where_themes_are_what_is_asked_for(officer: StrictClient) -> None:
    assert officer.get("/secretariat/consultations/missing-migrants/synthesis/themes/justice").status_code == 200
    assert officer.get("/secretariat/consultations/missing-migrants/synthesis/objectives/8").status_code == 404
    assert officer.get("/secretariat/consultations/indicators/synthesis/themes/justice").status_code == 404
