"""Who speaks in a contribution: what is hidden is not kept, and what is confirmed of it."""

from __future__ import annotations

from dataclasses import astuple, replace

import pytest
from sqlalchemy.orm import Session

from consultation.discussion.operations.commenting import withdraw_comment
from consultation.errors import AlreadyDone
from consultation.people.models import Attributed, Attribution
from consultation.people.operations import attribute, confirm
from consultation.people.speaker import Speaker
from tests.clock import START
from tests.factories import a_comment, a_participant, a_proposal, an_officer

ALL_SAID = {"stakeholder_group": "diaspora", "region": "africa", "organisation": "Bridges", "name": "Ann"}
UNION = Speaker(Attribution.ORGANISATION, "trade_unions", "africa", "Union of Cleaners", "Ann")
GROUP = Speaker(Attribution.GROUP, "trade_unions", "africa", "Union of Cleaners", "Ann")
NAMED = replace(UNION, attribution=Attribution.NAMED)
OTHERWISE = (GROUP, NAMED, replace(UNION, region=""), replace(UNION, stakeholder_group="academia"))


def said_in(item: Attributed) -> tuple[str, ...]:
    return item.stakeholder_group, item.region, item.organisation, item.name


@pytest.mark.parametrize(
    ("attribution", "shown"),
    [
        (Attribution.NAMED, ("diaspora", "africa", "Bridges", "Ann")),
        (Attribution.ORGANISATION, ("diaspora", "africa", "Bridges", "")),
        (Attribution.GROUP, ("diaspora", "africa", "", "")),
        (Attribution.NOTHING, ("", "", "", "")),
    ],
)
def test_what_its_author_hides_is_not_stored(
    session: Session, attribution: Attribution, shown: tuple[str, ...]
) -> None:
    proposal = a_proposal(session)
    attribute(session, proposal, author=a_participant(session), speaker=Speaker(attribution, **ALL_SAID), now=START)
    session.flush()
    session.expire_all()
    assert said_in(proposal) == shown
    assert proposal.attribution is attribution
    assert astuple(Speaker(attribution, **ALL_SAID).as_shown())[1:] == shown


def test_an_organisation_is_confirmed_in_what_shows_exactly_the_same_of_its_author(session: Session) -> None:
    author, officer = a_participant(session), an_officer(session)
    proposal, other = a_proposal(session, author=author), a_proposal(session, author=author)
    comment = a_comment(session, other, author=author, speaker=UNION)
    strangers = a_comment(session, other, speaker=UNION)
    others = [a_comment(session, other, author=author, speaker=speaker) for speaker in OTHERWISE]
    attribute(session, proposal, author=author, speaker=UNION, now=START)
    confirm(session, proposal, officer=officer, now=START)
    session.expire_all()
    assert [item.confirmed_at for item in (proposal, comment, strangers)] == [START, START, None]
    assert not any(item.confirmed_at for item in others)
    assert (comment.confirmed_by_id, comment.changed_at) == (officer.id, START)


def test_confirming_who_is_named_tells_of_nothing_unnamed_that_it_is_theirs(session: Session) -> None:
    author, officer = a_participant(session), an_officer(session)
    proposal = a_proposal(session, author=author, speaker=NAMED)
    unnamed = a_comment(session, proposal, author=author, speaker=UNION)
    confirm(session, proposal, officer=officer, now=START)
    later = a_comment(session, proposal, author=author, speaker=UNION)
    session.expire_all()
    assert [item.confirmed_at for item in (proposal, unnamed, later)] == [START, None, None]


def test_an_organisation_that_was_confirmed_is_confirmed_in_what_comes_later_and_shows_the_same(
    session: Session,
) -> None:
    author, officer = a_participant(session), an_officer(session)
    proposal = a_proposal(session, author=author)
    confirm(session, a_comment(session, proposal, author=author, speaker=UNION), officer=officer, now=START)
    assert a_comment(session, proposal, author=author, speaker=UNION).confirmed_by_id == officer.id
    assert a_proposal(session, author=author, speaker=UNION).confirmed_by_id == officer.id
    for speaker in OTHERWISE:
        assert a_comment(session, proposal, author=author, speaker=speaker).confirmed_at is None
    assert a_comment(session, proposal, speaker=UNION).confirmed_at is None


def test_an_edit_that_names_another_organisation_is_not_confirmed_by_itself(session: Session) -> None:
    author, officer = a_participant(session), an_officer(session)
    comment = a_comment(session, a_proposal(session), author=author, speaker=UNION)
    confirm(session, comment, officer=officer, now=START)
    attribute(session, comment, author=author, speaker=replace(UNION, organisation="Guild"), now=START)
    session.flush()
    assert (comment.confirmed_at, comment.confirmed_by_id) == (None, None)


def test_what_was_confirmed_is_forgotten_with_the_last_that_shows_it(session: Session) -> None:
    author, officer, proposal = a_participant(session), an_officer(session), a_proposal(session)
    comment = a_comment(session, proposal, author=author, speaker=UNION)
    confirm(session, comment, officer=officer, now=START)
    withdraw_comment(session, comment, now=START)
    assert a_comment(session, proposal, author=author, speaker=UNION).confirmed_at is None


def test_a_group_alone_is_confirmed_in_one_contribution_only(session: Session) -> None:
    author, officer = a_participant(session), an_officer(session)
    proposal = a_proposal(session)
    first, second = (a_comment(session, proposal, author=author, speaker=GROUP) for _ in range(2))
    confirm(session, first, officer=officer, now=START)
    third = a_comment(session, proposal, author=author, speaker=GROUP)
    assert [comment.confirmed_at for comment in (first, second, third)] == [START, None, None]


def test_a_confirmation_ends_when_the_author_says_something_else(session: Session) -> None:
    author, officer = a_participant(session), an_officer(session)
    comment = a_comment(session, a_proposal(session), author=author, speaker=GROUP)
    confirm(session, comment, officer=officer, now=START)
    attribute(session, comment, author=author, speaker=GROUP, now=START)
    assert comment.confirmed_at == START
    attribute(session, comment, author=author, speaker=Speaker(Attribution.GROUP, "academia"), now=START)
    assert (comment.confirmed_at, comment.confirmed_by_id) == (None, None)


def test_what_shows_nobody_or_is_confirmed_already_cannot_be_confirmed(session: Session) -> None:
    officer, proposal = an_officer(session), a_proposal(session)
    nobody = a_comment(session, proposal, speaker=Speaker(Attribution.GROUP, region="africa"))
    with pytest.raises(AlreadyDone):
        confirm(session, nobody, officer=officer, now=START)
    union = a_comment(session, proposal, speaker=UNION)
    confirm(session, union, officer=officer, now=START)
    with pytest.raises(AlreadyDone):
        confirm(session, union, officer=officer, now=START)
