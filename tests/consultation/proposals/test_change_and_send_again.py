"""Refused, hidden or asked for a change: a proposal is changed and sent again, and nobody else learns of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from consultation.contributions.operations.releasing import release
from consultation.errors import EditedMeanwhile, PhaseClosed
from consultation.moderation.decisions import Decision
from consultation.moderation.operations import decide_about_proposal
from consultation.people.models import Attribution, Participant, Status
from consultation.people.speaker import Speaker
from consultation.process.models import ANSWER_WITHIN, Consultation
from consultation.proposals.models import Proposal
from consultation.proposals.operations.change_requests import ask_for_change
from consultation.proposals.operations.lifecycle import edit_proposal, withdraw_proposal
from consultation.proposals.queries import get_proposal, revisions_of
from consultation.web.identity import Identity
from indicators.codes import Code
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.factories import a_participant, a_proposal, an_officer, missing_migrants, sign_in, what
from tests.sending import send

JUSTICE = (Code("objective", "8"), Code("theme", "justice"))
REFUSED_TITLE = "Search at the Canary cove"
AGAIN = "Search along the coast"
WHY = "Leave the canary place out."


@pytest.fixture
def author(session: Session) -> Participant:
    return a_participant(session)


@pytest.fixture
def made(session: Session, author: Participant) -> Callable[[Status], Proposal]:
    """A recommendation of somebody without a proven address, in a state."""

    def make(status: Status) -> Proposal:
        consultation = missing_migrants(session)
        return a_proposal(session, consultation, author=author, status=status, title=REFUSED_TITLE, codes=JUSTICE)

    return make


def edit(proposal: Proposal) -> str:
    return f"/proposals/{proposal.reference}/edit"


def decide(session: Session, proposal: Proposal, decision: Decision, reason: str = WHY) -> None:
    officer = an_officer(session)
    found = get_proposal(session, str(proposal.reference), Identity(officer.id, is_officer=True, is_reachable=True))
    session.refresh(found, ["status", "version"])
    decide_about_proposal(
        session,
        found,
        decision,
        officer=officer,
        reason=reason,
        seen=found.status.value,
        version=found.version,
        now=START,
    )
    release(session, now=START + timedelta(days=1))  # what is approved waits for its hour


def state_of(session: Session, proposal: Proposal) -> tuple[Status, list[tuple[str, Status]]]:
    session.refresh(proposal)
    return proposal.status, [(one.title, one.status) for one in revisions_of(session, proposal)]


def everything_a_visitor_reads(visitor: StrictClient, proposal: Proposal) -> str:
    addresses = (f"/proposals/{proposal.reference}", f"/proposals/{proposal.reference}/history")
    lists = ("/consultations/missing-migrants", "/consultations/missing-migrants?q=canary", "/framework/themes/justice")
    return "".join(visitor.get(address).text for address in (*addresses, *lists))


@pytest.fixture
def mine(client: StrictClient, session: Session, author: Participant) -> StrictClient:
    """The author's browser."""
    sign_in(client, session, author)
    return client


@pytest.fixture
def visitor(new_client: Callable[[], StrictClient]) -> StrictClient:
    """Somebody else's browser."""
    return new_client()


def test_what_was_refused_opens_with_its_text_and_the_reason_and_waits_anew(
    mine: StrictClient, session: Session, made: Callable[[Status], Proposal]
) -> None:
    proposal = made(Status.REFUSED)
    assert "Change and send again" in mine.get("/me/contributions").text
    page = mine.get(edit(proposal)).text
    assert "It names a person." in page
    assert REFUSED_TITLE in page
    answer = send(mine, edit(proposal), {"title": AGAIN}, button="Send it again")
    assert answer.location == f"/proposals/{proposal.reference}/receipt"
    assert "Received, and not public yet" in mine.get(answer.location).text
    assert state_of(session, proposal) == (
        Status.HELD,
        [(REFUSED_TITLE, Status.REFUSED), (AGAIN, Status.HELD)],
    )
    assert "It names a person." in mine.get(f"/proposals/{proposal.reference}/history").text


def test_what_was_sent_again_is_published_without_a_word_of_what_was_refused(
    mine: StrictClient,
    visitor: StrictClient,
    session: Session,
    made: Callable[[Status], Proposal],
) -> None:
    proposal = made(Status.REFUSED)
    send(mine, edit(proposal), {"title": AGAIN}, button="Send it again")
    decide(session, proposal, Decision.PUBLISH)
    read = everything_a_visitor_reads(visitor, proposal)
    assert AGAIN in read
    assert "Canary" not in read
    assert "It names a person." not in read


