"""What one sees of one's own, and nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from consultation.discussion.models import Stance
from consultation.discussion.operations.commenting import hide_comment, refuse_comment, withdraw_comment
from consultation.people.models import Participant, Status
from consultation.proposals.queries import get_proposal
from tests.client import StrictClient
from tests.clock import START
from tests.factories import a_comment, a_participant, a_proposal, an_officer, sign_in
from tests.statements import Statements

MINE = "/me/contributions"
Count = Callable[[], AbstractContextManager[Statements]]


@pytest.fixture
def person(client: StrictClient, session: Session) -> Participant:
    """Whoever sits at the client's browser."""
    participant = a_participant(session)
    sign_in(client, session, participant)
    return participant


def test_a_visitor_is_asked_to_sign_in(client: StrictClient) -> None:
    assert client.get(MINE).status_code == 401


def test_somebody_who_sent_nothing_is_told_so(client: StrictClient, person: Participant) -> None:
    assert "You have not sent anything yet" in client.get(MINE).text


def test_drafts_proposals_and_comments_are_listed_with_their_state(
    client: StrictClient, session: Session, person: Participant
) -> None:
    a_proposal(session, author=person, status=Status.DRAFT, title="Still to be thought through")
    mine = a_proposal(session, author=person, title="Share of border deaths looked into")
    a_comment(session, mine, author=person, stance=Stance.SUPPORT, text="Because it can be counted.")
    page = client.get(MINE).text
    assert "draft, seen by you alone" in page
    assert "Still to be thought through" in page
    assert "Because it can be counted." in page
    assert f"/proposals/{mine.reference}/edit" in page
    assert "/comments/C-000001/withdraw" in page


def test_what_others_sent_is_not_listed(client: StrictClient, session: Session, person: Participant) -> None:
    a_comment(session, a_proposal(session, title="By somebody else"), text="CANARY")
    page = client.get(MINE).text
    assert "CANARY" not in page
    assert "By somebody else" not in page


@pytest.mark.parametrize("status", [Status.REFUSED, Status.HIDDEN])
def test_the_author_sees_why_a_proposal_was_not_published_or_hidden(
    client: StrictClient, session: Session, person: Participant, status: Status
) -> None:
    a_proposal(session, author=person, status=status)
    assert 'Reason: <bdi dir="auto">It names a person.' in client.get(MINE).text


def test_the_author_sees_why_a_comment_was_refused_or_hidden(
    client: StrictClient, session: Session, person: Participant
) -> None:
    proposal, officer = a_proposal(session), an_officer(session)
    held = a_comment(session, proposal, author=person, is_held=True)
    refuse_comment(session, held, officer=officer, reason="Off the subject.", now=START)
    shown = a_comment(session, proposal, author=person)
    hide_comment(session, shown, officer=officer, reason="It insults somebody.", now=START)
    page = client.get(MINE).text
    assert 'Reason: <bdi dir="auto">Off the subject.' in page
    assert 'Reason: <bdi dir="auto">It insults somebody.' in page


def test_of_what_one_withdrew_the_date_stays(client: StrictClient, session: Session, person: Participant) -> None:
    comment = a_comment(session, a_proposal(session), author=person, text="CANARY")
    withdraw_comment(session, comment, now=START + timedelta(days=3))
    page = client.get(MINE).text
    assert "withdrawn on" in page
    assert "18 January 2027" in page
    assert "CANARY" not in page


def test_a_long_list_is_paged_and_nothing_is_left_out(
    client: StrictClient, session: Session, person: Participant
) -> None:
    proposal = a_proposal(session, author=person)
    for number in range(60):
        a_comment(session, proposal, author=person, text=f"Comment number {number:02d}.", now=START)
    seen: list[str] = []
    address: str | None = MINE
    while address:
        page = client.get(address)
        seen += [text for text in (f"Comment number {number:02d}." for number in range(60)) if text in page.text]
        following = page.text.partition('rel="next" href="')[2].partition('"')[0]
        address = following or None
    assert len(seen) == len(set(seen)) == 60


@pytest.mark.parametrize("so_many", [5, 25])
def test_the_number_of_statements_does_not_grow(
    client: StrictClient, session: Session, person: Participant, statements: Count, so_many: int
) -> None:
    heard = []
    for number in (1, so_many):
        for _ in range(number):
            a_comment(session, a_proposal(session, author=person), author=person)
        session.commit()
        with statements() as statement:
            client.get(MINE)
        heard.append(len(statement))
    assert heard[0] == heard[1]


def test_what_others_have_said_since_is_counted_and_ones_own_words_are_not(
    client: StrictClient, session: Session, person: Participant
) -> None:
    mine = a_proposal(session, author=person)
    opening = a_comment(session, mine, author=person, text="My own remark")
    a_comment(session, mine, stance=Stance.SUPPORT, text="Good", now=START + timedelta(days=2))
    a_comment(session, mine, parent=opening, text="I answer you", now=START + timedelta(days=3))
    a_comment(session, mine, text="Not seen by anybody", is_held=True)
    page = client.get(MINE).text
    assert "Since you sent it:" in page
    assert "2 answers by others" in page
    assert "1 answer by others" in page
    assert page.count("18 January 2027") == 2  # the newest of both
    assert "1 support" in page


def test_ones_own_position_is_not_among_what_came_since(
    client: StrictClient, session: Session, person: Participant
) -> None:
    mine = a_proposal(session, author=person)
    a_comment(session, mine, author=person, stance=Stance.SUPPORT, text="")
    session.commit()
    assert "Since you sent it:" not in client.get(MINE).text
    other, public = a_participant(session), get_proposal(session, str(mine.reference), None)
    a_comment(session, public, author=other, stance=Stance.SUPPORT, text="")
    a_comment(session, public, author=other, stance=Stance.STRONG_CONCERN, text="")
    session.commit()
    page = client.get(MINE).text
    assert "Since you sent it:" in page
    assert "1 strong concern" in page
    assert "1 support" not in page
