"""Sending what waits: at least once, by one sender at a time, and never for ever."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from consultation.mail.delivery import GIVE_UP_AFTER, LEASE, send_due
from consultation.mail.models import OutgoingMail
from consultation.mail.operations import enqueue
from consultation.mail.transports import NotDelivered
from tests.clock import START, Clock

SENDER = "Steppingstone <no-reply@example.org>"


class Recorder:
    """A transport that keeps what it is given, after doing what it was told to do first."""

    def __init__(self, first: Callable[[], None] = lambda: None) -> None:
        self.messages: list[EmailMessage] = []
        self.first = first

    def __call__(self, message: EmailMessage) -> None:
        self.first()
        self.messages.append(message)

    @property
    def recipients(self) -> list[str]:
        return [message["To"] for message in self.messages]


def fail(*, is_final: bool = False) -> Callable[[], None]:
    def refuse() -> None:
        raise NotDelivered("the mail server answered 451", is_final=is_final)

    return refuse


def write(session: Session, *recipients: str) -> None:
    for recipient in recipients:
        enqueue(session, recipient=recipient, subject="A link", body="Open it.\n", now=START)
    session.commit()


def waiting(session: Session) -> list[OutgoingMail]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def test_what_waits_is_sent_in_its_order_and_is_gone_then(session: Session, engine: Engine, clock: Clock) -> None:
    write(session, "ann@example.org", "bea@example.org")
    transport = Recorder()
    assert send_due(engine, transport, sender=SENDER, clock=clock) == 2
    assert transport.recipients == ["ann@example.org", "bea@example.org"]
    assert waiting(session) == []
    assert send_due(engine, transport, sender=SENDER, clock=clock) == 0


def test_mail_of_a_transaction_that_was_rolled_back_is_never_sent(
    session: Session, engine: Engine, clock: Clock
) -> None:
    enqueue(session, recipient="ann@example.org", subject="A link", body="Open it.\n", now=START)
    session.rollback()
    assert send_due(engine, Recorder(), sender=SENDER, clock=clock) == 0


def test_several_senders_send_every_message_once(session: Session, engine: Engine, clock: Clock) -> None:
    recipients = [f"a{number}@example.org" for number in range(30)]
    write(session, *recipients)
    transport = Recorder()
    with ThreadPoolExecutor(4) as senders:
        sent = senders.map(lambda _: send_due(engine, transport, sender=SENDER, clock=clock), range(4))
    assert sum(sent) == 30
    assert sorted(transport.recipients) == sorted(recipients)


def test_nobody_waits_for_the_database_while_a_mail_server_takes_its_time(
    session: Session, engine: Engine, clock: Clock
) -> None:
    write(session, "ann@example.org")

    transport = Recorder(first=lambda: write(session, "bea@example.org") if not transport.messages else None)
    assert send_due(engine, transport, sender=SENDER, clock=clock) == 2


def test_a_sender_that_is_killed_before_it_could_delete_leaves_the_same_message_for_later(
    session: Session, engine: Engine, clock: Clock
) -> None:
    write(session, "ann@example.org")

    killed, next_one = Recorder(), Recorder()

    def send_and_be_killed(message: EmailMessage) -> None:
        killed(message)
        raise SystemExit

    with pytest.raises(SystemExit):
        send_due(engine, send_and_be_killed, sender=SENDER, clock=clock)
    assert send_due(engine, next_one, sender=SENDER, clock=clock) == 0
    clock.advance(seconds=LEASE.total_seconds())
    assert send_due(engine, next_one, sender=SENDER, clock=clock) == 1
    assert next_one.messages[0].as_string() == killed.messages[0].as_string()


def test_a_message_that_could_not_be_sent_is_tried_again_ever_more_seldom(
    session: Session, engine: Engine, clock: Clock
) -> None:
    write(session, "ann@example.org")
    pauses = []
    for _ in range(9):
        assert send_due(engine, Recorder(first=fail()), sender=SENDER, clock=clock) == 0
        due = waiting(session)[0].send_after
        pauses.append((due - clock.time) / timedelta(seconds=30))
        clock.time = due
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 120, 120]
    assert send_due(engine, Recorder(), sender=SENDER, clock=clock) == 1


def test_one_message_that_fails_does_not_keep_the_others(session: Session, engine: Engine, clock: Clock) -> None:
    write(session, "ann@example.org", "bea@example.org")

    def fail_for_ann(message: EmailMessage) -> None:
        if message["To"] == "ann@example.org":
            fail()()

    assert send_due(engine, fail_for_ann, sender=SENDER, clock=clock) == 1
    assert [mail.recipient for mail in waiting(session)] == ["ann@example.org"]


@pytest.mark.parametrize("is_final", [True, False])
def test_a_message_is_given_up_for_good_reason_and_the_log_names_nobody(
    session: Session, engine: Engine, clock: Clock, caplog: pytest.LogCaptureFixture, is_final: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    write(session, "ann@example.org")
    if not is_final:
        clock.advance(seconds=GIVE_UP_AFTER.total_seconds())
    send_due(engine, Recorder(first=fail(is_final=is_final)), sender=SENDER, clock=clock)
    assert waiting(session) == []
    assert [record.levelname for record in caplog.records if record.name.startswith("steppingstone")] == ["ERROR"]
    assert "given up after 1 attempts" in caplog.text
    assert "ann" not in caplog.text
    assert "Open it" not in caplog.text
