"""Changing one's comment on the site, and sending again what was refused or hidden."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.discussion.models import Comment, Stance
from consultation.discussion.operations.commenting import edit_comment, withdraw_comment
from consultation.errors import EditedMeanwhile
from consultation.moderation.decisions import Decision
from consultation.people.flood_limits import MOST_OF_ONE, ONE, is_too_much
from consultation.people.models import Attribution, Participant, Status
from consultation.people.speaker import Speaker
from consultation.process.models import ANSWER_WITHIN
from consultation.proposals.models import Proposal
from consultation.proposals.queries import get_proposal
from consultation.web.security.rate_limits import RateCount
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.consultation.discussion.changed import AGAIN, BEFORE, WHY, close_comments, decide, edit, read_by
from tests.factories import a_comment, a_participant, an_officer, sign_in
from tests.screen import compared_on
from tests.sending import send

# ---- what is public ----


def test_a_comment_is_previewed_and_changed_and_says_so(
    mine: StrictClient, visitor: StrictClient, session: Session, proposal: Proposal, comment: Comment
) -> None:
    assert edit(comment) in read_by(mine, proposal)
    assert edit(comment) not in read_by(visitor, proposal)
    preview = mine.submit(edit(comment), {"text": AGAIN, "stance": "support"}, button="Preview")
    assert compared_on(preview.text) == [
        ("[Strong concern]", "[Support]"),
        ("[At] the [Canary cove] two people search.", "[Along] the [coast] two people search."),
    ]
    session.refresh(comment)
    assert comment.text == BEFORE
    saved = mine.submit(preview, {}, button="Save the change")
    assert saved.location == f"/comments/{comment.reference}"
    read = read_by(visitor, proposal)
    assert AGAIN in read
    assert "Canary" not in read
    assert "changed by its author on" in read
    session.refresh(proposal)
    assert proposal.positions == (1, 0, 0)


def test_from_the_preview_one_goes_back_with_everything_that_was_typed(mine: StrictClient, comment: Comment) -> None:
    preview = mine.submit(edit(comment), {"text": AGAIN}, button="Preview")
    assert AGAIN in mine.submit(preview, {}, button="Change").text


def test_a_reply_is_changed_like_a_comment(
    mine: StrictClient, session: Session, author: Participant, comment: Comment
) -> None:
    reply = a_comment(session, comment.proposal, author=author, parent=comment, text="Yes.")
    send(mine, edit(reply), {"text": "Yes, indeed."}, button="Save the change")
    session.refresh(reply)
    assert (reply.text, reply.stance) == ("Yes, indeed.", Stance.INFORMATION)


def test_the_second_of_two_changes_at_once_is_shown_both_texts(
    mine: StrictClient, session: Session, comment: Comment
) -> None:
    form = mine.get(edit(comment))
    send(mine, form, {"text": "Three people search."}, button="Save the change")
    conflict = send(mine, form, {"text": "Four people search."}, button="Save the change")
    assert conflict.status_code == 409
    assert ("[Three] people search.", "[Four] people search.") in compared_on(conflict.text)
    mine.submit(conflict, {}, button="Take mine")
    session.refresh(comment)
    assert comment.text == "Four people search."


def test_the_same_change_sent_twice_is_made_once(mine: StrictClient, session: Session, comment: Comment) -> None:
    form = mine.get(edit(comment))
    for _time in range(2):
        answer = send(mine, form, {"text": AGAIN}, button="Save the change")
        assert answer.location == f"/comments/{comment.reference}"
    session.refresh(comment)
    assert comment.version == 2


def test_what_may_not_be_changed_says_why(
    mine: StrictClient, session: Session, author: Participant, proposal: Proposal, comment: Comment
) -> None:
    later = a_comment(session, proposal, author=author, stance=Stance.SUPPORT, text="Yes.")
    session.commit()
    assert "You took another position since" in read_by(mine, proposal)
    assert mine.get(edit(comment)).status_code == 403
    public = get_proposal(session, str(proposal.reference), None)
    a_comment(session, public, parent=later, text="Why?")
    session.commit()
    assert "Others have answered it, so it stays as it is." in read_by(mine, proposal)
    assert "Others have answered" in mine.get(f"/comments/{later.reference}/receipt").text
    answer = mine.get(edit(later))
    assert answer.status_code == 403
    assert "Others have answered this comment, so it stays as it is." in answer.text


@pytest.mark.parametrize("became", ["own", "held", "refused", "withdrawn before anybody saw it"])
def test_nobody_has_answered_with_what_nobody_else_has_read(
    mine: StrictClient, session: Session, author: Participant, comment: Comment, became: str
) -> None:
    by = author if became == "own" else a_participant(session)
    public = get_proposal(session, str(comment.proposal.reference), None)
    reply = a_comment(session, public, author=by, parent=comment, text="Where?", is_held=became != "own")
    if became == "refused":
        decide(session, reply, Decision.REFUSE)
    if became.startswith("withdrawn"):
        withdraw_comment(session, reply, now=START)
    session.commit()
    for address in ("/me/contributions", f"/proposals/{public.reference}", f"/comments/{comment.reference}/receipt"):
        page = mine.get(address).text
        assert edit(comment) in page
        assert "Others have answered" not in page
    send(mine, edit(comment), {"text": AGAIN}, button="Save the change")
    session.refresh(comment)
    assert comment.text == AGAIN


@pytest.mark.parametrize("decision", [None, Decision.HIDE])
def test_others_have_answered_with_what_was_read_once(
    mine: StrictClient, session: Session, comment: Comment, decision: Decision | None
) -> None:
    public = get_proposal(session, str(comment.proposal.reference), None)
    reply = a_comment(session, public, parent=comment, text="Where?")
    if decision is None:
        withdraw_comment(session, reply, now=START)
    else:
        decide(session, reply, decision)
    session.commit()
    for address in ("/me/contributions", f"/proposals/{public.reference}", f"/comments/{comment.reference}/receipt"):
        page = mine.get(address).text
        assert edit(comment) not in page
        assert "Others have answered" in page
    assert mine.get(edit(comment)).status_code == 403


def test_a_position_stays_a_position(mine: StrictClient, comment: Comment) -> None:
    assert "Question" not in mine.get(edit(comment)).text


def test_after_the_phase_a_change_is_refused_and_its_text_kept(
    mine: StrictClient, session: Session, proposal: Proposal, comment: Comment
) -> None:
    form = mine.get(edit(comment))
    close_comments(session)
    answer = send(mine, form, {"text": "Typed too late"}, button="Save the change")
    assert answer.status_code == 403
    assert "Typed too late" in answer.text


def test_an_edit_of_what_is_public_counts_and_is_held_by_no_flood(
    mine: StrictClient, visitor: StrictClient, session: Session, author: Participant, comment: Comment
) -> None:
    about = comment.proposal
    for _number in range(MOST_OF_ONE):
        is_too_much(session, author, now=START)
    counted = select(func.sum(RateCount.count)).where(RateCount.scope == ONE)
    before = session.scalar(counted)
    session.commit()
    send(mine, edit(comment), {"text": AGAIN}, button="Save the change")
    session.refresh(comment)
    assert (comment.status, comment.reason) == (Status.PUBLISHED, "")
    assert AGAIN in read_by(visitor, about)
    assert session.scalar(counted) == (before or 0) + 1


# ---- what was refused, hidden or asked about ----


def test_what_was_refused_is_changed_and_waits_anew(
    mine: StrictClient, visitor: StrictClient, session: Session, author: Participant, proposal: Proposal
) -> None:
    held = a_comment(session, proposal, author=author, text=BEFORE, is_held=True)
    decide(session, held, Decision.REFUSE)
    before = read_by(visitor, proposal)
    assert "Change and send again" in mine.get("/me/contributions").text
    page = mine.get(edit(held)).text
    assert WHY in page
    assert BEFORE in page
    receipt = send(
        mine, edit(held), {"text": AGAIN, "attribution": "group", "region": "africa"}, button="Send it again"
    )
    assert receipt.location == f"/comments/{held.reference}/receipt"
    session.refresh(held)
    assert (held.status, held.text, held.region, held.edited_at) == (Status.HELD, AGAIN, "africa", None)
    assert read_by(visitor, proposal) == before
    decide(session, held, Decision.PUBLISH)
    read = read_by(visitor, proposal)
    assert AGAIN in read
    assert "changed by its author" not in read  # nobody else had read it before
    assert "canary" not in read.lower()


def test_what_is_hidden_stays_hidden_until_it_is_shown_as_it_was_sent_again(
    mine: StrictClient, visitor: StrictClient, session: Session, proposal: Proposal, comment: Comment
) -> None:
    decide(session, comment, Decision.HIDE)
    before = read_by(visitor, proposal)
    send(mine, edit(comment), {"text": AGAIN, "attribution": "nothing"}, button="Send it again")
    session.refresh(comment)
    assert (comment.status, comment.sent_again) == (Status.HIDDEN, True)
    assert read_by(visitor, proposal) == before
    decide(session, comment, Decision.KEEP_HIDDEN)
    assert read_by(visitor, proposal) == before
    send(mine, edit(comment), {"text": AGAIN + " Now."}, button="Send it again")
    decide(session, comment, Decision.SHOW_AGAIN)
    read = read_by(visitor, proposal)
    assert AGAIN + " Now." in read
    assert "changed by its author on" in read
    assert "canary" not in read.lower()
    session.refresh(proposal)
    assert proposal.positions == (0, 0, 1)


@pytest.mark.parametrize("decision", [None, Decision.HIDE])
def test_a_change_that_is_asked_for_is_read_by_the_author_alone(
    mine: StrictClient,
    visitor: StrictClient,
    session: Session,
    comment: Comment,
    decision: Decision | None,
) -> None:
    if decision is not None:
        decide(session, comment, decision)
    about = comment.proposal
    before = read_by(visitor, about)
    decide(session, comment, Decision.ASK_CHANGE)
    assert read_by(visitor, about) == before
    for address in ("/me/contributions", edit(comment), f"/comments/{comment.reference}/receipt"):
        page = mine.get(address).text
        assert "The secretariat asks you for a change" in page
        assert WHY in page


def test_what_the_secretariat_asks_for_may_be_changed_though_others_have_answered_it(
    mine: StrictClient, session: Session, proposal: Proposal, comment: Comment
) -> None:
    a_comment(session, proposal, parent=comment, text="Where?")
    decide(session, comment, Decision.ASK_CHANGE)
    send(mine, edit(comment), {"text": AGAIN}, button="Save the change")
    session.refresh(comment)
    assert (comment.text, comment.asks_change, comment.told) == (AGAIN, False, "")
    assert mine.get(edit(comment)).status_code == 403


def test_until_seven_days_after_the_decision_it_is_sent_again_also_when_the_phase_is_over(
    mine: StrictClient, session: Session, clock: Clock, proposal: Proposal, comment: Comment
) -> None:
    decide(session, comment, Decision.HIDE)
    close_comments(session)
    clock.time = START + ANSWER_WITHIN
    assert mine.get(edit(comment)).status_code == 403
    clock.time -= timedelta(seconds=1)
    send(mine, edit(comment), {"text": AGAIN}, button="Send it again")
    session.refresh(comment)
    assert comment.sent_again


@pytest.mark.parametrize("decision", [Decision.SHOW_AGAIN, Decision.KEEP_HIDDEN, Decision.ASK_CHANGE])
def test_what_is_decided_about_is_what_the_officer_has_read(
    mine: StrictClient, session: Session, comment: Comment, decision: Decision
) -> None:
    decide(session, comment, Decision.HIDE)
    read = comment.version
    send(mine, edit(comment), {"text": AGAIN}, button="Send it again")
    session.refresh(comment)
    with pytest.raises(EditedMeanwhile):
        decide(session, comment, decision, version=read)


def test_what_was_sent_again_is_on_the_desk(
    mine: StrictClient, visitor: StrictClient, session: Session, comment: Comment
) -> None:
    decide(session, comment, Decision.HIDE)
    send(mine, edit(comment), {"text": AGAIN}, button="Send it again")
    sign_in(visitor, session, an_officer(session))
    desk = visitor.get("/secretariat/?list=held").text
    assert AGAIN in desk
    assert "sent again" in desk
    address = f"/secretariat/comments/{comment.reference}/decision"
    assert WHY in visitor.get(address).text  # what its author was told before
    visitor.submit(address, {"decision": "show_again"}, button="Decide")
    session.refresh(comment)
    assert (comment.status, comment.sent_again) == (Status.PUBLISHED, False)


def test_whoever_shows_less_of_themselves_in_what_they_send_again_is_gone_from_every_file(
    session: Session, author: Participant, proposal: Proposal, mine: StrictClient
) -> None:
    speaker = Speaker(Attribution.NAMED, "civil_society", "africa", "A union", "A canary")
    held = a_comment(session, proposal, author=author, text=BEFORE, is_held=True, speaker=speaker)
    decide(session, held, Decision.REFUSE)
    send(mine, edit(held), {"attribution": "nothing"}, button="Send it again")
    session.refresh(held)
    assert (held.name, held.organisation, held.region) == ("", "", "")


def test_withdrawing_takes_what_its_author_was_told_with_it(session: Session, comment: Comment) -> None:
    decide(session, comment, Decision.ASK_CHANGE)
    withdraw_comment(session, comment, now=START)
    assert (comment.told, comment.told_at, comment.asks_change) == ("", None, False)


def test_an_edit_by_a_list_answers_what_was_asked_too(session: Session, comment: Comment) -> None:
    decide(session, comment, Decision.ASK_CHANGE)
    said = {"stance": "strong_concern", "section": "", "text": AGAIN, "suggested_wording": "", "language": "en"}
    edit_comment(session, comment, said=said, is_held=False, now=START)
    assert not comment.asks_change
