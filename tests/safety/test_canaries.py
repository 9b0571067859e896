"""What not everybody may read is nowhere that not everybody reads: no page, list, count, search, file or history."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product

import lxml.html
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from exports.files.writer.formats import FORMATS
from exports.report.scope.audiences import Audience
from tests.databases import ON_SQLITE
from tests.safety.canaries import under
from tests.safety.walk import addresses, text_of, workbook
from tests.safety.world import World, a_world, fill_in_the_rest

PUBLIC = (
    *("published", "edited", "others", "discussed", "brought_in", "hidden.reason"),
    *("comment_published", "comment_reply", "comment_position", "comment_on_hidden", "comment_hidden.reason"),
    *("summary_of_proposal", "summary_of_subject", "again.reason", "comment_again.reason"),
)
MODERATED = (
    *("held", "refused", "hidden", "edit_held", "edit_refused", "comment_held", "comment_refused", "comment_hidden"),
    *("asked", "published_asked", "comment_asked", "comment_published_asked", "again", "again_edit", "comment_again"),
)
READABLE = {
    "visitor": PUBLIC,
    "newcomer": PUBLIC,
    "other": PUBLIC,
    "officer": (*PUBLIC, *MODERATED, "summary_secret", "upload_officer"),
    "author": (*PUBLIC, *MODERATED, "draft", "edit_replaced", "upload"),
}
"""What everybody may read. Nobody reads what was withdrawn, nor what its author hides, nor whose anything is, nor
any address."""

# What differs each time a page is made.
MADE_ANEW = re.compile(r'name="(?:csrf_token|submission)"[^>]*>|Set-Cookie: .*')


@pytest.fixture
def world(session: Session) -> World:
    """What everybody may read of a consultation; the tests add the rest."""
    return a_world(session)


def browser_of(app: Flask, world: World, role: str) -> FlaskClient:
    client = FlaskClient(app, app.response_class)
    world.sign_in(client, role)
    return client


def everything(address: str) -> bool:
    return True


def all_that_is_said(
    app: Flask, world: World, client: FlaskClient, is_asked: Callable[[str], bool] = everything
) -> Iterator[tuple[str, str]]:
    """Yield everything somebody is answered, with the address that was asked, but for what is made anew each time."""
    for address in filter(is_asked, addresses(app, world)):
        yield address, MADE_ANEW.sub("", text_of(client.get(address)))
    for audience, file_format, query in product(Audience, FORMATS, ({}, {"group": "civil_society"})):
        answer = workbook(client, world.consultation.slug, audience, file_format, **query)
        yield f"{file_format} for {audience} {query}", MADE_ANEW.sub("", text_of(answer))


@pytest.mark.parametrize(
    ("databases", "role"),
    [*(("sqlite", role) for role in READABLE), ("postgresql", "visitor")],
    indirect=["databases"],
)
def test_everybody_reads_what_they_may_and_nothing_else(app: Flask, full_world: World, role: str) -> None:
    canaries, seen = full_world.canaries, dict[str, str]()
    for address, text in all_that_is_said(app, full_world, browser_of(app, full_world, role)):
        asked = canaries.seen_in(address)  # and may be repeated
        seen |= {place: address for place in canaries.seen_in(text) - asked if place not in seen}
    readable = under(canaries.places.values(), READABLE[role])
    assert {place: address for place, address in seen.items() if place not in readable} == {}
    assert readable - set(seen) == set()


@ON_SQLITE
def test_what_is_out_of_sight_changes_nothing_that_others_see(app: Flask, world: World) -> None:
    """No list, number, order, date or file is another one; the page where traces stand is the only one to change."""
    traced = str(world.proposals["discussed"].reference)
    client = browser_of(app, world, "visitor")
    client.get("/sign-in")  # from here on it carries a cookie
    before = dict(all_that_is_said(app, world, client, lambda address: traced not in address))
    fill_in_the_rest(world)
    after = dict(all_that_is_said(app, world, client, before.__contains__))
    assert {address for address in before if after[address] != before[address]} == set()
    assert len(before) > 100


def test_no_search_finds_what_is_out_of_sight(app: Flask, full_world: World) -> None:
    client = browser_of(app, full_world, "visitor")
    found = {place for word, place in full_world.canaries.places.items() if hits(client, full_world, word)}
    public = under(full_world.canaries.places.values(), ("published", "edited", "others", "discussed", "brought_in"))
    assert found == public


def hits(client: FlaskClient, world: World, word: str) -> int:
    """Return how many proposals are listed where somebody searches for a word."""
    page = client.get(f"/consultations/{world.consultation.slug}", query_string={"q": word}).text
    return sum(len(rows) for rows in lxml.html.document_fromstring(page).find_class("rows"))
