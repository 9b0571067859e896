"""A link whose mail was delayed is made anew when the mail leaves, so that it is good for whoever reads it then."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from consultation.mail.delivery import send_due
from consultation.mail.transports import MailServer, NotDelivered
from consultation.people.models import Participant, SignInLink
from consultation.running.mail_sender import RENEW, tidy
from tests.client import StrictClient
from tests.clock import Clock
from tests.consultation.people.sign_in.mails import link_to
from tests.factories import a_participant, sign_in
from tests.machines.mail import Letterbox

ANN = "ann@example.org"
SENDER = "Steppingstone <no-reply@example.org>"
_IN_A_LETTER = re.compile(r"http://localhost(/sign-in/links/\S+)")
Deliver = Callable[[], str]


@pytest.fixture
def deliver(session: Session, engine: Engine, clock: Clock, smtp_sink: Letterbox) -> Deliver:
    """Let the mail sender do what it does, with a mail server that works again; return the link in what arrives."""

    def send() -> str:
        session.commit()
        tidy(engine, now=clock())
        send_due(engine, MailServer.at(smtp_sink.url), sender=SENDER, clock=clock, renew=RENEW)
        found = _IN_A_LETTER.search(smtp_sink.messages[-1].get_content())
        assert found is not None
        return found[1]

    return send


def test_a_link_that_arrives_hours_late_signs_in_and_is_another_one(
    client: StrictClient, session: Session, clock: Clock, deliver: Deliver
) -> None:
    client.submit("/sign-in?next=/framework/", {"email": ANN}, button="Send me a link")
    written = link_to(session, ANN)
    clock.advance(hours=30)
    arrived = deliver()
    assert arrived != written
    assert arrived.endswith("next=/framework/")
    clock.advance(minutes=14)
    assert client.get(written).status_code == 410
    assert client.submit(arrived).location == "/framework/"


def test_a_claim_that_arrives_late_is_still_the_claimants(
    client: StrictClient, session: Session, clock: Clock, deliver: Deliver
) -> None:
    visitor = a_participant(session)
    sign_in(client, session, visitor)
    client.submit("/me/address", {"email": ANN}, button="Send a link to this address")
    clock.advance(minutes=25)
    client.submit(deliver(), button="Use this address")
    assert session.get_one(Participant, visitor.id).email == ANN


def test_a_mail_that_leaves_in_time_holds_the_link_that_was_written(
    client: StrictClient, session: Session, clock: Clock, deliver: Deliver
) -> None:
    client.submit("/sign-in", {"email": ANN}, button="Send me a link")
    written = link_to(session, ANN)
    clock.advance(minutes=4)
    assert deliver() == written


def test_each_attempt_sends_a_link_that_is_good_and_the_last_is_the_one_that_is_kept(
    client: StrictClient, session: Session, engine: Engine, clock: Clock, deliver: Deliver
) -> None:
    def refuse(_message: object) -> None:
        raise NotDelivered("the mail server answered 451")

    client.submit("/sign-in", {"email": ANN}, button="Send me a link")
    for _ in range(3):
        clock.advance(hours=2)
        send_due(engine, refuse, sender=SENDER, clock=clock, renew=RENEW)
    clock.advance(hours=2)
    client.submit(deliver())
    clock.advance(hours=1)
    session.commit()
    tidy(engine, now=clock())
    assert session.scalars(select(SignInLink)).all() == []
