"""Making an address one's own, and what happens when it was one's own already."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.discussion.models import Comment, Stance
from consultation.discussion.operations.publishing import recount
from consultation.people.models import Attribution, Participant, ParticipationKey, SignIn, Status
from consultation.people.operations import confirm
from consultation.people.sign_in.credentials import keep_key
from consultation.people.sign_in.keys import stored
from consultation.people.speaker import Speaker
from consultation.proposals.models import Proposal
from tests.client import StrictClient
from tests.clock import START
from tests.consultation.people.sign_in.mails import letters_to, link_to
from tests.factories import a_comment, a_participant, a_proposal, an_officer, sign_in

ANN = "ann@example.org"
KEY = "23456789ABCDEFGHJKLM"
UNION = Speaker(Attribution.ORGANISATION, "trade_unions", organisation="Union of Cleaners")


@pytest.fixture
def visitor(client: StrictClient, session: Session, app: Flask) -> Participant:
    """Somebody without an address, signed in in `client`, who holds KEY."""
    participant = a_participant(session)
    sign_in(client, session, participant)
    with app.app_context():
        keep_key(session, participant, stored=stored(KEY), now=START)
    return participant


def claim(client: StrictClient, session: Session, email: str = ANN) -> str:
    answer = client.submit("/me/address", {"email": email}, button="Send a link to this address")
    assert answer.location == "/me/address/sent"
    return link_to(session, email)


def take(client: StrictClient, link: str) -> int:
    return client.submit(link, button="Use this address").status_code


def hidden_token(html: str) -> str:
    found = re.search(r'name="csrf_token"[^>]* value="([^"]*)"', html)
    assert found is not None
    return found[1]


def authors(session: Session, table: type[Comment | Proposal]) -> set[int | None]:
    return set(session.scalars(select(table.author_id)))


def test_an_address_becomes_ones_own_by_its_link(client: StrictClient, session: Session, visitor: Participant) -> None:
    link = claim(client, session)
    assert visitor.email is None
    assert take(client, link) == 302
    assert session.get_one(Participant, visitor.id).email == ANN
    assert "You have left an address" in client.get("/me/address").text


def test_an_address_is_not_given_to_a_browser_that_cannot_show_who_it_is(
    client: StrictClient, new_client: Callable[[], StrictClient], session: Session, visitor: Participant
) -> None:
    link, stranger = claim(client, session), new_client()
    page = stranger.get(link)
    assert page.status_code == 403
    assert "Are you who left this address?" in page.text
    sign_in(stranger, session, a_participant(session))
    forged = {"csrf_token": hidden_token(stranger.get("/me/address").text)}
    assert stranger.post(link, data=forged).status_code == 403
    assert session.get_one(Participant, visitor.id).email is None


def test_in_another_browser_the_key_is_asked_for_and_then_the_link_goes_on(
    client: StrictClient, new_client: Callable[[], StrictClient], session: Session, visitor: Participant
) -> None:
    link, phone = claim(client, session), new_client()
    answer = phone.submit(link, {"key-typed": KEY}, button="Sign in with the key")
    assert answer.location == link
    assert take(phone, link) == 302
    assert session.get_one(Participant, visitor.id).email == ANN


def test_an_address_of_ones_own_brings_everything_together(
    client: StrictClient, session: Session, visitor: Participant
) -> None:
    ann, officer = a_participant(session, email=ANN), an_officer(session)
    proposal = a_proposal(session, author=visitor)
    a_proposal(session, author=visitor, status=Status.DRAFT)
    a_comment(session, proposal, author=visitor, is_held=True)
    for author in (visitor, ann):
        confirm(session, a_comment(session, proposal, author=author, speaker=UNION), officer=officer, now=START)
    assert take(client, claim(client, session)) == 302
    assert authors(session, Proposal) == authors(session, Comment) == {ann.id}
    assert session.scalars(select(ParticipationKey.participant_id)).all() == [ann.id]
    assert session.scalars(select(SignIn.participant_id)).all() == [ann.id]
    assert set(session.scalars(select(Participant.id))) == {ann.id, officer.id}
    assert a_comment(session, a_proposal(session), author=ann, speaker=UNION).confirmed_by_id == officer.id


@pytest.mark.parametrize("newest_is_the_visitors", [True, False])
def test_of_two_positions_of_one_person_the_newest_counts(
    client: StrictClient, session: Session, visitor: Participant, newest_is_the_visitors: bool
) -> None:
    ann, proposal = a_participant(session, email=ANN), a_proposal(session)
    first, second = (ann, visitor) if newest_is_the_visitors else (visitor, ann)
    a_comment(session, proposal, author=first, stance=Stance.SUPPORT, text="")
    a_comment(session, proposal, author=second, stance=Stance.STRONG_CONCERN, text="")
    elsewhere = a_comment(session, a_proposal(session), author=visitor, stance=Stance.SUPPORT).proposal_id
    assert take(client, claim(client, session)) == 302
    proposal = session.get_one(Proposal, proposal.id)
    assert (proposal.support_count, proposal.concern_count) == (0, 1)
    assert session.get_one(Proposal, elsewhere).support_count == 1
    recount(session, proposal)
    assert (proposal.support_count, proposal.concern_count) == (0, 1)
    superseded = select(Comment.stance).where(Comment.superseded_by_id.is_not(None))
    assert session.scalars(superseded).all() == [Stance.SUPPORT]


def test_joining_two_participants_touches_no_date_of_any_row(
    client: StrictClient, session: Session, visitor: Participant
) -> None:
    ann = a_participant(session, email=ANN)
    for proposal in (a_proposal(session), a_proposal(session, author=ann), a_proposal(session, author=visitor)):
        for author in (ann, visitor):
            a_comment(session, proposal, author=author, stance=Stance.SUPPORT)
    session.commit()
    before = dates_of(session)
    assert take(client, claim(client, session)) == 302
    session.expire_all()
    assert len(session.scalars(select(Comment.id).where(Comment.superseded_by_id.is_not(None))).all()) == 3
    assert dates_of(session) == before


def dates_of(session: Session) -> list[tuple[object, ...]]:
    """Every date and every moment of every proposal and comment."""
    return [
        (table.name, *row)
        for table in (Proposal.__table__, Comment.__table__)
        for row in session.execute(
            select(table.c.id, *(column for column in table.c if column.name.endswith(("_at", "_on")))).order_by("id")
        )
    ]


def test_confirming_an_organisation_touches_the_date_of_no_other_row(session: Session) -> None:
    author, officer = a_participant(session), an_officer(session)
    proposal = a_proposal(session, author=author, speaker=UNION)
    others = [a_comment(session, proposal, author=author, speaker=UNION) for _number in range(2)]
    before = [one.changed_at for one in others]
    confirm(session, proposal, officer=officer, now=START + timedelta(days=1))
    session.expire_all()
    assert proposal.changed_at == START + timedelta(days=1)
    assert [one.changed_at for one in others] == before
    assert all(one.confirmed_at for one in others)


def test_whose_address_it_was_is_told_to_nobody_else(
    client: StrictClient, new_client: Callable[[], StrictClient], session: Session, visitor: Participant
) -> None:
    a_participant(session, email="known@example.org")
    page = client.get("/me/address")
    asked = [
        client.submit(page, {"email": email}, button="Send a link to this address", follow_redirects=True).text
        for email in ("known@example.org", "other@example.org")
    ]
    assert asked[0].replace(hidden_token(asked[0]), "") == asked[1].replace(hidden_token(asked[1]), "")
    links = [client.get(link_to(session, email)).text for email in ("known@example.org", "other@example.org")]
    bare = [page.replace("known@", "other@").replace(hidden_token(page), "") for page in links]
    assert bare[0] == bare[1]


def test_a_visitor_who_is_joined_with_an_officer_leaves_no_key_to_the_officers_rights(
    client: StrictClient, session: Session, visitor: Participant
) -> None:
    officer = an_officer(session)
    assert take(client, claim(client, session, str(officer.email))) == 302
    assert session.scalar(select(func.count()).select_from(ParticipationKey)) == 0
    assert session.get_one(Participant, officer.id).is_officer


def test_the_address_before_is_told_that_it_was_changed(client: StrictClient, session: Session) -> None:
    ann = a_participant(session, email=ANN)
    sign_in(client, session, ann)
    assert take(client, claim(client, session, "new@example.org")) == 302
    assert session.get_one(Participant, ann.id).email == "new@example.org"
    told = letters_to(session, ANN)[-1]
    assert "changed" in told.subject
    assert "new@example.org" not in told.body


def test_a_link_that_claims_is_no_way_to_sign_in(
    client: StrictClient, new_client: Callable[[], StrictClient], session: Session, visitor: Participant
) -> None:
    a_participant(session, email=ANN)
    link, stranger = claim(client, session), new_client()
    page = stranger.get("/sign-in")
    answer = stranger.submit(page, {"email": "x@example.org"}, button="Send me a link")
    assert answer.status_code == 302
    assert stranger.get(link).status_code == 403
    assert stranger.get("/me/address").status_code == 401
