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
from tests.factories import a_comment, a_participant, a_proposal, an_officer, sign_in

CURSOR = re.compile(r"[?&;](?:comments|before|from|older|after)=([0-9-]+)")


@pytest.fixture
def author(session: Session) -> Participant:
    """Somebody who has sent more than a page of everything."""
    author = a_participant(session)
    a_proposal(session, author=author)
    opening = a_comment(session, a_proposal(session, author=author), author=author)
    for number in range(60):
        a_proposal(session, author=author)
        a_comment(session, opening.proposal, parent=opening, author=author)
        a_comment(session, opening.proposal, author=author, is_held=number % 2 == 0, stance=Stance.QUESTION)
    session.commit()
    return author


def cursors(client: StrictClient, *addresses: str) -> Iterator[int]:
    """Every number of every cursor on some pages."""
    for address in addresses:
        for cursor in CURSOR.findall(client.get(address).text):
            yield from map(int, cursor.split("-"))


def test_cursors_of_lists_and_discussions_carry_places_and_references(
    client: StrictClient, session: Session, author: Participant
) -> None:
    discussed = session.scalars(select(Proposal).join(Comment, Comment.proposal_id == Proposal.id)).first()
    assert discussed is not None
    public = {*session.scalars(select(Proposal.published_number)), *session.scalars(select(Comment.published_number))}
    references = {int(reference[2:]) for reference in session.scalars(select(Comment.reference))}
    counts = set(session.scalars(select(Proposal.comment_count)))
    places = "/consultations/indicators", f"/proposals/{discussed.reference}"
    found = list(cursors(client, *places, "/consultations/indicators?sort=discussed"))
    assert len(found) >= 4
    assert set(found) <= public | references | counts


def test_the_desk_goes_on_by_places(client: StrictClient, session: Session, author: Participant) -> None:
    sign_in(client, session, an_officer(session))
    sent = {*session.scalars(select(Proposal.sent_number)), *session.scalars(select(Comment.sent_number))}
    found = list(cursors(client, "/secretariat/?list=held", "/secretariat/?list=recent"))
    assert len(found) == 2
    assert set(found) <= sent


def test_ones_own_list_goes_on_by_how_many_were_read(
    client: StrictClient, session: Session, author: Participant
) -> None:
    sign_in(client, session, author)
    assert sum(cursors(client, "/me/contributions")) == 25
