"""The whole app on a database in which everything is in every state, put back as it was after each change."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta

import lxml.html
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.mail.models import OutgoingMail
from consultation.people.models import Participant, SignInLink
from consultation.people.queries import find_link
from consultation.people.sign_in.credentials import begin_sign_in, keep_key, keep_link, use_link
from consultation.people.sign_in.keys import key_of, stored
from consultation.people.tokens import grouped
from consultation.process.operations import OPEN_FOR
from consultation.web.identity import COOKIE_ENTRY, new_token
from tests.clock import START
from tests.safety.jobs import put_jobs
from tests.safety.kept import keep_files
from tests.safety.storage import Rows, changed_tables
from tests.safety.world import a_world, fill_in_the_rest

ROLES = ("visitor", "newcomer", "other", "author", "officer")
"""Nobody in particular; who is signed in and sent nothing; who sent other things; who sent these; an officer."""

COOKIE = "steppingstone"
TYPED = "somebody@example.org"
AFTER_THE_END = START + OPEN_FOR + timedelta(hours=1)


def _addresses_kept(session: Session) -> set[str]:
    columns = (Participant.email, SignInLink.email, OutgoingMail.recipient)
    return {email for column in columns for email in session.scalars(select(column)) if email}


class Site:
    """An app on a SQLite database of its own, with a world in it, and people in front of it."""

    def __init__(self, app: Flask, session: Session, slug: str) -> None:
        self.app = app
        self.world = a_world(session, slug)
        fill_in_the_rest(self.world)
        keep_files(session, self.world.consultation)
        put_jobs(session, self.world.consultation)
        self.links = {state: new_token() for state in ("link", "claim", "used")}
        self.key = self._keep_ways_in(session)
        tokens = {role: self._sign_in(session, role) for role in ROLES}
        self._addresses = {*_addresses_kept(session), TYPED}
        session.commit()
        session.close()
        self._file = str(app.extensions["engine"].url.database)
        self._browsers = {role: self._browser(token) for role, token in tokens.items()}
        self._kept = sqlite3.connect(":memory:")
        with closing(self._connection()) as source:
            source.backup(self._kept)
        self._watch = self._connection()
        self._before = self._rows()
        self._unchanged = self._version()

    def ask(self, role: str, method: str, address: str, body: Mapping[str, object] | None = None) -> TestResponse:
        """Ask as somebody; with a body, it carries the token of a form that this person has open."""
        cookie, csrf_token = self._browsers[role]
        client = self.app.test_client()
        client.set_cookie(COOKIE, cookie)
        data = {"csrf_token": csrf_token, **body} if body is not None else None
        return client.open(address, method=method, data=data)

    def addresses_in(self, answer: TestResponse) -> set[str]:
        """Return the e-mail addresses that an answer shows, of all that are kept and the one that the forms send."""
        said = f"{answer.headers}{answer.get_data().decode('latin-1')}".casefold()
        return {address for address in self._addresses if address in said}

    def changed(self) -> list[str]:
        """Return the tables that somebody has changed since everything was as it was, and put it back so."""
        if self._version() == self._unchanged:
            return []
        changed = changed_tables(self._before, self._rows())
        self._put_back()
        return changed

    def close(self) -> None:
        """Let go of the database."""
        self._kept.close()
        self._watch.close()

    def _version(self) -> int:
        """Return a number that is another one as soon as any other connection has written anything."""
        version: int = self._watch.execute("PRAGMA data_version").fetchone()[0]
        return version

    def _rows(self) -> dict[str, Rows]:
        """Return the rows of every table, as they come."""
        named = self._watch.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
        )
        return {name: self._watch.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in named.fetchall()}

    def _put_back(self) -> None:
        with closing(self._connection()) as target:
            self._kept.backup(target)
        self._unchanged = self._version()

    def _keep_ways_in(self, session: Session) -> str:
        """Keep a key of the author and links that are good to the end; return the key."""
        author, other = self.world.people["author"], str(self.world.people["other"].email)
        keep_link(session, token=self.links["link"], email=other, now=AFTER_THE_END)
        keep_link(session, token=self.links["used"], email=other, now=AFTER_THE_END)
        keep_link(session, token=self.links["claim"], email="n@example.org", claimed_by=author.id, now=AFTER_THE_END)
        used = find_link(session, self.links["used"])
        assert used is not None
        use_link(session, used, now=START)
        with self.app.app_context():
            key = key_of(new_token())
            keep_key(session, author, stored=stored(key), now=START)
        return grouped(key)

    def _sign_in(self, session: Session, role: str) -> str | None:
        if role == "visitor":
            return None
        token = new_token()
        begin_sign_in(session, self.world.people[role], token=token, now=AFTER_THE_END)
        return token

    def _browser(self, token: str | None) -> tuple[str, str]:
        """Return the cookie of a browser and the token of its forms."""
        client: FlaskClient = self.app.test_client()
        if token is not None:
            with client.session_transaction() as cookie:
                cookie[COOKIE_ENTRY] = token
        page = lxml.html.document_fromstring(client.get("/sign-in").text)
        kept = client.get_cookie(COOKIE)
        assert kept is not None
        return kept.value, page.xpath("//input[@name='csrf_token']/@value")[0]

    def _connection(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file)
