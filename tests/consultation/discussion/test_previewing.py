"""Comments and replies are seen before they are sent; a position without words goes at once and comes back at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.discussion.models import Comment, Stance
from consultation.people.models import Participant, Status
from tests.client import StrictClient
from tests.clock import Clock
from tests.databases import ON_BOTH, SQLITE
from tests.factories import a_comment, a_participant, a_proposal, indicators, missing_migrants, sign_in
from tests.screen import buttons_of
from tests.sending import send

DATABASES = SQLITE

NewClient = Callable[[], StrictClient]
WORDS = "The denominator depends on censuses.\n\nFew States hold them."
SAID = {"stance": "support", "text": WORDS, "section": "method", "name": "Amina", "stakeholder_group": "academia"}
AT_ONCE = "Send the position without words"
AGAIN = "Send as a further contribution"


def comments(session: Session) -> list[Comment]:
    return list(session.scalars(select(Comment).order_by(Comment.id)))


@pytest.fixture
def form(session: Session) -> str:
    """The address of a form to comment by."""
    return f"/proposals/{a_proposal(session).reference}/comment"


# ---- which way ----


def test_without_a_proven_address_the_preview_is_the_way_to_send(
    client: StrictClient, session: Session, form: str
) -> None:
    reply = f"/comments/{a_comment(session, a_proposal(session)).reference}/reply"
    propose = "/consultations/indicators/propose"
    for signed_in in (False, True):
        if signed_in:
            sign_in(client, session, a_participant(session))
        assert buttons_of(client.get(propose).text) == ["Preview", "Save as a draft"]
        assert buttons_of(client.get(form).text) == ["Preview", AT_ONCE]
        assert buttons_of(client.get(reply).text) == ["Preview"]
        assert "Nothing is sent before you have seen it." in client.get(propose).text


def test_who_has_a_proven_address_may_send_without_looking(client: StrictClient, session: Session, form: str) -> None:
    sign_in(client, session, a_participant(session, email="known@example.org"))
    assert buttons_of(client.get(form).text) == ["Preview", "Send"]
    propose = client.get("/consultations/indicators/propose")
    assert buttons_of(propose.text) == ["Preview", "Submit", "Save as a draft"]
    assert "before you have seen it" not in propose.text + client.get(form).text
    assert client.submit(form, SAID, button="Send").location == "/comments/C-000001/receipt"


def test_a_preview_shows_what_a_comment_will_say_and_sends_nothing(
    client: StrictClient, session: Session, form: str
) -> None:
    preview = client.submit(form, SAID, button="Preview")
    assert preview.status_code == 200
    assert comments(session) == []
    shown, _form, carried = preview.text.partition('<form method="post" action="#sent-')
    for words in ("Look at it once more.\nIt goes when you press “<bdi", "Few States hold them.", "Academia"):
        assert words in shown
    assert "Amina" not in shown
    assert "Amina" in carried
    assert buttons_of(preview.text) == ["Send", "Change"]
    client.submit(preview, button="Send")
    [comment] = comments(session)
    assert (comment.text, comment.section, comment.stance) == (WORDS, "method", Stance.SUPPORT)


def test_from_the_preview_one_goes_back_to_the_form_as_it_was_typed(
    client: StrictClient, session: Session, form: str
) -> None:
    again = client.submit(client.submit(form, SAID, button="Preview"), button="Change")
    assert again.status_code == 200
    send(client, again, {"text": "Shorter."})
    [comment] = comments(session)
    assert (comment.text, comment.section, comment.stakeholder_group) == ("Shorter.", "method", "academia")


def test_a_reply_is_seen_before_it_is_sent(client: StrictClient, session: Session) -> None:
    opening = a_comment(session, a_proposal(session))
    preview = client.submit(f"/comments/{opening.reference}/reply", {"text": "We count them."}, button="Preview")
    assert f"A reply to {opening.reference}" in preview.text
    assert len(comments(session)) == 1
    client.submit(preview, button="Send")
    assert comments(session)[-1].parent_id == opening.id


def test_what_closes_between_preview_and_sending_keeps_the_text(
    client: StrictClient, session: Session, clock: Clock, form: str
) -> None:
    preview = client.submit(form, SAID, button="Preview")
    clock.time = indicators(session).phases[0].closes_at + timedelta(seconds=1)
    answer = client.submit(preview, button="Send")
    assert answer.status_code == 403
    assert "Few States hold them." in answer.text
    assert comments(session) == []


def test_a_preview_whose_token_has_expired_is_sent_again_with_everything(
    client: StrictClient, session: Session, form: str
) -> None:
    preview = client.submit(form, SAID, button="Preview")
    client.delete_cookie("steppingstone")
    expired = client.submit(preview, button="Send")
    assert expired.status_code == 400
    client.submit(expired, button="Send it again")
    assert comments(session)[0].text == WORDS


# ---- what an empty comment is told ----


@pytest.mark.parametrize(
    ("stance", "asked"),
    [
        ("", "Choose whether you support the proposal, have a concern, a question or information"),
        ("question", "Write your question"),
        ("information", "Write what you know"),
    ],
)
def test_an_empty_comment_is_told_what_it_lacks_and_nothing_else(
    client: StrictClient, form: str, stance: str, asked: str
) -> None:
    answer = client.submit(form, {"stance": stance} if stance else {}, button="Preview")
    assert answer.status_code == 422
    assert "There is 1 thing to correct" in answer.text
    assert asked in answer.text


# ---- positions without words ----


def test_a_position_without_words_is_sent_at_once_and_taken_back_in_one_press(
    client: StrictClient, session: Session, form: str
) -> None:
    assert client.submit(form, {"stance": "support"}, button=AT_ONCE).location == "/me/key/new"
    [position] = comments(session)
    assert position.proposal_id is not None
    assert session.scalars(select(Comment.status)).one() is Status.PUBLISHED
    receipt = client.get("/comments/C-000001/receipt")
    answers = [client.submit(receipt, button="Take my position back") for _press in range(2)]
    assert {answer.location for answer in answers} == {form.removesuffix("/comment")}
    assert "Your position is taken back" in client.get(answers[0].location).text
    assert session.scalars(select(Comment.status)).one() is Status.WITHDRAWN
    assert "Take my position back" not in client.get("/comments/C-000001/receipt").text


@ON_BOTH
def test_the_position_before_it_counts_again(client: StrictClient, session: Session) -> None:
    proposal, person = a_proposal(session), a_participant(session)
    a_comment(session, proposal, author=person, stance=Stance.SUPPORT, text="Because.")
    sign_in(client, session, person)
    client.submit(f"/proposals/{proposal.reference}/comment", {"stance": "strong_concern"}, button=AT_ONCE)
    assert (proposal.support_count, proposal.concern_count) == (0, 1)
    client.submit("/comments/C-000002/receipt", button="Take my position back")
    assert (proposal.support_count, proposal.concern_count) == (1, 0)


def test_words_beside_a_position_are_seen_first_whatever_is_pressed(
    client: StrictClient, session: Session, form: str
) -> None:
    preview = client.submit(form, {"stance": "support", "suggested_wording": "of all"}, button=AT_ONCE)
    assert preview.status_code == 200
    assert "of all" in preview.text
    assert comments(session) == []


def test_what_has_words_or_is_not_ones_own_is_not_taken_back_by_one_press(
    client: StrictClient, session: Session
) -> None:
    person, proposal = a_participant(session), a_proposal(session)
    with_words = a_comment(session, proposal, author=person, stance=Stance.SUPPORT, text="Because.")
    others = a_comment(session, proposal, stance=Stance.SUPPORT, text="")
    sign_in(client, session, person)
    assert "Take my position back" not in client.get(f"/comments/{with_words.reference}/receipt").text
    token = client.get(f"/comments/{with_words.reference}/withdraw").text.partition('name="csrf_token"')[2].split('"')
    pressed = {"csrf_token": next(text for text in token if len(text) > 40)}
    assert client.post(f"/comments/{with_words.reference}/take-back", data=pressed).status_code == 403
    assert client.post(f"/comments/{others.reference}/take-back", data=pressed).status_code == 404
    assert client.post(f"/comments/{others.reference}/take-back").status_code == 400
    assert proposal.support_count == 2


@ON_BOTH
def test_a_position_that_waits_is_taken_back_too(client: StrictClient, session: Session) -> None:
    proposal = a_proposal(session, missing_migrants(session))
    client.submit(f"/proposals/{proposal.reference}/comment", {"stance": "support"}, button=AT_ONCE)
    assert comments(session)[0].status is Status.HELD
    client.submit("/comments/C-000001/receipt", button="Take my position back")
    assert comments(session)[0].status is Status.WITHDRAWN


# ---- sent again ----


def test_the_same_comment_sent_again_gets_the_same_receipt_and_another_one_is_shown(
    client: StrictClient, session: Session, form: str
) -> None:
    page = client.get(form)
    assert [send(client, page, SAID).location for _time in range(2)] == ["/me/key/new"] * 2
    shown = client.submit(page, SAID | {"text": "Something else."}, button="Preview")
    assert shown.status_code == 409
    assert "This form was sent before" in shown.text
    assert "Something else." in shown.text
    assert len(comments(session)) == 1
    assert client.submit(shown, button=AGAIN).location == "/comments/C-000002/receipt"
    assert [comment.text for comment in comments(session)] == [WORDS, "Something else."]


def test_a_used_key_on_another_proposal_takes_nothing_for_the_first(
    client: StrictClient, new_client: NewClient, session: Session, form: str
) -> None:
    page, other = client.get(form), a_proposal(session)
    send(client, page, SAID)
    elsewhere = client.get(f"/proposals/{other.reference}/comment")
    key = page.text.partition('name="submission" type="hidden" value="')[2][:22]
    answer = client.submit(elsewhere, SAID | {"submission": key}, button="Preview")
    assert answer.status_code == 409
    assert other.reference in answer.text
    client.submit(answer, button=AGAIN)
    assert comments(session)[-1].proposal_id == other.id


def test_another_position_under_a_used_key_shows_no_key_and_signs_nobody_in(
    client: StrictClient, new_client: NewClient, session: Session, form: str
) -> None:
    key = client.get(form).text.partition('name="submission" type="hidden" value="')[2][:22]
    first, second = {"stance": "support", "submission": key}, {"stance": "strong_concern", "submission": key}
    client.submit(form, first, button=AT_ONCE)
    stranger = new_client()
    assert stranger.submit(form, second, button=AT_ONCE).status_code == 409
    assert stranger.get("/me/key/new").status_code == 401
    assert len(session.scalars(select(Participant)).all()) == 2  # the proposer and the visitor
    assert stranger.submit(form, first, button=AT_ONCE).location == "/me/key/new"


@ON_BOTH
def test_a_withdrawn_comment_leaves_nothing_to_compare_with(client: StrictClient, session: Session, form: str) -> None:
    page = client.get(form)
    send(client, page, SAID)
    client.submit("/comments/C-000001/withdraw", button="Withdraw it")
    assert session.scalars(select(Comment.fingerprint)).one() == ""
    assert client.submit(page, SAID, button="Preview").status_code == 409


@ON_BOTH
def test_a_position_without_words_that_another_has_replaced_says_that_it_stands_nowhere(
    client: StrictClient, session: Session
) -> None:
    proposal, author = a_proposal(session), a_participant(session)
    replaced = a_comment(session, proposal, author=author, stance=Stance.SUPPORT, text="")
    later = a_comment(session, proposal, author=author, stance=Stance.STRONG_CONCERN, text="")
    sign_in(client, session, author)
    receipt = client.get(f"/comments/{replaced.reference}/receipt").text
    for sentence in ("Received and published", "See it in the discussion", "One press", "Take my position back"):
        assert sentence not in receipt
    assert "nothing of it is shown any more, and it does not count" in receipt
    assert client.get(f"/comments/{replaced.reference}").location == f"/comments/{replaced.reference}/receipt"
    mine = client.get("/me/contributions").text
    assert f'href="/comments/{replaced.reference}"' not in mine
    assert f'href="/comments/{later.reference}"' in mine
    asked = client.get(f"/comments/{replaced.reference}/withdraw").text
    assert "A line with the date stays" not in asked
    assert "Your position will no longer count." not in asked
    client.submit(f"/comments/{replaced.reference}/withdraw", button="Withdraw it")
    session.refresh(proposal)
    assert proposal.positions == (0, 0, 1)
