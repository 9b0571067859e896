"""What a person meets who comments, replies or takes a position."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import lxml.html
import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from consultation.discussion.models import Comment, Stance
from consultation.people.models import Participant, Status
from consultation.web.security.rate_limits import POSTING_WITHOUT_ACCOUNT, RateCount
from tests.client import StrictClient
from tests.clock import Clock
from tests.databases import ON_BOTH, SQLITE
from tests.factories import (
    a_comment,
    a_participant,
    a_proposal,
    a_revision,
    indicators,
    missing_migrants,
    sign_in,
)
from tests.screen import key_on
from tests.sending import send

DATABASES = SQLITE

NewClient = Callable[[], StrictClient]
WORDS = "The denominator depends on censuses that few States hold."


def comments(session: Session) -> list[Comment]:
    return list(session.scalars(select(Comment).order_by(Comment.id)))


def test_a_visitor_comments_without_an_account_and_is_given_a_key(client: StrictClient, session: Session) -> None:
    proposal = a_proposal(session)
    answer = send(
        client,
        f"/proposals/{proposal.reference}/comment",
        {"stance": "strong_concern", "section": "method", "text": WORDS, "suggested_wording": "…of recorded cases"},
    )
    assert "participation key" in client.get(answer.location).text
    [comment] = comments(session)
    assert (comment.stance, comment.section, comment.text) == (Stance.STRONG_CONCERN, "method", WORDS)
    assert (comment.status, comment.reference, comment.language) == (Status.PUBLISHED, "C-000001", "en")
    assert proposal.concern_count == 1
    receipt = client.get("/comments/C-000001/receipt").text
    assert WORDS in receipt
    assert "15 January 2027, 13:00 Zurich time" in receipt


def test_somebody_signed_in_is_led_to_the_receipt(client: StrictClient, session: Session) -> None:
    proposal = a_proposal(session)
    sign_in(client, session, a_participant(session))
    answer = send(client, f"/proposals/{proposal.reference}/comment", {"stance": "support"})
    assert answer.location == "/comments/C-000001/receipt"


def test_only_a_position_may_stand_without_words(client: StrictClient, session: Session) -> None:
    address = f"/proposals/{a_proposal(session).reference}/comment"
    assert send(client, address, {"stance": "question"}).status_code == 422
    assert send(client, address, {"stance": "support"}).status_code == 302
    assert [comment.stance for comment in comments(session)] == [Stance.SUPPORT]


def test_a_mistake_in_the_form_loses_nothing_that_was_typed(client: StrictClient, session: Session) -> None:
    answer = send(client, f"/proposals/{a_proposal(session).reference}/comment", {"text": WORDS})
    assert answer.status_code == 422
    assert "Choose whether you support the proposal" in answer.text
    assert WORDS in answer.text


def test_the_address_of_the_form_can_name_position_and_section(client: StrictClient, session: Session) -> None:
    page = client.get(f"/proposals/{a_proposal(session).reference}/comment?stance=support&section=method").text
    form = lxml.html.document_fromstring(page).forms[-1]
    assert (form.fields["stance"], form.fields["section"]) == ("support", "method")


@pytest.mark.parametrize("odd", ["stance=%EF%BF%BE&section=x", "stance=&stance=support", "section=" + "9" * 30])
def test_an_odd_address_of_the_form_is_answered_with_the_form(client: StrictClient, session: Session, odd: str) -> None:
    assert client.get(f"/proposals/{a_proposal(session).reference}/comment?{odd}").status_code == 200


def test_the_same_form_sent_twice_makes_one_comment_and_gives_the_same_key_and_receipt(
    client: StrictClient, session: Session
) -> None:
    page = client.get(f"/proposals/{a_proposal(session).reference}/comment")
    cookie = client.get_cookie("steppingstone")
    assert cookie
    first = send(client, page, {"stance": "support"})
    client.set_cookie("steppingstone", cookie.value)  # an impatient finger: sent before the first answer came
    again = send(client, page, {"stance": "support"})
    assert key_on(client.get(first.location).text) == key_on(client.get(again.location).text)
    assert len(comments(session)) == 1
    assert len(session.scalars(select(Participant)).all()) == 2  # the proposer and the visitor


def test_a_comment_after_the_deadline_is_refused_and_its_text_kept(
    client: StrictClient, session: Session, clock: Clock
) -> None:
    page = client.get(f"/proposals/{a_proposal(session).reference}/comment")
    clock.time = indicators(session).phases[0].closes_at
    answer = send(client, page, {"stance": "question", "text": WORDS})
    assert answer.status_code == 403
    assert "Comments closed on 15 April 2027, 14:00 Zurich time" in answer.text
    assert WORDS in answer.text
    assert comments(session) == []
    assert client.get(page.request.path).status_code == 403


def test_a_comment_one_second_before_the_deadline_is_taken(
    client: StrictClient, session: Session, clock: Clock
) -> None:
    page = client.get(f"/proposals/{a_proposal(session).reference}/comment")
    clock.time = indicators(session).phases[0].closes_at - timedelta(seconds=1)
    assert send(client, page, {"stance": "support"}).status_code == 302
    assert len(comments(session)) == 1


@ON_BOTH
def test_a_proposal_hidden_while_one_writes_takes_no_comment_and_the_text_is_kept(
    client: StrictClient, session: Session
) -> None:
    proposal = a_proposal(session)
    page = client.get(f"/proposals/{proposal.reference}/comment")
    proposal.status = Status.HIDDEN
    answer = send(client, page, {"stance": "question", "text": WORDS})
    assert answer.status_code == 403
    assert WORDS in answer.text
    assert client.get("/me/contributions").status_code == 401


@pytest.mark.parametrize("status", [Status.HELD, Status.REFUSED, Status.DRAFT])
def test_what_is_not_public_cannot_be_commented_on(client: StrictClient, session: Session, status: Status) -> None:
    proposal = a_proposal(session, status=status)
    assert client.get(f"/proposals/{proposal.reference or 'IND-0001'}/comment").status_code == 404


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.WITHDRAWN])
def test_what_left_a_trace_offers_no_form_to_comment(client: StrictClient, session: Session, status: Status) -> None:
    assert client.get(f"/proposals/{a_proposal(session, status=status).reference}/comment").status_code == 403


# ---- replies ----


def test_a_reply_stands_under_the_comment_and_takes_no_position(client: StrictClient, session: Session) -> None:
    proposal = a_proposal(session)
    opening = a_comment(session, proposal)
    send(client, f"/comments/{opening.reference}/reply", {"text": "We count them too."})
    reply = comments(session)[-1]
    assert (reply.parent_id, reply.takes_position) == (opening.id, False)
    assert proposal.comment_count == 2


def test_a_reply_to_a_reply_hangs_on_the_same_comment(client: StrictClient, session: Session) -> None:
    proposal = a_proposal(session)
    opening = a_comment(session, proposal)
    first = a_comment(session, proposal, parent=opening)
    send(client, f"/comments/{first.reference}/reply", {"text": "So do we."})
    assert [comment.parent_id for comment in comments(session)] == [None, opening.id, opening.id]


def test_what_was_withdrawn_takes_no_replies(client: StrictClient, new_client: NewClient, session: Session) -> None:
    author, person = new_client(), a_participant(session)
    opening = a_comment(session, a_proposal(session), author=person)
    sign_in(author, session, person)
    page = client.get(f"/comments/{opening.reference}/reply")
    author.submit(f"/comments/{opening.reference}/withdraw", button="Withdraw it")
    assert send(client, page, {"text": WORDS}).status_code == 403
    assert len(comments(session)) == 1


# ---- what is looked at first ----


def test_what_a_visitor_sends_on_missing_migrants_waits_and_they_are_told_before_and_after(
    client: StrictClient, session: Session
) -> None:
    proposal = a_proposal(session, missing_migrants(session))
    page = client.get(f"/proposals/{proposal.reference}/comment")
    assert "looked at first" in page.text
    send(client, page, {"stance": "support", "text": WORDS})
    [comment] = comments(session)
    assert (comment.status, proposal.support_count, proposal.comment_count) == (Status.HELD, 0, 0)
    assert "not public yet" in client.get(f"/comments/{comment.reference}/receipt").text


def test_nobody_looks_first_at_what_somebody_with_a_proven_address_says_on_missing_migrants(
    client: StrictClient, session: Session
) -> None:
    proposal = a_proposal(session, missing_migrants(session))
    sign_in(client, session, a_participant(session, email="amina@example.org"))
    page = client.get(f"/proposals/{proposal.reference}/comment")
    assert "looked at first" not in page.text
    send(client, page, {"stance": "support"})
    assert comments(session)[0].stage == "approved"


def test_nothing_is_preselected_to_be_shown_on_missing_migrants_and_the_group_on_indicators(
    client: StrictClient, session: Session
) -> None:
    for proposal, preselected in (
        (a_proposal(session, missing_migrants(session)), "nothing"),
        (a_proposal(session), "group"),
    ):
        page = client.get(f"/proposals/{proposal.reference}/comment").text
        assert lxml.html.document_fromstring(page).forms[-1].fields["attribution"] == preselected


# ---- what one had before one's eyes ----


def test_a_comment_remembers_the_revision_its_author_read(client: StrictClient, session: Session) -> None:
    proposal = a_proposal(session)
    read = proposal.current_revision_id
    page = client.get(f"/proposals/{proposal.reference}/comment")
    a_revision(session, proposal, title="Changed meanwhile")
    send(client, page, {"stance": "support"})
    assert comments(session)[0].revision_id == read != proposal.current_revision_id


def test_the_form_shows_ones_position_so_far(client: StrictClient, session: Session) -> None:
    proposal, person = a_proposal(session), a_participant(session)
    a_comment(session, proposal, author=person, stance=Stance.STRONG_CONCERN, text="")
    sign_in(client, session, person)
    assert "Your position so far" in client.get(f"/proposals/{proposal.reference}/comment").text


# ---- one's own ----


@ON_BOTH
def test_a_withdrawal_asks_first_and_then_takes_every_word(client: StrictClient, session: Session) -> None:
    proposal, person = a_proposal(session), a_participant(session)
    comment = a_comment(session, proposal, author=person, stance=Stance.SUPPORT, text=WORDS, suggested_wording="W")
    sign_in(client, session, person)
    address = f"/comments/{comment.reference}/withdraw"
    assert WORDS in client.get(address).text
    assert comment.status is Status.PUBLISHED
    assert client.submit(address, button="Withdraw it").location == "/me/contributions"
    assert (comment.status, comment.text, comment.suggested_wording) == (Status.WITHDRAWN, "", "")
    assert (proposal.support_count, proposal.comment_count) == (0, 0)
    assert client.get(address).status_code == 200


def test_a_withdrawn_text_is_gone_from_the_files_of_the_database_too(
    client: StrictClient, session: Session, engine: Engine
) -> None:
    person = a_participant(session)
    comment = a_comment(session, a_proposal(session), author=person, text="CANARY " * 400)
    sign_in(client, session, person)
    session.commit()

    def files() -> bytes:
        stored = Path(engine.url.database or "")
        return b"".join(path.read_bytes() for path in stored.parent.glob(f"{stored.name}*"))

    is_file = engine.dialect.name == "sqlite"
    assert (b"CANARY" in files()) is is_file
    client.submit(f"/comments/{comment.reference}/withdraw", button="Withdraw it")
    assert b"CANARY" not in files()


def test_a_position_without_words_can_be_withdrawn_after_the_deadline_too(
    client: StrictClient, session: Session, clock: Clock
) -> None:
    proposal, person = a_proposal(session), a_participant(session)
    comment = a_comment(session, proposal, author=person, stance=Stance.SUPPORT, text="")
    clock.time = indicators(session).phases[0].closes_at
    sign_in(client, session, person, now=clock.time)
    client.submit(f"/comments/{comment.reference}/withdraw", button="Withdraw it")
    assert (comment.status, proposal.support_count) == (Status.WITHDRAWN, 0)


@pytest.mark.parametrize("page", ["withdraw", "receipt"])
def test_only_the_author_reaches_the_receipt_and_the_withdrawal(
    client: StrictClient, session: Session, page: str
) -> None:
    comment = a_comment(session, a_proposal(session))
    address = f"/comments/{comment.reference}/{page}"
    assert client.get(address).status_code == 401
    sign_in(client, session, a_participant(session))
    assert client.get(address).status_code == 404


def test_a_held_comment_is_known_to_its_author_alone(new_client: NewClient, session: Session) -> None:
    author, stranger, person = new_client(), new_client(), a_participant(session)
    held = a_comment(session, a_proposal(session), author=person, is_held=True)
    sign_in(author, session, person)
    sign_in(stranger, session, a_participant(session))
    address = f"/comments/{held.reference}"
    assert author.get(address).location == f"{address}/receipt"
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}/reply").status_code == 404


def test_too_many_comments_by_visitors_from_one_place_are_stopped(new_client: NewClient, session: Session) -> None:
    address = f"/proposals/{a_proposal(session).reference}/comment"
    send(new_client(), address, {"stance": "support"})
    session.execute(update(RateCount).values(count=POSTING_WITHOUT_ACCOUNT.most - 2))  # room for one more
    answers = [send(new_client(), address, {"stance": "support"}).status_code for _ in range(2)]
    assert answers == [302, 429]
