"""Partners, and what a consultation shares with them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.partners.models import Partner
from tests.client import StrictClient
from tests.factories import an_officer, sign_in

PAGE = "/secretariat/consultations/indicators/partners"


@pytest.fixture
def officer(session: Session, new_client: Callable[[], StrictClient]) -> StrictClient:
    """The secretariat at its browser."""
    client = new_client()
    sign_in(client, session, an_officer(session))
    return client


def shared(session: Session) -> dict[str, list[str]]:
    return {partner.name: partner.shares for partner in session.scalars(select(Partner).order_by(Partner.name))}


def test_a_partner_is_named_with_what_is_shared_and_can_be_given_something_else(
    officer: StrictClient, session: Session
) -> None:
    said = {"name": "A network", "shares": ["summaries"]}
    assert "Saved what is shared" in officer.submit(PAGE, said, button="Save", follow_redirects=True).text
    officer.submit(PAGE, {"name": "Another"}, button="Save")
    assert shared(session) == {"A network": ["summaries"], "Another": []}
    officer.submit(PAGE, {"name": "A network", "shares": []}, button="Save")
    assert shared(session)["A network"] == []
    page = officer.get(PAGE).text
    assert page.count("Only what is published") == 2


def test_a_partner_without_a_name_is_said_and_what_was_ticked_kept(officer: StrictClient, session: Session) -> None:
    answer = officer.submit(PAGE, {"name": " ", "shares": ["summaries"]})
    assert answer.status_code == 422
    assert "Write the name of the partner" in answer.text
    assert 'value="summaries" checked' in answer.text
    assert shared(session) == {}


def test_a_partnership_ends(officer: StrictClient, session: Session) -> None:
    officer.submit(PAGE, {"name": "A network"})
    ended = officer.submit(PAGE, {}, button="Share nothing with it any more", follow_redirects=True)
    assert "Nothing is shared with “\u2068A network\u2069” any more." in ended.text
    assert shared(session) == {}


def test_the_same_name_in_another_consultation_is_another_partner(officer: StrictClient, session: Session) -> None:
    for slug in ("indicators", "missing-migrants"):
        officer.submit(f"/secretariat/consultations/{slug}/partners", {"name": "A network"})
    assert len(session.scalars(select(Partner)).all()) == 2