def test_what_is_hidden_stays_hidden_with_its_trace_until_it_is_decided_about(
    mine: StrictClient,
    visitor: StrictClient,
    session: Session,
    made: Callable[[Status], Proposal],
) -> None:
    proposal = made(Status.HIDDEN)
    before = everything_a_visitor_reads(visitor, proposal)
    send(mine, edit(proposal), {"title": AGAIN}, button="Send it again")
    assert state_of(session, proposal) == (
        Status.HIDDEN,
        [(REFUSED_TITLE, Status.PUBLISHED), (AGAIN, Status.HELD)],
    )
    assert everything_a_visitor_reads(visitor, proposal) == before
    decide(session, proposal, Decision.PUBLISH_EDIT)
    read = everything_a_visitor_reads(visitor, proposal)
    assert AGAIN in read
    assert "Canary" not in read
    assert "It names a person." not in read
    assert state_of(session, proposal)[1] == [(REFUSED_TITLE, Status.HIDDEN), (AGAIN, Status.PUBLISHED)]


def test_what_stays_hidden_tells_its_author_alone_why(
    mine: StrictClient,
    visitor: StrictClient,
    session: Session,
    made: Callable[[Status], Proposal],
) -> None:
    proposal = made(Status.HIDDEN)
    before = everything_a_visitor_reads(visitor, proposal)
    send(mine, edit(proposal), {"title": AGAIN}, button="Send it again")
    decide(session, proposal, Decision.REFUSE_EDIT)
    assert everything_a_visitor_reads(visitor, proposal) == before
    page = mine.get(edit(proposal)).text
    assert WHY in page
    assert AGAIN in page
    send(mine, edit(proposal), {"title": "A third"}, button="Send it again")
    assert state_of(session, proposal)[1][1:] == [(AGAIN, Status.REFUSED), ("A third", Status.HELD)]


@pytest.mark.parametrize("status", [Status.HELD, Status.PUBLISHED, Status.HIDDEN])
def test_a_change_that_is_asked_for_is_read_by_the_author_and_changes_nothing_for_others(
    mine: StrictClient,
    visitor: StrictClient,
    session: Session,
    made: Callable[[Status], Proposal],
    status: Status,
) -> None:
    proposal = made(status)
    before = everything_a_visitor_reads(visitor, proposal)
    decide(session, proposal, Decision.ASK_CHANGE)
    assert everything_a_visitor_reads(visitor, proposal) == before
    assert proposal.status is (Status.REFUSED if status is Status.HELD else status)
    for address in ("/me/contributions", edit(proposal), f"/proposals/{proposal.reference}/receipt"):
        page = mine.get(address).text
        assert "The secretariat asks you for a change" in page, address
        assert WHY in page, address
    send(mine, edit(proposal), {"title": AGAIN}, button="Send it again")
    assert state_of(session, proposal)[1][-1] == (AGAIN, Status.HELD)
    assert "asks you for a change" not in mine.get("/me/contributions").text
    assert everything_a_visitor_reads(visitor, proposal) == before


def test_the_answer_to_what_was_asked_waits_beside_the_public_text_for_everybody(
    client: StrictClient, session: Session
) -> None:
    """Also of an author with a proven address, whose edits are public at once otherwise."""
    reachable = a_participant(session, email="author@example.org")
    proposal = a_proposal(session, author=reachable, title="The first")
    decide(session, proposal, Decision.ASK_CHANGE)
    sign_in(client, session, reachable)
    send(client, edit(proposal), {"title": "The second"}, button="Send it again")
    send(client, edit(proposal), {"title": "The third"}, button="Save the change")
    assert state_of(session, proposal) == (
        Status.PUBLISHED,
        [("The first", Status.PUBLISHED), ("The second", Status.DRAFT), ("The third", Status.HELD)],
    )


def test_a_refused_edit_is_changed_from_its_own_text_and_sent_again(
    mine: StrictClient, session: Session, made: Callable[[Status], Proposal]
) -> None:
    proposal = made(Status.PUBLISHED)
    send(mine, edit(proposal), {"title": "The refused edit"}, button="Save the change")
    decide(session, proposal, Decision.ASK_CHANGE_OF_EDIT)
    page = mine.get(edit(proposal)).text
    assert "The secretariat asks you for a change" in page
    assert "The refused edit" in page
    send(mine, edit(proposal), {"title": AGAIN}, button="Send it again")
    assert state_of(session, proposal)[1] == [
        (REFUSED_TITLE, Status.PUBLISHED),
        ("The refused edit", Status.REFUSED),
        (AGAIN, Status.HELD),
    ]


