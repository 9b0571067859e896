"""What the secretariat decides, and what becomes of it for everybody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from consultation.contributions.operations.releasing import release
from consultation.discussion.models import Comment, Stance
from consultation.discussion.operations.commenting import withdraw_comment
from consultation.people.models import Attribution, Participant, Status
from consultation.people.speaker import Speaker
from consultation.proposals.models import Proposal
from consultation.proposals.operations.lifecycle import edit_proposal
from consultation.proposals.queries import find_held_revision
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.databases import ON_BOTH, SQLITE
from tests.factories import (
    DIASPORA,
    NOT_STATED,
    a_comment,
    a_participant,
    a_proposal,
    an_officer,
    missing_migrants,
    sign_in,
    what,
)
from tests.screen import compared_on

DATABASES = SQLITE

UNION = Speaker(Attribution.ORGANISATION, "trade_unions", "europe_north_america", "Seafarers’ union")
NewClient = Callable[[], StrictClient]


@pytest.fixture
def officer(client: StrictClient, session: Session) -> Participant:
    """Whoever sits at the client's browser."""
    found = an_officer(session)
    sign_in(client, session, found)
    return found


def decision(item: Proposal | Comment) -> str:
    room = "comments" if isinstance(item, Comment) else "proposals"
    return f"/secretariat/{room}/{item.reference}/decision"


def confirmation(item: Proposal | Comment) -> str:
    return decision(item).replace("decision", "confirmation")


# ---- comments ----


def test_a_held_comment_is_read_and_published(client: StrictClient, session: Session, officer: Participant) -> None:
    held = a_comment(session, a_proposal(session), stance=Stance.SUPPORT, text="Read me first.", is_held=True)
    assert "Read me first." in client.get(decision(held)).text
    assert client.submit(decision(held), {"decision": "publish"}, button="Decide").location == "/secretariat/"
    assert (held.status, held.decided_at, held.decided_by_id) == (Status.PUBLISHED, START, officer.id)


@pytest.mark.parametrize(("status", "act"), [(Status.HELD, "refuse"), (Status.PUBLISHED, "hide")])
def test_a_reason_is_asked_for_where_somebody_will_want_to_know_it(
    client: StrictClient, session: Session, officer: Participant, status: Status, act: str
) -> None:
    comment = a_comment(session, a_proposal(session), is_held=status is Status.HELD)
    answer = client.submit(decision(comment), {"decision": act}, button="Decide")
    assert answer.status_code == 422
    assert "Say why" in answer.text
    assert comment.status is status
    client.submit(decision(comment), {"decision": act, "reason": "It names somebody."}, button="Decide")
    assert (comment.status.value, comment.reason) == (
        {"refuse": "refused", "hide": "hidden"}[act],
        "It names somebody.",
    )


def test_a_hidden_comment_can_be_shown_again(client: StrictClient, session: Session, officer: Participant) -> None:
    comment = a_comment(session, a_proposal(session))
    client.submit(decision(comment), {"decision": "hide", "reason": "By mistake"}, button="Decide")
    client.submit(decision(comment), {"decision": "show_again"}, button="Decide")
    assert (comment.status, comment.reason) == (Status.PUBLISHED, "")


@ON_BOTH
def test_a_comment_refused_by_mistake_can_be_published(
    client: StrictClient, session: Session, officer: Participant
) -> None:
    comment = a_comment(session, a_proposal(session), is_held=True)
    client.submit(decision(comment), {"decision": "refuse", "reason": "By mistake"}, button="Decide")
    client.submit(decision(comment), {"decision": "publish"}, button="Decide")
    assert comment.is_public


def test_the_second_of_two_officers_is_told_and_their_reason_kept(
    client: StrictClient, new_client: NewClient, session: Session, officer: Participant
) -> None:
    held = a_comment(session, a_proposal(session), is_held=True)
    colleague = new_client()
    sign_in(colleague, session, an_officer(session))
    page = client.get(decision(held))
    colleague.submit(decision(held), {"decision": "publish"}, button="Decide")
    answer = client.submit(page, {"decision": "refuse", "reason": "Off the subject."}, button="Decide")
    assert answer.status_code == 409
    assert "has been published meanwhile" in answer.text
    assert "Off the subject." in answer.text
    assert held.is_public
    assert client.submit(page, {"decision": "publish"}, button="Decide").status_code == 409


