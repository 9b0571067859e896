"""Every page one can reach by links, with the sample content in it: it answers, keeps the contract and is light."""

from __future__ import annotations

import gzip
import re
from collections import Counter, deque
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import lxml.html
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.people.models import Participant
from consultation.running.demo import fill
from indicators.loading import load_framework
from tests.client import StrictClient
from tests.clock import START
from tests.databases import SQLITE, Databases, begun_with
from tests.factories import an_officer, sign_in

STATIC = Path(__file__).parents[1] / "static"
MOST_BYTES = 30_000  # of a first visit, compressed in all
ENOUGH = 12  # pages of one kind: what holds for so many holds for the rest
SINGULAR = re.compile(r"(?<=/)(IND|REC|C)-[0-9]+|[0-9]+$")

DATABASES = SQLITE


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A database of the test's own, with the sample content of the demo."""
    url = begun_with(databases, "demo", lambda session: fill(session, load_framework(), now=START))
    yield url
    databases.discard(url)


def pages(client: StrictClient) -> Iterator[tuple[str, str]]:
    """Yield the address and the HTML of every page that links lead to from the first one, some of each kind."""
    waiting, met, visits = deque(["/"]), {"/"}, Counter[str]()
    while waiting:
        address = waiting.popleft()
        visits[kind_of(address)] += 1
        if visits[kind_of(address)] > ENOUGH:
            continue
        with client.get(address, follow_redirects=True) as answer:
            assert answer.status_code == 200, f"{address} answered {answer.status}"
            if answer.mimetype != "text/html":
                continue
            yield address, answer.text
        for link in lxml.html.document_fromstring(answer.text).xpath("//a/@href"):
            target = link.partition("#")[0]
            if target.startswith("/") and target not in met and "?" not in target:
                met.add(target)
                waiting.append(target)


def weight(html: str) -> int:
    """How many bytes a first visit to the page costs, compressed as a proxy would."""
    return len(gzip.compress(html.encode(), 6)) + weight_of_own_files()


@cache
def weight_of_own_files() -> int:
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in STATIC.iterdir())


def kind_of(address: str) -> str:
    """The address with what names one item among many left out."""
    return SINGULAR.sub("…", address)


def kinds_of(addresses: list[str]) -> set[str]:
    """The kinds of pages there are."""
    return {kind_of(address) for address in addresses}


def test_a_visitor_reaches_every_public_page_and_none_is_heavy(client: StrictClient, session: Session) -> None:
    weights = {address: weight(html) for address, html in pages(client)}
    assert {address: bytes_ for address, bytes_ in weights.items() if bytes_ > MOST_BYTES} == {}
    assert kinds_of(list(weights)) >= {
        "/",
        "/sign-in",
        "/protection",
        "/accessibility",
        "/framework/",
        "/framework/objectives/…",
        "/framework/paragraphs/…",
        "/consultations/indicators",
        "/consultations/indicators/propose",
        "/consultations/indicators/workbook",
        "/consultations/missing-migrants/propose",
        "/proposals/…",
        "/proposals/…/comment",
        "/proposals/…/history",
    }


def test_an_author_reaches_their_own_pages(client: StrictClient, session: Session) -> None:
    author = session.scalars(select(Participant).where(Participant.email == "association@example.org")).one()
    sign_in(client, session, author)
    assert kinds_of([address for address, _html in pages(client)]) >= {
        "/me/contributions",
        "/proposals/…/edit",
        "/proposals/…/withdraw",
        "/comments/…/withdraw",
    }


def test_the_secretariat_reaches_its_pages(client: StrictClient, session: Session) -> None:
    sign_in(client, session, an_officer(session))
    assert kinds_of([address for address, _html in pages(client)]) >= {
        "/secretariat/",
        "/secretariat/consultations/indicators",
        "/secretariat/proposals/…/decision",
        "/secretariat/comments/…/decision",
        "/secretariat/exports",
    }