@pytest.mark.parametrize("status", [Status.REFUSED, Status.HIDDEN])
def test_until_seven_days_after_the_decision_it_is_sent_again_also_when_the_phase_is_over(
    mine: StrictClient,
    session: Session,
    clock: Clock,
    made: Callable[[Status], Proposal],
    status: Status,
) -> None:
    proposal = made(status)
    end_phases(missing_migrants(session), session)
    clock.time = START + ANSWER_WITHIN - timedelta(seconds=1)
    assert "Change and send again" in mine.get("/me/contributions").text
    assert mine.get(edit(proposal)).status_code == 200
    clock.time = START + ANSWER_WITHIN
    assert "Change and send again" not in mine.get("/me/contributions").text
    assert mine.get(edit(proposal)).status_code == 403
    clock.time -= timedelta(seconds=1)
    send(mine, edit(proposal), {"title": AGAIN}, button="Send it again")
    assert state_of(session, proposal)[1][-1] == (AGAIN, Status.HELD)


def end_phases(consultation: Consultation, session: Session) -> None:
    for phase in consultation.phases:
        phase.opens_at, phase.closes_at = START - timedelta(days=9), START
    session.commit()


def test_a_proposal_that_nothing_was_decided_about_is_not_changed_once_the_phase_is_over(
    session: Session, author: Participant, made: Callable[[Status], Proposal]
) -> None:
    proposal = made(Status.PUBLISHED)
    end_phases(missing_migrants(session), session)
    with pytest.raises(PhaseClosed):
        edit_proposal(
            session,
            proposal,
            author=author,
            speaker=Speaker(Attribution.NOTHING),
            content=what(proposal.consultation, title=AGAIN, codes=JUSTICE),
            version=proposal.version,
            now=START,
        )


@pytest.mark.parametrize(
    ("status", "decision"),
    [
        (Status.HIDDEN, Decision.SHOW_AGAIN),
        (Status.REFUSED, Decision.PUBLISH),
        (Status.PUBLISHED, Decision.ASK_CHANGE),
    ],
)
def test_what_becomes_public_is_what_the_officer_has_read(
    session: Session,
    author: Participant,
    made: Callable[[Status], Proposal],
    status: Status,
    decision: Decision,
) -> None:
    proposal = made(status)
    read = proposal.version
    edit_proposal(
        session,
        proposal,
        author=author,
        speaker=Speaker(Attribution.NOTHING),
        content=what(proposal.consultation, title=AGAIN, codes=JUSTICE),
        version=read,
        now=START,
    )
    with pytest.raises(EditedMeanwhile):
        decide_about_proposal(
            session,
            proposal,
            decision,
            officer=an_officer(session),
            reason=WHY,
            seen=proposal.status.value,
            version=read,
            now=START,
        )


def test_nobody_is_asked_to_change_what_was_brought_in(
    client: StrictClient, session: Session, author: Participant, made: Callable[[Status], Proposal]
) -> None:
    sign_in(client, session, an_officer(session))
    proposal = made(Status.PUBLISHED)
    address = f"/secretariat/proposals/{proposal.reference}/decision"
    assert "Ask for a change" in client.get(address).text
    proposal.origin, proposal.author_id = type(proposal.origin)("brought_in"), None
    session.commit()
    assert "Ask for a change" not in client.get(address).text


def test_what_waits_again_is_on_the_desk_with_what_changed_word_by_word(
    mine: StrictClient,
    visitor: StrictClient,
    session: Session,
    made: Callable[[Status], Proposal],
) -> None:
    proposal = made(Status.HIDDEN)
    send(mine, edit(proposal), {"title": AGAIN}, button="Send it again")
    sign_in(visitor, session, an_officer(session))
    assert AGAIN in visitor.get("/secretariat/?list=held").text
    page = visitor.get(f"/secretariat/proposals/{proposal.reference}/decision").text
    assert "What was hidden" in page
    assert "<del>" in page
    assert "Publish the change" in page


def test_withdrawing_takes_what_its_author_was_told_with_it(
    session: Session, made: Callable[[Status], Proposal]
) -> None:
    proposal = made(Status.HELD)
    ask_for_change(session, proposal, officer=an_officer(session), reason=WHY, version=proposal.version, now=START)
    withdraw_proposal(session, proposal, now=START)
    assert (proposal.told, proposal.told_at, proposal.asks_change) == ("", None, False)
