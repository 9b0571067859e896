"""The mails of signing in; they hold no word that somebody typed."""

from __future__ import annotations

from flask import current_app, render_template, url_for
from flask_babel import gettext as _

from consultation.config import Config
from consultation.mail.operations import enqueue
from consultation.people.models import Participant
from consultation.people.sign_in.credentials import ask_for_link
from consultation.web.clock import now
from consultation.web.identity import new_token
from consultation.web.transactions import db


def send_link(email: str, *, then: str = "") -> None:
    """Put a sign-in link into the outbox, alike for every address; `then` is the path it leads on to."""
    _ask("emails/sign_in_link.txt", email, claimed_by=None, then=then)


def send_claim(email: str, *, claimed_by: Participant) -> None:
    """Put a link into the outbox that makes the address the participant's, in a browser signed in as them."""
    _ask("emails/claim_link.txt", email, claimed_by=claimed_by.id, then="")


def _ask(template: str, email: str, *, claimed_by: int | None, then: str) -> None:
    token = new_token()
    if ask_for_link(db(), token=token, email=email, claimed_by=claimed_by, now=now()):
        send(email, _("Your link for Steppingstone"), template, url=link_address(token, then))


def send(email: str, subject: str, template: str, **context: str) -> None:
    """Put a mail into the outbox: a template in plain text."""
    body = render_template(template, site=_config().base_url, **context)
    enqueue(db(), recipient=email, subject=subject, body=body, now=now())


def link_address(token: str, then: str = "") -> str:
    """Return the whole address of a sign-in link, under the site's own name whatever the request called it."""
    return on_this_site(url_for("people.open_link", token=token, next=then or None))


def on_this_site(path: str) -> str:
    """Return the whole address of a path."""
    return f"{_config().base_url}{path}"


def _config() -> Config:
    config: Config = current_app.extensions["config"]
    return config
