"""Sending what waits in the outbox: every message at least once, by one sender at a time.

A sender takes a message by putting its next attempt off, which one transaction does for all senders to see, and sends
it with no transaction open: a mail server may take its time, and nobody else has to wait meanwhile. Who is killed
between sending and deleting leaves the message to be sent once more after `LEASE`; its Message-ID is the same then.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine, Row, delete, select, update
from sqlalchemy.orm import Session

from consultation.database import begin_writing, make_sessions
from consultation.mail.models import OutgoingMail
from consultation.mail.transports import NotDelivered, Transport, compose

LEASE = timedelta(minutes=10)  # longer than any exchange with a mail server
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
WAITED = timedelta(minutes=5)  # from then on a link in it may be made anew
GIVE_UP_AFTER = timedelta(days=3)

log = logging.getLogger("steppingstone.mail")
Clock = Callable[[], datetime]
Renew = Callable[[Session, str, datetime], str | None]
"""Makes anew, in a text that waited for too long, what has a short life; None where nothing has to be."""
Mail = Row[int, str, str, str, datetime, int]


def nothing_to_renew(_session: Session, _body: str, _now: datetime) -> None:
    """Leave a text as it is."""


def send_due(
    engine: Engine, transport: Transport, *, sender: str, clock: Clock, renew: Renew = nothing_to_renew
) -> int:
    """Send every message whose time has come, and return how many were sent."""
    sent = 0
    while mail := _take_next(engine, now=clock()):
        body = _as_it_leaves(engine, mail, renew, now=clock())
        sent += _send(engine, mail, body, transport, sender=sender, clock=clock)
    return sent


def _take_next(engine: Engine, *, now: datetime) -> Mail | None:
    due = select(OutgoingMail.id).where(OutgoingMail.send_after <= now)
    first = due.order_by(OutgoingMail.send_after, OutgoingMail.id).limit(1)
    with engine.connect() as connection:
        if connection.scalar(first) is None:
            return None  # without asking for the write lock every second
    taken = (
        update(OutgoingMail)
        .where(OutgoingMail.id == first.with_for_update(skip_locked=True).scalar_subquery())
        .values(send_after=now + LEASE, attempts=OutgoingMail.attempts + 1)
        .returning(
            OutgoingMail.id,
            OutgoingMail.recipient,
            OutgoingMail.subject,
            OutgoingMail.body,
            OutgoingMail.created_at,
            OutgoingMail.attempts,
        )
    )
    with engine.execution_options(writing=True).begin() as connection:
        return connection.execute(taken).one_or_none()


def _as_it_leaves(engine: Engine, mail: Mail, renew: Renew, *, now: datetime) -> str:
    """Return the text that is sent, and keep it for the next attempt."""
    if now - mail.created_at < WAITED:
        return str(mail.body)
    with make_sessions(engine).begin() as session:
        begin_writing(session)
        body = renew(session, mail.body, now)
        if body is None:
            return str(mail.body)
        session.execute(update(OutgoingMail).where(OutgoingMail.id == mail.id).values(body=body))
    return body


def _send(engine: Engine, mail: Mail, body: str, transport: Transport, *, sender: str, clock: Clock) -> bool:
    message = compose(
        mail.id,
        sender=sender,
        recipient=mail.recipient,
        subject=mail.subject,
        body=body,
        created_at=mail.created_at,
    )
    try:
        transport(message)
    except NotDelivered as problem:
        _keep_or_give_up(engine, mail, problem, now=clock())
        return False
    _delete(engine, mail)
    return True


def _keep_or_give_up(engine: Engine, mail: Mail, problem: NotDelivered, *, now: datetime) -> None:
    # What is logged names no address and repeats nothing of what the mail server said, which may name one.
    if problem.is_final or now - mail.created_at >= GIVE_UP_AFTER:
        log.error("mail %d was given up after %d attempts: %s", mail.id, mail.attempts, problem)
        _delete(engine, mail)
        return
    pause = min(FIRST_PAUSE * 2 ** min(mail.attempts - 1, 10), LONGEST_PAUSE)
    log.warning("mail %d could not be sent, tried again in %d seconds: %s", mail.id, pause.total_seconds(), problem)
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(update(OutgoingMail).where(OutgoingMail.id == mail.id).values(send_after=now + pause))


def _delete(engine: Engine, mail: Mail) -> None:
    with engine.execution_options(writing=True).begin() as connection:
        connection.execute(delete(OutgoingMail).where(OutgoingMail.id == mail.id))
