"""What the addresses of further pages carry: places and references, which the reader sees, and no id and no moment."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.discussion.models import Comment, Stance
from consultation.people.models import Participant
from consultation.proposals.models import Proposal
from tests.client import StrictClient
from tests.databases import SQLITE, Databases, begun_with
from tests.factories import a_comment, a_participant, a_proposal, an_officer, sign_in

DATABASES = SQLITE

AUTHOR = "author@example.org"
CURSOR = re.compile(r"[?&;](?:comments|before|from|older|after)=([0-9-]+)")


def fill(session: Session) -> None:
    """Let somebody send more than a page, where others have, too."""
    author = a_participant(session, email=AUTHOR)
    for _number in range(30):
        a_proposal(session)  # so that no id is a number that an address may carry
    opening = a_comment(session, a_proposal(session, author=author), author=author)
    for number in range(60):
        a_comment(session, opening.proposal, parent=opening)
        a_comment(session, opening.proposal, is_held=number % 2 == 0, stance=Stance.QUESTION)
        a_proposal(session, author=author)


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A database of the test's own, in which there is more than a page of everything."""
    url = begun_with(databases, "more than a page", fill)
    yield url
    databases.discard(url)


@pytest.fixture
def author(session: Session) -> Participant:
    """Somebody who has sent more than a page."""
    return session.scalars(select(Participant).where(Participant.email == AUTHOR)).one()


def cursors(client: StrictClient, *addresses: str) -> list[tuple[int, ...]]:
    """The numbers of every cursor on some pages."""
    found = [cursor for address in addresses for cursor in CURSOR.findall(client.get(address).text)]
    return [tuple(map(int, cursor.split("-"))) for cursor in found]


def test_discussions_go_on_by_the_place_of_a_thread_and_the_reference_of_a_reply(
    client: StrictClient, session: Session
) -> None:
    comments = session.scalars(select(Comment)).all()
    discussed = session.get_one(Proposal, comments[0].proposal_id)
    places = {one.published_number for one in comments}
    references = {int(one.reference[2:]) for one in comments}
    address = f"/proposals/{discussed.reference}"
    first = cursors(client, address)
    further = [cursor for one in first for cursor in cursors(client, f"{address}?comments={'-'.join(map(str, one))}")]
    found = first + further
    assert {len(cursor) for cursor in found} == {1, 2}
    assert {cursor[0] for cursor in found} <= places
    assert {cursor[1] for cursor in found if len(cursor) == 2} <= references


def test_lists_go_on_by_places(client: StrictClient, session: Session, author: Participant) -> None:
    places = set(session.scalars(select(Proposal.published_number)))
    found = cursors(client, "/consultations/indicators", "/consultations/indicators?sort=discussed")
    assert len(found) == 2
    assert {cursor[-1] for cursor in found} <= places


def test_the_desk_goes_on_by_places(client: StrictClient, session: Session, author: Participant) -> None:
    sign_in(client, session, an_officer(session))
    sent = {*session.scalars(select(Proposal.sent_number)), *session.scalars(select(Comment.sent_number))}
    found = cursors(client, "/secretariat/?list=held", "/secretariat/?list=recent")
    assert len(found) == 2
    assert {number for cursor in found for number in cursor} <= sent


def test_ones_own_list_goes_on_by_how_many_were_read(
    client: StrictClient, session: Session, author: Participant
) -> None:
    sign_in(client, session, author)
    assert [sum(cursor) for cursor in cursors(client, "/me/contributions")] == [25]
