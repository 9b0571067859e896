"""The same rules of sessions where the site is reached by https, with cookies that insist on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.config import PRODUCTION, Config
from consultation.people.models import Participant
from consultation.people.sign_in.credentials import keep_key
from consultation.people.sign_in.keys import stored
from consultation.people.tokens import read_key
from tests.client import StrictClient
from tests.clock import Clock
from tests.consultation.people.sign_in.test_sessions import KEY, sign_in_on
from tests.factories import a_participant, a_proposal, missing_migrants

SITE = "https://consultation.example.org"
NAME = "__Host-steppingstone"


class Reader(StrictClient):
    """Somebody who reaches the site by its public address."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask the public address."""
        kwargs.setdefault("base_url", SITE)
        return super().open(*args, **kwargs)


@pytest.fixture
def app(config: Config, make_app: Callable[[Config], Flask]) -> Iterator[Flask]:
    """The app as it runs in production."""
    app = make_app(replace(config, environment=PRODUCTION, base_url=SITE, smtp_url="smtp://127.0.0.1:9"))
    app.test_client_class = Reader
    yield app
    app.extensions["engine"].dispose()


@pytest.fixture
def holder(app: Flask, session: Session, clock: Clock) -> Participant:
    """Somebody without an address who holds the key."""
    participant = a_participant(session)
    with app.app_context():
        keep_key(session, participant, stored=stored(read_key(KEY) or ""), now=clock())
    return participant


def cookie_of(answer: TestResponse, which: str = NAME) -> set[str]:
    """What a cookie of an answer insists on, without what it says."""
    [cookie] = [cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith(f"{which}=")]
    name, *rules = cookie.split("; ")
    return {name.partition("=")[0], *(rule.partition("=")[0] if rule.startswith("Expires") else rule for rule in rules)}


INSISTS_ON = {NAME, "Secure", "HttpOnly", "SameSite=Lax", "Path=/"}


@pytest.mark.usefixtures("holder")
def test_after_signing_out_pages_can_read_a_mark_that_ends_with_the_browser(client: StrictClient) -> None:
    signed_in = client.submit("/sign-in", {"key-typed": KEY}, button="Sign in with the key")
    assert len(signed_in.headers.getlist("Set-Cookie")) == 1
    signed_out = client.submit("/", button="Sign out")
    assert cookie_of(signed_out, f"{NAME}-mark") == {*INSISTS_ON, f"{NAME}-mark"} - {NAME, "HttpOnly"}
    client.delete_cookie(f"{NAME}-mark", domain="consultation.example.org")  # as when the browser was closed
    assert client.get("/static/style.css").headers.getlist("Set-Cookie") == []  # which caches may keep for others
    page = client.get("/")
    mark = client.get_cookie(f"{NAME}-mark", "consultation.example.org")
    assert mark
    assert f'data-mark="{mark.value}"' in page.text
    again = client.get("/").headers.getlist("Set-Cookie")
    assert not [cookie for cookie in again if cookie.startswith(f"{NAME}-mark")]


@pytest.mark.usefixtures("holder")
def test_the_cookie_is_for_this_host_by_https_and_ends_with_the_browser_unless_somebody_asked_to_stay(
    client: StrictClient,
) -> None:
    asked = {"key-typed": KEY}
    assert cookie_of(client.submit("/sign-in", asked, button="Sign in with the key")) == INSISTS_ON
    stays = client.submit("/sign-in", asked | {"key-stays": "y"}, button="Sign in with the key")
    assert cookie_of(stays) == {*INSISTS_ON, "Expires"}
    assert cookie_of(client.submit("/", button="Sign out")) == INSISTS_ON
    assert client.get("/me/contributions").status_code == 401


def test_a_session_ends_half_an_hour_after_its_last_use_and_what_is_sent_then_is_kept(
    client: StrictClient, session: Session, holder: Participant, clock: Clock
) -> None:
    client.submit("/sign-in", {"key-typed": KEY}, button="Sign in with the key")
    clock.advance(minutes=29)
    form = client.get("/consultations/indicators/propose")
    clock.advance(minutes=31)
    answer = client.submit(form, {"title": "What I wrote"}, button="Save as a draft")
    assert (answer.status_code, answer.text.count("What I wrote")) == (401, 3)
    signed_in = sign_in_on(client, answer)
    assert client.submit(signed_in, button="Send it again").status_code == 302
    assert "What I wrote" in client.get("/me/contributions").text


def test_writing_in_a_protected_consultation_ends_staying_signed_in(
    client: StrictClient, session: Session, holder: Participant, clock: Clock
) -> None:
    client.submit("/sign-in", {"key-typed": KEY, "key-stays": "y"}, button="Sign in with the key")
    clock.advance(minutes=25)
    a_proposal(session, missing_migrants(session), author=holder)
    assert cookie_of(client.get("/")) == INSISTS_ON
    clock.advance(minutes=31)
    assert client.get("/me/contributions").status_code == 401
