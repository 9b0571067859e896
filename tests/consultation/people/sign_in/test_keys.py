"""Signing in with a participation key, and having a further one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.people.models import Participant, ParticipationKey, SignIn
from consultation.people.sign_in.accounts import make_officer
from consultation.people.sign_in.credentials import keep_key
from consultation.people.sign_in.keys import stored
from consultation.people.tokens import ALPHABET, grouped
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.factories import a_participant, an_officer, sign_in

KEY = "23456789ABCDEFGHJKLM"
OTHER_KEY = "NPQRSTUVWXYZ23456789"


@pytest.fixture
def holder(app: Flask, session: Session) -> Participant:
    """Somebody who left nothing but holds KEY."""
    participant = a_participant(session)
    with app.app_context():
        keep_key(session, participant, stored=stored(KEY), now=START)
    return participant


def try_key(client: StrictClient, typed: str, where: str = "/sign-in") -> tuple[int, str]:
    response = client.submit(where, {"key-typed": typed}, button="Sign in with the key")
    return response.status_code, response.location or response.text


@pytest.mark.usefixtures("holder")
@pytest.mark.parametrize("typed", [KEY, grouped(KEY), grouped(KEY).lower().replace("-", " ")])
def test_a_key_signs_in_however_it_is_typed_and_as_often_as_one_likes(client: StrictClient, typed: str) -> None:
    for _ in range(2):
        assert try_key(client, typed) == (302, "/me/contributions")
        assert client.get("/me/address").status_code == 200
        client.submit("/sign-in", button="Sign out")


@pytest.mark.usefixtures("holder")
def test_a_key_leads_on_to_where_one_came_from(client: StrictClient) -> None:
    assert try_key(client, KEY, "/sign-in?next=/proposals/IND-0001/edit") == (302, "/proposals/IND-0001/edit")
    assert try_key(client, KEY, "/sign-in?next=//evil.example") == (302, "/me/contributions")


@pytest.mark.usefixtures("holder")
def test_a_key_that_opens_nothing_is_kept_in_its_field_and_said(client: StrictClient) -> None:
    status, page = try_key(client, grouped(OTHER_KEY))
    assert status == 422
    assert 'href="#key-typed"' in page
    assert f'value="{grouped(OTHER_KEY)}"' in page
    assert client.get("/me/address").status_code == 401


def test_unknown_keys_and_officers_keys_are_answered_alike(
    app: Flask, client: StrictClient, session: Session, holder: Participant
) -> None:
    holder.is_officer = True
    answers = [re.sub('value="[^"]*"|#sent-[0-9a-f]+', "", try_key(client, key)[1]) for key in (KEY, OTHER_KEY)]
    assert answers[0] == answers[1]


@pytest.mark.parametrize("typed", ["", "2345", KEY + "2", KEY[:-1] + "0", "А" * 20, "\x00" * 20])
def test_what_cannot_be_a_key_is_said_before_anything_is_looked_up(client: StrictClient, typed: str) -> None:
    assert try_key(client, typed)[0] == 422


@pytest.mark.usefixtures("holder")
def test_trying_keys_is_limited_even_for_the_right_one(client: StrictClient) -> None:
    page = client.get("/sign-in")
    for last in ALPHABET[:20]:
        client.submit(page, {"key-typed": OTHER_KEY[:-1] + last}, button="Sign in with the key")
    response = client.submit(page, {"key-typed": KEY}, button="Sign in with the key")
    assert (response.status_code, "Retry-After" in response.headers) == (429, True)


def ask_for_key(client: StrictClient, values: dict[str, str] | None = None) -> str:
    page = client.submit("/me/key", values, button="Show me a new key", follow_redirects=True)
    shown = re.search(r'<p class="key".*?</p>', page.text, re.DOTALL)
    assert shown is not None
    return re.sub(r"<[^>]*>|\s", "", shown[0])


def test_a_further_key_opens_the_same_and_leaves_the_first_as_it_is(
    client: StrictClient, new_client: Callable[[], StrictClient], session: Session, holder: Participant
) -> None:
    sign_in(client, session, holder)
    further = ask_for_key(client)
    assert further not in {KEY, grouped(KEY)}
    for key in (KEY, further):
        assert try_key(new_client(), key)[0] == 302


def test_a_new_key_can_end_the_others_and_every_other_session(
    client: StrictClient, new_client: Callable[[], StrictClient], session: Session, holder: Participant
) -> None:
    thief = new_client()
    try_key(thief, KEY)
    sign_in(client, session, holder)
    further = ask_for_key(client, {"end_others": "y"})
    assert try_key(new_client(), KEY)[0] == 422
    assert thief.get("/me/address").status_code == 401
    assert client.get("/me/address").status_code == 200
    assert try_key(new_client(), further)[0] == 302


def test_asking_for_a_key_twice_with_one_form_shows_the_same_key(
    client: StrictClient, session: Session, clock: Clock
) -> None:
    sign_in(client, session, a_participant(session))
    page = client.get("/me/key")
    first, again = (client.submit(page, button="Show me a new key", follow_redirects=True) for _ in range(2))
    assert without_token(first.text) == without_token(again.text)
    assert session.scalar(select(func.count()).select_from(ParticipationKey)) == 1
    clock.advance(minutes=15)
    assert client.submit(page, button="Show me a new key").status_code == 409


def without_token(html: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", html)


def test_officers_have_no_keys_and_lose_those_they_had(
    client: StrictClient, session: Session, holder: Participant
) -> None:
    make_officer(session, holder)
    session.commit()
    assert session.scalar(select(func.count()).select_from(ParticipationKey)) == 0
    sign_in(client, session, an_officer(session))
    assert client.get("/me/key").status_code == 403


def test_a_stolen_cookie_is_worth_nothing_after_signing_out(
    client: StrictClient, new_client: Callable[[], StrictClient], session: Session, holder: Participant
) -> None:
    try_key(client, KEY)
    stolen = client.get_cookie("steppingstone")
    assert stolen is not None
    thief = new_client()
    thief.set_cookie("steppingstone", stolen.value)
    assert thief.get("/me/address").status_code == 200
    answer = client.submit("/sign-in", button="Sign out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert thief.get("/me/address").status_code == 401
    assert session.scalar(select(func.count()).select_from(SignIn)) == 0


@pytest.mark.parametrize(("is_officer", "days"), [(False, 14), (True, 0.5)])
def test_a_session_ends_by_itself(
    client: StrictClient, session: Session, clock: Clock, is_officer: bool, days: float
) -> None:
    sign_in(client, session, a_participant(session, email="a@example.org", is_officer=is_officer))
    clock.advance(days=days, seconds=-1)
    assert client.get("/me/address").status_code == 200
    clock.advance(seconds=1)
    assert client.get("/me/address").status_code == 401