def test_what_its_author_withdrew_meanwhile_is_not_published(
    client: StrictClient, session: Session, officer: Participant
) -> None:
    held = a_comment(session, a_proposal(session), is_held=True)
    session.commit()
    page = client.get(decision(held))
    session.refresh(held, ["proposal"])
    withdraw_comment(session, held, now=START)
    answer = client.submit(page, {"decision": "publish"}, button="Decide")
    assert answer.status_code == 409
    assert "withdrawn" in answer.text
    assert held.status is Status.WITHDRAWN
    assert "There is nothing to decide here." in client.get(decision(held)).text


def test_what_a_colleague_has_refused_is_not_published_by_whoever_saw_it_held(
    client: StrictClient, session: Session, officer: Participant
) -> None:
    held = a_comment(session, a_proposal(session), is_held=True)
    page = client.get(decision(held))
    client.submit(decision(held), {"decision": "refuse", "reason": "Off the subject."}, button="Decide")
    answer = client.submit(page, {"decision": "publish"}, button="Decide")
    assert answer.status_code == 409
    assert "not to publish this" in answer.text
    assert held.status is Status.REFUSED


def test_a_decision_nobody_can_take_is_an_error_of_the_form(
    client: StrictClient, session: Session, officer: Participant
) -> None:
    comment = a_comment(session, a_proposal(session))
    page = client.get(decision(comment))
    token = page.text.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
    for act in ("publish_edit", "x", "9" * 40):
        answer = client.post(decision(comment), data={"csrf_token": token, "decision": act, "reason": "R"})
        assert answer.status_code == 422


def test_looking_changes_nothing(client: StrictClient, session: Session, officer: Participant) -> None:
    held = a_comment(session, a_proposal(session), speaker=UNION, is_held=True)
    client.get(decision(held))
    client.get(confirmation(held))
    assert (held.status, held.confirmed_at) == (Status.HELD, None)


def test_only_officers_decide(client: StrictClient, session: Session) -> None:
    held = a_comment(session, a_proposal(session), is_held=True)
    sign_in(client, session, a_participant(session, email="somebody@example.org"))
    for address in (decision(held), confirmation(held)):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code in {400, 404}
    assert held.status is Status.HELD


# ---- proposals ----


def test_a_held_proposal_is_read_in_full_and_published(
    client: StrictClient, session: Session, officer: Participant
) -> None:
    proposal = a_proposal(session, missing_migrants(session), status=Status.HELD, rationale="Families wait for years.")
    assert "Families wait for years." in client.get(decision(proposal)).text
    client.submit(decision(proposal), {"decision": "publish"}, button="Decide")
    assert proposal.stage == "approved"


def test_a_proposal_is_hidden_with_a_reason_and_shown_again(
    client: StrictClient, session: Session, officer: Participant
) -> None:
    proposal = a_proposal(session)
    client.submit(decision(proposal), {"decision": "hide", "reason": "It names somebody."}, button="Decide")
    assert (proposal.status, proposal.reason) == (Status.HIDDEN, "It names somebody.")
    client.submit(decision(proposal), {"decision": "show_again"}, button="Decide")
    assert proposal.is_public


@pytest.fixture
def edited(session: Session) -> Proposal:
    """A public proposal with an edit that waits."""
    author = a_participant(session)
    consultation = missing_migrants(session)
    proposal = a_proposal(session, consultation, author=author, title="Share what is found")
    edit_proposal(
        session,
        proposal,
        author=author,
        speaker=NOT_STATED,
        content=what(consultation, title="Share what is found, with consent"),
        version=proposal.version,
        now=START,
    )
    return proposal


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize(
    ("answers", "title"),
    [
        ({"decision": "publish_edit"}, "Share what is found, with consent"),
        ({"decision": "refuse_edit", "reason": "It names somebody."}, "Share what is found"),
    ],
)
def test_an_edit_is_compared_with_the_public_text_and_decided_about(
    client: StrictClient,
    session: Session,
    edited: Proposal,
    answers: dict[str, str],
    title: str,
) -> None:
    if not find_held_revision(session, edited):
        pytest.fail("the edit should wait")
    page = client.get(decision(edited))
    assert ("Share what is found", "Share what is found[, with consent]") in compared_on(page.text)
    client.submit(page, answers, button="Decide")
    release(session, now=START + timedelta(days=1))
    session.refresh(edited, ["current_revision"])
    assert edited.current_revision
    assert edited.current_revision.title == title
    assert find_held_revision(session, edited) is None


