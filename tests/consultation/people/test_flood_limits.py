"""What arrives in a flood is held and not refused: by one participant, and from one network."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from consultation.database import begin_writing, make_sessions
from consultation.discussion.operations.commenting import publish_comment, withdraw_comment
from consultation.people.flood_limits import ALL, MOST_OF_A_NETWORK, MOST_OF_ONE, ONE, is_too_much
from consultation.people.models import Attribution, Participant, Status
from consultation.people.speaker import Speaker
from consultation.process.models import Consultation
from consultation.proposals.models import Proposal
from consultation.proposals.operations.drafting import submit_proposal
from consultation.proposals.operations.lifecycle import SpeakerNotLookedAt, edit_proposal, withdraw_proposal
from consultation.proposals.queries import find_held_revision, get_current_revision
from consultation.web.identity import new_token
from consultation.web.security.rate_limits import RateCount
from consultation.web.transactions import NETWORK, SECRET
from tests.client import StrictClient
from tests.clock import START
from tests.databases import ON_SQLITE
from tests.factories import (
    NOT_STATED,
    a_comment,
    a_participant,
    a_proposal,
    an_officer,
    indicators,
    missing_migrants,
    sign_in,
    what,
)
from tests.sending import send

A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def author(session: Session) -> Participant:
    return a_participant(session)


def sent(
    session: Session, author: Participant, minutes: int = 0, *, consultation: Consultation | None = None
) -> Proposal:
    consultation = consultation or indicators(session)
    return submit_proposal(
        session,
        consultation,
        author=author,
        speaker=NOT_STATED,
        content=what(consultation),
        submission=new_token(),
        token=new_token(),
        now=START + minutes * A_MINUTE,
    )


def held_of(session: Session, author: Participant, number: int, minutes: int = 0) -> list[bool]:
    """Count so many contributions at a minute, and return for each whether it is held."""
    return [is_too_much(session, author, now=START + minutes * A_MINUTE) for _ in range(number)]


def test_the_twenty_first_of_a_participant_within_an_hour_is_held_and_says_why(
    session: Session, author: Participant, client: StrictClient
) -> None:
    made = [sent(session, author) for _ in range(MOST_OF_ONE + 1)]
    assert [one.status for one in made] == [Status.PUBLISHED] * MOST_OF_ONE + [Status.HELD]
    assert [one.is_flood for one in made] == [False] * MOST_OF_ONE + [True]
    where = f"/proposals/{made[-1].reference}"
    decision = f"/secretariat{where}/decision"
    sign_in(client, session, author)
    assert_why_it_waits_is_said(client, where, f"{where}/receipt", "/me/contributions")
    sign_in(client, session, an_officer(session))
    assert_why_it_waits_is_said(client, where, "/secretariat/", decision)


def assert_why_it_waits_is_said(client: StrictClient, *pages: str) -> None:
    """Each page says it, and not as a reason that somebody gave."""
    for address in pages:
        page = client.get(address).text
        assert "Much was sent by one person or from one network within an hour" in page, address
        assert "Its reason:" not in page, address
        assert "Reason:" not in page, address


@ON_SQLITE
def test_when_it_is_published_nothing_is_left_of_the_reason(session: Session, author: Participant) -> None:
    held_of(session, author, MOST_OF_ONE)
    assert not a_proposal(session, author=author, status=Status.PUBLISHED).is_flood
    comment = a_comment(session, a_proposal(session), author=author)
    assert comment.is_flood
    publish_comment(session, comment, officer=an_officer(session), now=START)
    assert not comment.is_flood


@ON_SQLITE
def test_the_hundred_and_twenty_first_from_a_network_is_held_whoever_sends_it(session: Session) -> None:
    session.info[NETWORK] = "a network of today"
    people = [a_participant(session) for _ in range(13)]
    answers = [is_too_much(session, people[number // 10], now=START) for number in range(MOST_OF_A_NETWORK + 1)]
    assert answers == [False] * MOST_OF_A_NETWORK + [True]
    session.info[NETWORK] = "another one"
    assert not is_too_much(session, people[-1], now=START)


@ON_SQLITE
def test_comments_and_edits_count_like_proposals_and_are_held_like_them(
    session: Session, author: Participant, client: StrictClient
) -> None:
    proposal = sent(session, author)
    held_of(session, author, MOST_OF_ONE - 1)
    changed = {"author": author, "speaker": NOT_STATED, "content": what(indicators(session), title="Another")}
    edit_proposal(session, proposal, **changed, version=proposal.version, now=START)
    waiting = find_held_revision(session, proposal)
    assert proposal.is_public
    assert waiting is not None
    assert (waiting.is_flood, waiting.reason, proposal.is_flood) == (True, "", False)
    comment = a_comment(session, a_proposal(session), author=author)
    assert (comment.status, comment.is_flood, comment.reason) == (Status.HELD, True, "")
    sign_in(client, session, author)
    where = f"/proposals/{proposal.reference}"
    assert_why_it_waits_is_said(
        client, f"{where}/history", f"{where}/receipt", f"/comments/{comment.reference}/receipt"
    )
    sign_in(client, session, an_officer(session))
    assert_why_it_waits_is_said(client, f"{where}/history", f"/secretariat/comments/{comment.reference}/decision")


def test_each_edit_counts_also_of_who_speaks_alone_and_in_a_flood_no_new_name_is_public(
    session: Session, author: Participant
) -> None:
    proposal = sent(session, author)
    said = {"author": author, "content": what(indicators(session)), "now": START}

    def speak(name: str, attribution: Attribution = Attribution.ORGANISATION) -> None:
        speaker = Speaker(attribution, "civil_society", "africa", name)
        edit_proposal(session, proposal, speaker=speaker, **said, version=proposal.version)

    for number in range(1, MOST_OF_ONE):
        speak(f"Number {number}")
    with pytest.raises(SpeakerNotLookedAt, match="within an hour"):
        speak("One too many")
    assert proposal.organisation == f"Number {MOST_OF_ONE - 1}"
    speak("Hidden", Attribution.GROUP)
    assert (proposal.is_public, proposal.organisation) == (True, "")


@ON_SQLITE
def test_with_a_new_text_in_a_flood_the_name_stays_as_it_is_and_nothing_typed_is_lost(
    session: Session, author: Participant, client: StrictClient, app: Flask
) -> None:
    session.info[SECRET] = app.extensions["secret_of_counts"]
    proposal = sent(session, author)
    held_of(session, author, MOST_OF_ONE - 1)
    session.commit()
    sign_in(client, session, author)
    typed = {"title": "Typed in a flood", "attribution": "organisation", "organisation": "Never Looked At"}
    told = send(client, f"/proposals/{proposal.reference}/edit", typed, button="Save the change")
    assert told.status_code == 422
    assert all(text in told.text for text in ("keep your name and organisation", *typed.values()))
    session.expire_all()
    assert (proposal.organisation, find_held_revision(session, proposal)) == ("", None)
    send(client, told, {"attribution": "nothing"}, button="Save the change")
    assert find_held_revision(session, proposal) is not None


@ON_SQLITE
def test_what_was_approved_waits_anew_when_in_a_flood_another_speaks(session: Session) -> None:
    author = a_participant(session, email="ann@example.org")
    proposal = sent(session, author, consultation=missing_migrants(session))
    assert proposal.is_approved
    held_of(session, author, MOST_OF_ONE)
    said = {"author": author, "content": get_current_revision(session, proposal).content, "now": START}
    speaker = Speaker(Attribution.ORGANISATION, "civil_society", "africa", "Never Looked At")
    edit_proposal(session, proposal, speaker=speaker, **said, version=proposal.version)
    assert (proposal.stage, proposal.is_flood) == ("held", True)


@ON_SQLITE
def test_nothing_is_left_of_it_when_it_is_withdrawn_or_replaced(session: Session, author: Participant) -> None:
    held_of(session, author, MOST_OF_ONE)
    comment = a_comment(session, a_proposal(session), author=author)
    withdraw_comment(session, comment, now=START)
    proposal = sent(session, author)
    first = get_current_revision(session, proposal)
    changed = {"author": author, "speaker": NOT_STATED, "content": what(indicators(session), title="Another")}
    edit_proposal(session, proposal, **changed, version=proposal.version, now=START)
    assert (comment.is_flood, first.is_flood, proposal.is_flood) == (False, False, True)
    withdraw_proposal(session, proposal, now=START)
    assert not proposal.is_flood


@ON_SQLITE
def test_an_hour_later_one_starts_anew(session: Session, author: Participant) -> None:
    assert held_of(session, author, MOST_OF_ONE + 1)[-1]
    assert held_of(session, author, 1, minutes=60) == [True]
    assert held_of(session, author, 1, minutes=69) == [True]
    assert held_of(session, author, 1, minutes=70) == [False]


@ON_SQLITE
def test_no_count_says_who_sent_something_nor_when_to_the_minute(session: Session) -> None:
    session.info |= {NETWORK: "a network of today", SECRET: "a secret"}
    people = [a_participant(session) for _ in range(3)]
    for minutes, author in zip((1, 4, 17), people, strict=True):
        held_of(session, author, 1, minutes=minutes)
    counts = session.scalars(select(RateCount)).all()
    assert {count.window for count in counts} == {START, START + 10 * A_MINUTE}
    subjects = {count.subject for count in counts if count.scope == ONE}
    assert len(subjects) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", subject) for subject in subjects)
    session.info[SECRET] = "another secret"
    held_of(session, people[0], 1)
    assert len(set(session.scalars(select(RateCount.subject).where(RateCount.scope == ONE)))) == 4


@ON_SQLITE
def test_who_sends_is_another_subject_the_next_day_and_is_counted_across_midnight(
    session: Session, author: Participant
) -> None:
    midnight = datetime.combine(START.date() + timedelta(days=1), time(), UTC)
    before = [is_too_much(session, author, now=midnight - A_MINUTE) for _ in range(MOST_OF_ONE)]
    assert [*before, is_too_much(session, author, now=midnight)] == [False] * MOST_OF_ONE + [True]
    assert len(set(session.scalars(select(RateCount.subject)))) == 2


@ON_SQLITE
def test_what_was_rolled_back_does_not_count_and_taking_back_gives_nothing_back(
    session: Session, author: Participant
) -> None:
    session.commit()
    held_of(session, author, MOST_OF_ONE)
    session.rollback()
    first = sent(session, author)
    assert held_of(session, author, MOST_OF_ONE - 1) == [False] * (MOST_OF_ONE - 1)
    withdraw_proposal(session, first, now=START)
    assert held_of(session, author, 1) == [True]


@ON_SQLITE
def test_what_officers_send_is_not_counted(session: Session) -> None:
    assert not any(held_of(session, an_officer(session), 3 * MOST_OF_ONE))


def test_of_many_that_arrive_at_once_exactly_those_beyond_the_number_are_held(
    engine: Engine, session: Session, author: Participant
) -> None:
    session.commit()

    def one(_number: int) -> bool:
        with make_sessions(engine).begin() as own:
            begin_writing(own)
            own.info[NETWORK] = "a network"
            return is_too_much(own, own.get_one(Participant, author.id), now=START)

    with ThreadPoolExecutor(8) as people:
        assert sum(people.map(one, range(MOST_OF_ONE + 10))) == 10


@ON_SQLITE
def test_what_a_browser_sends_is_counted_for_its_network(client: StrictClient, session: Session) -> None:
    sign_in(client, session, a_participant(session))
    preview = client.submit(f"/proposals/{a_proposal(session).reference}/comment", {"stance": "support"})
    client.submit(preview, button="Send")
    assert session.scalars(select(RateCount.count).where(RateCount.scope == ALL)).all() == [1]
