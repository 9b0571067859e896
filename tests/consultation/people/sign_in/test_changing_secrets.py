"""Changing SECRET_KEY and KEY_SECRET: what was made with the earlier ones goes on as long as they are named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from consultation.config import Config
from consultation.people.models import ParticipationKey
from tests.client import StrictClient
from tests.databases import SQLITE
from tests.screen import fill_in, key_on
from tests.sending import send

DATABASES = SQLITE
MakeSite = Callable[[Config], StrictClient]
PROPOSE = "/consultations/indicators/propose"
PROPOSAL = {"title": "Graves", "rationale": "Families ask.", "objectives": "8, 10"}


@pytest.fixture
def site(make_app: Callable[[Config], Flask], session: Session) -> Iterator[MakeSite]:
    """A browser at the site with these settings, each time it is called."""
    made = []

    def make(config: Config) -> StrictClient:
        made.append(make_app(config))
        client = made[-1].test_client()
        assert isinstance(client, StrictClient)
        client.session = session
        return client

    yield make
    for app in made:
        app.extensions["engine"].dispose()


@pytest.fixture
def changed(config: Config) -> Config:
    """The settings after both secrets were changed, the earlier ones named."""
    return replace(
        config,
        secret_key="another secret of the tests, new",
        key_secret="one more secret of the tests, new",
        secret_key_earlier=("an older one", config.secret_key),
        key_secret_earlier=("an older one", config.key_secret),
    )


def goes_on_as(client: StrictClient, other: StrictClient) -> None:
    """Let another browser carry the cookie of the first."""
    cookie = client.get_cookie("steppingstone")
    assert cookie is not None
    other.set_cookie("steppingstone", cookie.value)


def sent(client: StrictClient) -> str:
    """Propose something as a visitor; return the page that shows the key."""
    return client.get(send(client, PROPOSE, PROPOSAL).location).text


def opens(client: StrictClient, key: str) -> bool:
    return client.submit("/sign-in", {"key-typed": key}, button="Sign in with the key").status_code == 302


def test_who_is_signed_in_stays_and_their_key_is_shown_still(site: MakeSite, config: Config, changed: Config) -> None:
    before, after = site(config), site(changed)
    key = key_on(sent(before))
    goes_on_as(before, after)
    assert after.get("/me/contributions").status_code == 200
    assert key_on(after.get("/me/key/new").text) == key


def test_a_form_that_was_open_can_be_sent_and_sent_again(site: MakeSite, config: Config, changed: Config) -> None:
    before, after = site(config), site(changed)
    preview = before.submit(PROPOSE, PROPOSAL, button="Preview")
    form = fill_in(preview.text, {}, button="Send")
    goes_on_as(before, after)
    pairs = MultiDict(form.pairs)
    first = before.post(PROPOSE, data=pairs)
    assert first.status_code == 302
    again = after.post(PROPOSE, data=pairs)
    assert (again.status_code, again.location) == (302, first.location)


def test_a_key_opens_what_it_opened_and_is_kept_with_the_new_secret_when_it_is_used(
    site: MakeSite, config: Config, changed: Config, session: Session
) -> None:
    key = key_on(sent(site(config)))
    without = replace(changed, secret_key_earlier=(), key_secret_earlier=())
    stored = session.scalars(select(ParticipationKey.key_hash)).one()
    assert not opens(site(without), key)
    assert opens(site(changed), key)
    assert session.scalars(select(ParticipationKey.key_hash)).one() != stored
    assert opens(site(without), key)


def test_without_the_earlier_secret_nobody_is_signed_in_any_more(
    site: MakeSite, config: Config, changed: Config
) -> None:
    before, after = site(config), site(replace(changed, secret_key_earlier=()))
    sent(before)
    goes_on_as(before, after)
    assert after.get("/me/address").status_code == 401
