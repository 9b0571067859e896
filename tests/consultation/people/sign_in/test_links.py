"""Signing in by a link."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.mail.models import OutgoingMail
from consultation.people.models import Participant, SignIn
from tests.client import StrictClient
from tests.clock import Clock
from tests.consultation.people.sign_in.mails import letters_to, link_to
from tests.factories import a_participant, an_officer, sign_in
from tests.statements import Statements

ANN = "ann@example.org"
SignedIn = Callable[[StrictClient], bool]


@pytest.fixture
def is_signed_in() -> SignedIn:
    return lambda client: client.get("/me/address").status_code == 200


def ask(client: StrictClient, email: str = ANN, **values: str) -> str:
    response = client.submit("/sign-in", {"email": email, **values}, button="Send me a link")
    assert response.location == "/sign-in/sent"
    return client.get(response.location).text


def test_a_link_signs_in_once_and_only_by_its_button(
    client: StrictClient, new_client: Callable[[], StrictClient], session: Session, is_signed_in: SignedIn
) -> None:
    ask(client)
    link = link_to(session, ANN)
    scanner = new_client()
    assert [scanner.get(link).status_code, scanner.head(link).status_code] == [200, 200]
    assert not is_signed_in(scanner)
    assert client.submit(link).location == "/me/contributions"
    assert is_signed_in(client)
    assert new_client().get(link).status_code == 410


def test_a_link_is_good_for_fifteen_minutes(client: StrictClient, session: Session, clock: Clock) -> None:
    ask(client)
    link = link_to(session, ANN)
    page = client.get(link)
    clock.advance(minutes=15, seconds=-1)
    assert client.get(link).status_code == 200
    clock.advance(seconds=1)
    assert client.get(link).status_code == 410
    assert client.submit(page).status_code == 410


@pytest.mark.parametrize("address", ["/sign-in/sent", "/me/address/sent"])
def test_who_opens_the_page_after_asking_by_hand_is_not_told_that_they_were_written_to(
    client: StrictClient, session: Session, address: str
) -> None:
    sign_in(client, session, a_participant(session))
    page = client.get(address).text
    assert "If you have just asked for a link, it is on its way to the address you typed." in page
    assert "We have written" not in page


def test_a_link_that_never_was_is_answered_like_one_that_is_over(client: StrictClient, session: Session) -> None:
    ask(client)
    link = link_to(session, ANN)
    client.submit(link)
    client.submit("/sign-in", button="Sign out")
    client.get("/sign-in")
    never, over = client.get("/sign-in/links/" + "a" * 22), client.get(link)
    assert (never.status_code, without_tokens(never.text)) == (over.status_code, without_tokens(over.text))


def without_tokens(html: str) -> str:
    return re.sub(r'(name="csrf_token"[^>]* value=")[^"]*', r"\1", html)


def test_who_presses_the_button_twice_is_signed_in(client: StrictClient, session: Session) -> None:
    ask(client)
    page = client.get(link_to(session, ANN))
    assert client.submit(page).status_code == 302
    assert client.get(page.request.path).location == "/me/contributions"


def test_a_link_makes_a_participant_of_an_address_nobody_knew(client: StrictClient, session: Session) -> None:
    ask(client)
    assert session.scalar(select(func.count()).select_from(Participant)) == 0
    client.submit(link_to(session, ANN))
    assert session.scalars(select(Participant.email)).all() == [ANN]


def test_an_address_is_one_however_it_is_typed(client: StrictClient, session: Session) -> None:
    ann = a_participant(session, email=ANN)
    ask(client, "  ANN@Example.org ")
    client.submit(link_to(session, ANN))
    assert session.scalars(select(SignIn.participant_id)).all() == [ann.id]


def test_known_and_unknown_addresses_are_answered_alike_and_with_the_same_statements(
    client: StrictClient, session: Session, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    a_participant(session, email="known@example.org")
    an_officer(session).email = "chief@example.org"
    ask(client, "warm@example.org")
    said, heard = {}, {}
    for email in ("known@example.org", "other@example.org", "chief@example.org"):
        page = client.get("/sign-in")
        with statements() as listening:
            answer = client.submit(page, {"email": email}, button="Send me a link")
        said[email] = (answer.status_code, sorted(answer.headers.keys()), answer.text.replace(email, "…"))
        heard[email] = str(listening)
    assert len(set(map(str, said.values()))) == 1
    assert len(set(heard.values())) == 1
    bodies = [re.sub(r"/links/\S+", "…", letters_to(session, email)[0].body) for email in said]
    assert len(set(bodies)) == 1


def test_no_more_than_five_links_are_on_their_way_to_an_address(
    client: StrictClient, session: Session, clock: Clock
) -> None:
    answers = {ask(client) for _ in range(7)}
    assert len(answers) == 1
    assert len(letters_to(session, ANN)) == 5
    clock.advance(minutes=15)
    ask(client)
    assert len(letters_to(session, ANN)) == 6


def test_asking_is_limited_from_one_place_but_not_from_others(client: StrictClient, session: Session) -> None:
    page = client.get("/sign-in")
    statuses = [client.submit(page, {"email": f"a{n}@example.org"}).status_code for n in range(21)]
    assert statuses == [302] * 20 + [429]
    client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert client.submit(page, {"email": ANN}).status_code == 302


@pytest.mark.parametrize("typed", ["", "ann", "ann@example.org\r\nBcc: all@example.org", "ann@localhost"])
def test_what_is_no_address_is_said_at_its_field_and_sends_nothing(
    client: StrictClient, session: Session, typed: str
) -> None:
    answer = client.submit("/sign-in", {"email": typed})
    assert answer.status_code == 422
    assert 'href="#email"' in answer.text
    assert session.scalars(select(OutgoingMail)).all() == []


def test_the_link_leads_on_to_where_one_came_from(client: StrictClient, session: Session) -> None:
    page = client.get("/sign-in?next=/proposals/IND-0001/comment")
    client.submit(page, {"email": ANN}, button="Send me a link")
    link = link_to(session, ANN)
    assert link.endswith("?next=/proposals/IND-0001/comment")
    assert client.submit(link).location == "/proposals/IND-0001/comment"


def test_who_had_to_sign_in_first_comes_back_to_the_page_that_was_asked_for(
    client: StrictClient, session: Session
) -> None:
    refused = client.get("/me/address")
    assert refused.status_code == 401
    assert 'href="/sign-in?next=/me/address"' in refused.text
    client.submit("/sign-in?next=/me/address", {"email": ANN}, button="Send me a link")
    assert client.submit(link_to(session, ANN)).location == "/me/address"


def test_nobody_is_led_to_another_site(client: StrictClient, session: Session) -> None:
    page = client.get("/sign-in?next=//evil.example/")
    assert "evil.example" not in page.text
    client.submit("/sign-in", {"email": ANN, "next": "https://evil.example/"})
    link = link_to(session, ANN)
    assert client.submit(f"{link}?next=/%5Cevil.example").location == "/me/contributions"


def test_mail_names_the_site_as_the_settings_do_whatever_the_request_calls_it(
    client: StrictClient, session: Session
) -> None:
    client.environ_base["HTTP_HOST"] = "127.0.0.1:9999"
    ask(client)
    assert "127.0.0.1" not in letters_to(session, ANN)[0].body


def test_signing_in_as_somebody_else_ends_the_session_before(client: StrictClient, session: Session) -> None:
    for email in (ANN, "bea@example.org"):
        ask(client, email)
        client.submit(link_to(session, email), button="Sign in")
    assert session.scalar(select(func.count()).select_from(SignIn)) == 1
