"""The mails of this feature; they hold no word that somebody typed."""

from __future__ import annotations

from flask import current_app, render_template, url_for
from flask_babel import gettext as _

from consultation.config import Config
from consultation.mail.operations import enqueue
from consultation.people.credentials import make_link
from consultation.web.clock import now
from consultation.web.identity import new_token
from consultation.web.transactions import db


def send_link(email: str, *, claimed_by: int | None = None, then: str | None = None) -> None:
    """Put a mail with a sign-in link into the outbox, the same for every address; `then` is where it leads on to."""
    token = new_token()
    if make_link(db(), token=token, email=email, claimed_by=claimed_by, now=now()):
        body = render_template("emails/sign_in_link.txt", url=link_address(token, then), site=_config().base_url)
        enqueue(db(), recipient=email, subject=_("Your sign-in link for Steppingstone"), body=body, now=now())


def link_address(token: str, then: str | None = None) -> str:
    """Return the whole address of a sign-in link, under the site's own name whatever the request called it."""
    return f"{_config().base_url}{url_for('people.open_link', token=token, next=then)}"


def _config() -> Config:
    config: Config = current_app.extensions["config"]
    return config