def test_a_proposal_changed_since_it_was_read_is_not_published_unread(
    client: StrictClient, session: Session, officer: Participant
) -> None:
    proposal = a_proposal(session, missing_migrants(session), status=Status.HELD)
    page = client.get(decision(proposal))
    proposal.version += 1
    answer = client.submit(page, {"decision": "publish"}, button="Decide")
    assert answer.status_code == 409
    assert proposal.status is Status.HELD


def test_a_withdrawn_proposal_leaves_nothing_to_decide(
    client: StrictClient, session: Session, officer: Participant
) -> None:
    assert "There is nothing to decide here." in client.get(decision(a_proposal(session, status=Status.WITHDRAWN))).text


# ---- who speaks ----


def test_a_confirmed_organisation_counts_in_everything_its_author_sent_under_it(
    client: StrictClient, session: Session, officer: Participant
) -> None:
    author = a_participant(session)
    proposal = a_proposal(session, author=author, speaker=UNION)
    comment = a_comment(session, a_proposal(session), author=author, speaker=UNION)
    other = a_comment(session, proposal, speaker=UNION)
    client.submit(confirmation(proposal), button="Confirm")
    assert proposal.confirmed_at == comment.confirmed_at == START
    assert other.confirmed_at is None
    assert "This is confirmed." in client.get(confirmation(comment)).text


def test_a_confirmed_group_counts_in_that_contribution_only(
    client: StrictClient, session: Session, officer: Participant
) -> None:
    author, proposal = a_participant(session), a_proposal(session)
    first = a_comment(session, proposal, author=author, speaker=DIASPORA)
    second = a_comment(session, proposal, author=author, speaker=DIASPORA)
    client.submit(confirmation(first), button="Confirm")
    assert (first.confirmed_at, second.confirmed_at) == (START, None)


@ON_BOTH
def test_who_speaks_is_not_confirmed_when_the_author_changed_it_meanwhile(
    client: StrictClient, session: Session, officer: Participant
) -> None:
    proposal = a_proposal(session, speaker=UNION)
    page = client.get(confirmation(proposal))
    proposal.organisation = "Another organisation"
    answer = client.submit(page, button="Confirm")
    assert answer.status_code == 409
    assert proposal.confirmed_at is None


@ON_BOTH
def test_confirming_twice_is_told(client: StrictClient, session: Session, officer: Participant) -> None:
    comment = a_comment(session, a_proposal(session), speaker=UNION)
    page = client.get(confirmation(comment))
    assert client.submit(page, button="Confirm").status_code == 302
    assert client.submit(page, button="Confirm").status_code == 409


def test_what_was_confirmed_by_mistake_is_self_declared_again_wherever_it_counted(
    client: StrictClient, session: Session, officer: Participant, clock: Clock
) -> None:
    author = a_participant(session)
    proposal = a_proposal(session, author=author, speaker=UNION)
    comment = a_comment(session, proposal, author=author, speaker=UNION)
    more = a_comment(
        session, proposal, author=author, speaker=replace(UNION, attribution=Attribution.NAMED, name="Ann")
    )
    for each in (comment, more):
        client.submit(confirmation(each), button="Confirm")
    clock.advance(minutes=10)
    page = client.get(confirmation(proposal))
    client.submit(page, button="Take the confirmation back")
    session.expire_all()
    assert (proposal.confirmed_at, comment.confirmed_at, comment.confirmed_by_id) == (None, None, None)
    assert (proposal.changed_at, comment.changed_at) == (clock.time, START)  # no other row's date says it
    assert more.confirmed_at == START
    assert client.submit(page, button="Take the confirmation back").status_code == 409
    later = a_comment(session, a_proposal(session), author=author, speaker=UNION)
    assert later.confirmed_at is None


def test_a_confirmation_of_a_group_is_taken_back_in_that_contribution_alone(
    client: StrictClient, session: Session, officer: Participant
) -> None:
    author, proposal = a_participant(session), a_proposal(session)
    first, second = (a_comment(session, proposal, author=author, speaker=DIASPORA) for _number in range(2))
    for each in (first, second):
        client.submit(confirmation(each), button="Confirm")
    client.submit(confirmation(first), button="Take the confirmation back")
    assert (first.confirmed_at, second.confirmed_at) == (None, START)


def test_there_is_nothing_to_confirm_where_nothing_is_shown(
    client: StrictClient, session: Session, officer: Participant
) -> None:
    page = client.get(confirmation(a_comment(session, a_proposal(session))))
    assert "nothing to confirm" in page.text
