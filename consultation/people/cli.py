"""The secretariat's officers, made by whoever runs the site.

No command repeats an address, not even one that was typed: what a terminal prints is kept in logs and seen by others.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app, url_for
from flask.cli import AppGroup
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consultation.commands import as_typed, on_its_own_site, require_current_schema
from consultation.database import begin_writing
from consultation.people.email_addresses import AddressNotUsable, normalised
from consultation.people.models import Participant
from consultation.people.operations import new_participant
from consultation.people.queries import find_officer, find_participant_at
from consultation.people.sign_in.accounts import dismiss_officer, make_officer
from consultation.people.sign_in.credentials import keep_link
from consultation.people.sign_in.mails import link_address, on_this_site, send
from consultation.web.clock import now
from consultation.web.identity import new_token
from consultation.web.transactions import db

FIRST_OFFICER = "secretariat@localhost"  # no mail goes there: its links are printed

secretariat = AppGroup("secretariat", help="The officers who open, moderate and consolidate.")


@secretariat.command("invite")
@click.argument("email")
def invite(email: str) -> None:
    """Make EMAIL an officer, unless it is one, send a sign-in link there and print it."""
    address = _read(email)
    with _writing() as session:
        officer = find_participant_at(session, address) or new_participant(session, email=address, now=now())
        was_officer = officer.is_officer
        if not was_officer:
            make_officer(session, officer)
        link = _link_to(session, address)
        sign_in = on_this_site(url_for("people.sign_in"))
        send(address, _("You are invited to the secretariat"), "emails/invitation.txt", url=link, sign_in=sign_in)
    done = (
        "Whoever is at this address was an officer already; a new link was made."
        if was_officer
        else "An officer was made."
    )
    click.echo(f"{done} This link, sent to the address too, works once, within 15 minutes:\n{link}")


@secretariat.command("link")
@click.argument("email", required=False)
def link(email: str | None) -> None:
    """Print a sign-in link for the officer EMAIL, or for the first there is; made when there is none."""
    click.echo(officer_link(_read(email) if email else None))


@secretariat.command("dismiss")
@click.argument("email")
def dismiss(email: str) -> None:
    """Let EMAIL act for the secretariat no more, from this moment on."""
    address = _read(email)
    with _writing() as session:
        dismiss_officer(session, _officer_at(session, address))
    click.echo("Whoever is at this address is no officer any more.")


def officer_link(address: str | None = None) -> str:
    """Return a fresh sign-in link for an officer: the one at `address`, else the first, made when there is none."""
    with _writing() as session:
        officer = _officer_at(session, address) if address else find_officer(session) or _first_officer(session)
        return _link_to(session, officer.email or FIRST_OFFICER)


def _first_officer(session: Session) -> Participant:
    officer = new_participant(session, email=FIRST_OFFICER, now=now())
    make_officer(session, officer)
    return officer


def _officer_at(session: Session, address: str) -> Participant:
    officer = find_participant_at(session, address)
    if officer is None or not officer.is_officer:
        invite = as_typed("secretariat invite EMAIL")
        raise click.ClickException(f"Nobody at this address is an officer. To make one: {invite}")
    return officer


def _link_to(session: Session, address: str) -> str:
    token = new_token()
    keep_link(session, token=token, email=address, now=now())
    return link_address(token)


def _read(email: str) -> str:
    if email == FIRST_OFFICER:
        return email
    try:
        return normalised(email)
    except AddressNotUsable as problem:
        raise click.ClickException("This is no e-mail address that mail could be sent to.") from problem


@contextmanager
def _writing() -> Iterator[Session]:
    """A transaction outside of any request, with what mails and addresses are made of."""
    require_current_schema()
    with on_its_own_site(current_app):
        session = db()
        begin_writing(session)
        yield session
        session.commit()
