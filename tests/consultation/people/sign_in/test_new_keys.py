"""The page of a new participation key: it can be loaded anew, for a while, by whoever was given the key."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.discussion.models import Comment
from tests.client import StrictClient
from tests.clock import Clock
from tests.factories import a_participant, a_proposal, sign_in
from tests.screen import key_on
from tests.sending import send

PLACE = "/me/key/new"


@pytest.fixture
def sent(client: StrictClient, session: Session) -> TestResponse:
    """The answer to a visitor who has just taken a position and left an address."""
    form = f"/proposals/{a_proposal(session).reference}/comment"
    return send(client, form, {"stance": "support", "email": "ann@example.org"})


def test_what_brings_a_key_leads_to_a_page_whose_address_says_nothing(client: StrictClient, sent: TestResponse) -> None:
    assert (sent.status_code, sent.location) == (302, PLACE)
    page = client.get(PLACE)
    assert page.status_code == 200
    assert "It has been sent." in page.text
    assert "A link is on its way to your address" in page.text
    assert "ann@example.org" not in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_the_page_of_the_key_of_a_draft_says_that_it_is_saved_and_that_nothing_was_sent(client: StrictClient) -> None:
    client.submit("/consultations/indicators/propose", {"title": "Begun"}, button="Save as a draft")
    page = client.get(PLACE).text
    assert "Your draft is saved. You alone can see it, and saving it has sent nothing." in page
    assert "It has been sent." not in page


def test_loading_the_page_anew_shows_the_same_key_and_sends_nothing(
    client: StrictClient, session: Session, sent: TestResponse
) -> None:
    assert len({key_on(client.get(PLACE).text) for _time in range(3)}) == 1
    assert session.scalar(select(func.count()).select_from(Comment)) == 1


def test_after_a_quarter_of_an_hour_the_page_says_so_and_shows_no_key(
    client: StrictClient, sent: TestResponse, clock: Clock
) -> None:
    key = key_on(client.get(PLACE).text)
    clock.advance(minutes=15)
    page = client.get(PLACE)
    assert page.status_code == 410
    assert "A key is shown for 15 minutes" in page.text
    assert key not in page.text


def test_signing_out_ends_it_also_for_a_copy_of_the_cookie(client: StrictClient, sent: TestResponse) -> None:
    cookie = client.get_cookie("steppingstone")
    assert cookie
    client.submit("/sign-in", button="Sign out")
    assert client.get(PLACE).status_code == 401
    client.set_cookie("steppingstone", cookie.value)
    assert client.get(PLACE).status_code == 401


def test_whoever_signs_in_next_at_this_browser_sees_no_key(
    client: StrictClient, session: Session, sent: TestResponse
) -> None:
    sign_in(client, session, a_participant(session))
    assert client.get(PLACE).status_code == 410


def test_a_visitor_who_goes_back_can_send_the_open_form_once_more(client: StrictClient, session: Session) -> None:
    form = client.get(f"/proposals/{a_proposal(session).reference}/comment")
    answers = [send(client, form, {"stance": "support"}).location for _time in range(2)]
    assert answers == [PLACE, PLACE]
