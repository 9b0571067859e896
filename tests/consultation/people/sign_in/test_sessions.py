"""How long somebody is signed in, and what becomes of what they send when that is over."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from flask import Flask
from sqlalchemy import Engine, select, text, update
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from consultation.people.models import Participant, SignIn
from consultation.people.sign_in.credentials import begin_sign_in, keep_key
from consultation.people.sign_in.keys import stored
from consultation.people.tokens import grouped, read_key
from consultation.proposals.models import Proposal
from consultation.web.identity import COOKIE_ENTRY, new_token
from tests.client import StrictClient
from tests.clock import Clock
from tests.factories import a_participant, a_proposal, an_officer, missing_migrants
from tests.screen import fill_in
from tests.statements import Statements

KEY = grouped("K7QXM2RD9FWATT4CHJ8N")
SAID = {"title": "What I wrote", "rationale": "Because", "objectives": "8", "attribution": "nothing"}


def enter(
    client: StrictClient, session: Session, participant: Participant, *, clock: Clock, stays: bool = False
) -> None:
    token = new_token()
    begin_sign_in(session, participant, token=token, now=clock(), stays=stays)
    with client.session_transaction() as cookie:
        cookie[COOKIE_ENTRY] = token


def is_in(client: StrictClient) -> bool:
    return client.get("/me/contributions").status_code == 200


def sign_in_on(client: StrictClient, page: TestResponse) -> TestResponse:
    """Sign in with the key on a page that carries along what was to be sent, and be led on with it as browsers are."""
    form = fill_in(page.text, {"key-typed": KEY}, button="Sign in with the key")
    sent: MultiDict[str, str] = MultiDict(form.pairs)
    answer = client.post(form.action, data=sent)
    assert answer.status_code == 307
    return client.post(answer.location or "", data=sent)


def use_for(client: StrictClient, clock: Clock, minutes: int) -> bool:
    """Look at a page every 20 minutes, and tell whether one is signed in at the end."""
    return all(clock.advance(minutes=20) and is_in(client) for _ in range(minutes // 20))


@pytest.fixture
def holder(app: Flask, session: Session, clock: Clock) -> Participant:
    """Somebody without an address who holds the key."""
    participant = a_participant(session)
    with app.app_context():
        keep_key(session, participant, stored=stored(read_key(KEY) or ""), now=clock())
    return participant


# ---- how long ----


def test_an_officers_session_ends_half_an_hour_after_its_last_use_and_after_twelve_hours_in_any_case(
    client: StrictClient, session: Session, clock: Clock
) -> None:
    officer = an_officer(session)
    enter(client, session, officer, clock=clock, stays=True)
    assert use_for(client, clock, 60)
    clock.advance(minutes=30)
    assert not is_in(client)
    enter(client, session, officer, clock=clock)
    assert use_for(client, clock, 11 * 60 + 40)
    assert not use_for(client, clock, 20)


def test_a_session_without_a_proven_address_ends_half_an_hour_after_its_last_use(
    client: StrictClient, session: Session, clock: Clock
) -> None:
    enter(client, session, a_participant(session), clock=clock)
    assert use_for(client, clock, 24 * 60)
    clock.advance(minutes=30, seconds=-1)
    assert client.get("/me/session?look=1").json["seconds_left"] == 1
    clock.advance(seconds=1)
    assert not is_in(client)


def test_with_a_proven_address_or_asked_to_stay_it_lasts_two_weeks(
    client: StrictClient, new_client: Callable[[], StrictClient], session: Session, clock: Clock
) -> None:
    other = new_client()
    enter(client, session, a_participant(session, email="ann@example.org"), clock=clock)
    enter(other, session, a_participant(session), clock=clock, stays=True)
    for seconds, expected in ((-1, True), (1, False)):
        clock.advance(days=14 if seconds < 0 else 0, seconds=seconds)
        assert (is_in(client), is_in(other)) == (expected, expected)


@pytest.mark.parametrize("email", [None, "ann@example.org"])
def test_whoever_has_anything_in_a_protected_consultation_is_signed_in_for_a_short_time_whatever_they_asked(
    client: StrictClient, session: Session, clock: Clock, email: str | None
) -> None:
    ann = a_participant(session, email=email)
    enter(client, session, ann, clock=clock, stays=True)
    clock.advance(days=1)
    assert is_in(client)
    a_proposal(session, missing_migrants(session), author=ann)
    session.execute(update(SignIn).values(used_at=clock()))
    assert is_in(client)
    clock.advance(minutes=30)
    assert not is_in(client)


def test_it_is_asked_for_by_a_box_that_is_not_ticked_and_the_cookie_ends_with_the_browser_without_it(
    client: StrictClient, session: Session, holder: Participant, clock: Clock
) -> None:
    page = client.get("/sign-in")
    assert 'name="key-stays"' in page.text
    assert "checked" not in page.text
    answer = client.submit(page, {"key-typed": KEY}, button="Sign in with the key")
    assert "Expires" not in answer.headers["Set-Cookie"]
    answer = client.submit("/sign-in", {"key-typed": KEY, "key-stays": "y"}, button="Sign in with the key")
    assert "Expires" in answer.headers["Set-Cookie"]
    a_proposal(session, missing_migrants(session), author=holder)
    answer = client.get("/")
    assert "Expires" not in answer.headers["Set-Cookie"]


# ---- what use is, and what it costs ----


def noted(session: Session) -> float:
    session.rollback()
    return session.scalars(select(SignIn.used_at)).one().timestamp()


def test_use_is_noted_at_most_every_two_minutes_and_a_page_that_looks_by_itself_is_none(
    client: StrictClient,
    session: Session,
    clock: Clock,
    statements: Callable[[], AbstractContextManager[Statements]],
) -> None:
    enter(client, session, a_participant(session), clock=clock)
    client.get("/")
    begun = noted(session)
    clock.advance(seconds=119)
    client.get("/")
    assert noted(session) == begun
    clock.advance(seconds=1)
    for address in ("/me/session?look=1", f"/jobs/{'x' * 22}", "/static/style.css", "/health"):
        client.get(address)
    assert noted(session) == begun
    client.get("/me/session")
    assert noted(session) == begun + 120


@contextmanager
def busy(engine: Engine) -> Iterator[None]:
    """Somebody else writes, and does not come to an end."""
    with engine.execution_options(writing=True).connect() as connection:
        connection.execute(text("UPDATE sign_ins SET stays = stays"))
        yield
        connection.rollback()


def test_a_page_is_neither_slow_nor_fails_where_its_use_cannot_be_noted(
    client: StrictClient, session: Session, engine: Engine, clock: Clock
) -> None:
    enter(client, session, a_participant(session), clock=clock)
    session.commit()
    begun = noted(session)
    session.rollback()
    clock.advance(minutes=10)
    with busy(engine):
        client.session = None
        before = time.monotonic()
        assert is_in(client)
        assert time.monotonic() - before < 2
    assert noted(session) == begun
    assert is_in(client)
    assert noted(session) == begun + 600


# ---- what is sent after the end ----


def test_what_an_officer_sends_after_the_end_is_kept_on_a_page_that_asks_to_sign_in(
    client: StrictClient, session: Session, clock: Clock
) -> None:
    enter(client, session, an_officer(session), clock=clock)
    reference = a_proposal(session).reference
    form = client.get(f"/secretariat/proposals/{reference}/decision")
    clock.advance(minutes=31)
    answer = client.submit(form, {"decision": "hide", "reason": "It names a neighbour of mine."})
    assert answer.status_code == 401
    assert "Sign in on another page" in answer.text
    assert "key-typed" not in answer.text
    assert answer.text.count("It names a neighbour of mine.") == 2
    enter(client, session, an_officer(session), clock=clock)
    again = client.submit(answer, button="Send it again")
    if again.status_code == 400:
        again = client.submit(again, button="Send it again")
    assert again.status_code == 302
    assert not session.scalars(select(Proposal)).one().is_public


@pytest.mark.parametrize("looked_elsewhere", [False, True])
def test_what_somebody_with_a_key_sends_after_the_end_waits_until_the_key_is_typed(
    client: StrictClient, session: Session, holder: Participant, clock: Clock, looked_elsewhere: bool
) -> None:
    enter(client, session, holder, clock=clock)
    form = client.get("/consultations/indicators/propose")
    clock.advance(minutes=31)
    if looked_elsewhere:  # in another tab, where the session was found to have ended
        assert client.get("/").status_code == 200
    answer = client.submit(form, SAID, button="Save as a draft")
    assert answer.status_code == 401
    wrong = client.submit(answer, {"key-typed": "nonsense"}, button="Sign in with the key")
    signed_in = sign_in_on(client, wrong)
    assert "You are signed in again" in signed_in.text
    assert session.scalar(select(Proposal)) is None
    assert client.submit(signed_in, button="Send it again").status_code == 302
    [sent] = session.scalars(select(Proposal))
    assert sent.author_id == holder.id


def test_what_is_sent_after_the_end_can_go_without_signing_in(
    client: StrictClient, session: Session, holder: Participant, clock: Clock
) -> None:
    enter(client, session, holder, clock=clock)
    form = client.get("/consultations/indicators/propose")
    clock.advance(minutes=31)
    answer = client.submit(form, SAID, button="Save as a draft")
    assert "does not stand among your contributions" in answer.text
    assert client.submit(answer, button="Send it again").status_code < 400
    [sent] = session.scalars(select(Proposal))
    assert sent.author_id != holder.id


def test_a_form_of_before_somebody_signed_out_is_not_taken_and_its_text_not_shown(
    client: StrictClient, session: Session, holder: Participant, clock: Clock
) -> None:
    enter(client, session, holder, clock=clock)
    form = client.get("/consultations/indicators/propose")
    client.submit("/", button="Sign out")
    answer = client.submit(form, SAID, button="Preview")
    assert answer.status_code == 400
    assert "This form is over" in answer.text
    assert "What I wrote" not in answer.text


def test_that_signing_out_ends_open_forms_is_said_where_it_is_done_and_where_it_is_explained(
    client: StrictClient, session: Session, holder: Participant, clock: Clock
) -> None:
    enter(client, session, holder, clock=clock)
    signed_out = client.submit("/", button="Sign out", follow_redirects=True)
    assert "What is still typed in an open form cannot be sent any more: copy it from there." in signed_out.text
    assert "shows what was typed there until you leave it" in client.get("/protection").text
    assert "One thing ends a form: when somebody signs out in the same browser" in client.get("/accessibility").text


def test_every_page_says_when_the_session_ends_where_it_does(
    client: StrictClient, session: Session, holder: Participant, clock: Clock
) -> None:
    assert "without use" not in client.get("/").text
    enter(client, session, holder, clock=clock)
    assert "after 30 minutes without use" in client.get("/").text
    assert 'data-ends="1800"' in client.get("/").text
