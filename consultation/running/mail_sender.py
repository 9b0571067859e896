"""The mail sender: `flask outbox`, and the loop that sends, releases and tidies."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from threading import Event

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from consultation.commands import one_sentence, require_current_schema
from consultation.config import Config
from consultation.contributions.operations.releasing import release_due
from consultation.database import begin_writing, make_sessions, scrub
from consultation.erasure.tombstones import log_what_is_missing
from consultation.heartbeats import MAIL_SENDER, Heartbeat
from consultation.jobs.operations import expire_jobs
from consultation.keeping.operations import expire_files
from consultation.mail.delivery import send_due
from consultation.mail.queries import waiting_mail
from consultation.mail.transports import Transport, transport_for
from consultation.people.sign_in.credentials import expire_sign_in, renew_link_in
from consultation.running.outage_pauses import BETWEEN_BEATS, OutagePauses, wait_for_database
from consultation.uploads.operations import expire_uploads
from consultation.web.identity import new_token

POLL = 1.0  # seconds
TIDY_EVERY = timedelta(minutes=10)
RENEW = partial(renew_link_in, draw_token=new_token)


@click.group("outbox", cls=AppGroup, invoke_without_command=True)
@click.pass_context
@with_appcontext
def outbox(context: click.Context) -> None:
    """List the mail that waits and, in development, what was written into files."""
    if context.invoked_subcommand is None:
        require_current_schema()
        config: Config = current_app.extensions["config"]
        with current_app.extensions["sessions"]() as session:
            lines = [*_waiting(session), *_written(config.instance / "outbox")]
        click.echo("\n".join(lines or ["There is no mail."]))


@outbox.command("send")
@click.option("--watch", is_flag=True, help="Go on sending what comes, until stopped.")
def send(watch: bool) -> None:
    """Send the mail that waits."""
    config: Config = current_app.extensions["config"]
    engine: Engine = current_app.extensions["engine"]
    if watch:
        with one_sentence():
            keep_sending(config, engine, stop=stopped_by_signal())
    else:
        require_current_schema()
        sent = send_due(engine, transport_of(config), sender=config.mail_from, clock=config.clock, renew=RENEW)
        click.echo(f"Sent: {sent}.")


def keep_sending(config: Config, engine: Engine, *, stop: Event, is_needed: Callable[[], bool] = lambda: True) -> None:
    """Send what comes, show what is due, delete what has expired, until `stop` is set or nobody needs it any more.

    Where there is no database yet, or one that is not migrated, wait for it.
    """
    transport = transport_of(config)
    next_tidying = config.clock()
    heart = Heartbeat(config.instance, MAIL_SENDER, config.clock)
    pauses = OutagePauses("mail sender")
    wait_for_database(engine, pauses, heart, stop=stop, is_needed=is_needed)
    while is_needed() and not stop.is_set():
        heart.beat()
        if not pauses.seconds_left:
            try:
                release_due(engine, now=config.clock(), chance=config.chance)
                send_due(engine, transport, sender=config.mail_from, clock=config.clock, renew=RENEW)
                if (now := config.clock()) >= next_tidying:
                    tidy(engine, now=now)
                    next_tidying = now + TIDY_EVERY
                pauses.went_well()
            except SQLAlchemyError as problem:
                pauses.failed(problem)
        stop.wait(min(pauses.seconds_left or POLL, BETWEEN_BEATS))


def tidy(engine: Engine, *, now: datetime) -> None:
    """Delete whatever has its time over, from links to files, in its own transaction, and leave no copy.

    What the log of tombstones lacks is appended to it.
    """
    with make_sessions(engine).begin() as session:
        begin_writing(session)
        expire_sign_in(session, now=now)
        expire_files(session, now=now)
        expire_jobs(session, now=now)
        expire_uploads(session, now=now)
    scrub(engine)
    log_what_is_missing(engine)


def stopped_by_signal() -> Event:
    """Return an event that SIGTERM and SIGINT set, so that the message being sent is finished first."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def transport_of(config: Config) -> Transport:
    """Return how mail leaves; end the command with a sentence when SMTP_URL is no mail server."""
    try:
        return transport_for(config.smtp_url, config.instance)
    except ValueError as problem:
        raise click.ClickException(str(problem)) from problem


def _waiting(session: Session) -> Iterator[str]:
    for number, subject, created_at, send_after, attempts in waiting_mail(session):
        tried = f", tried {attempts} times, next at {_time(send_after)}" if attempts else ""
        yield f"waiting  {_time(created_at)}  number {number}  {subject}{tried}"


def _written(folder: Path) -> Iterator[str]:
    for file in sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime):
        message = message_from_bytes(file.read_bytes(), policy=policy.default)
        yield f"written  {_time(message['Date'].datetime)}  {message['Subject']}  {file}"


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
