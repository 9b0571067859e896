"""Twenty sample people with different attributions, each at a browser of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.people.models import Participant
from tests.client import StrictClient
from tests.clock import Clock
from tests.exports.round_trip.edited import Sheet
from tests.factories import a_participant, sign_in

HERE = "/consultations/indicators"
GROUPS = ("diaspora", "trade_unions", "academia", "migrants")
REGIONS = ("africa", "arab_states", "africa", "arab_states")
CHOICES = (
    ("nothing", "named"),
    ("group", "named"),
    ("organisation", "named"),
    ("nothing", "organisation"),
    ("group", "organisation"),
)
"""How an author shows less, and how more."""
COLLEAGUES = {17: 12}
"""Who is of the organisation, the group and the region of another."""
ACCEPT = "Accept all new and changed rows"
SENDS = re.compile(r"<button[^>]*>\s*(Submit|Send|Save the change|Send it again)\s*</button>")


class Browser(StrictClient):
    """A browser as in other tests, in which nobody looks at how pages are made: there are too many of them here."""

    def _check(self, response: TestResponse, *others: Any) -> None:
        assert response.status_code < 500, f"{response.request.path} answered {response.status}"


@dataclass
class Author:
    """One person: who they are, how they show less and more of it, and what they have sent, in its order.

    `second` is the same person under a key of their own, before the two turn out to be one.
    """

    number: int
    id: int
    email: str | None
    client: StrictClient
    second: Author | None = None
    less: list[str] = field(default_factory=list)
    more: list[str] = field(default_factory=list)

    def speaking(self, how: str) -> dict[str, str]:
        """Return what a form is told of who speaks, showing "less" or "more"."""
        home = COLLEAGUES.get(self.number, self.number)
        place = home % len(GROUPS)
        return {
            "stakeholder_group": GROUPS[place],
            "region": REGIONS[place],
            "organisation": f"Union {home}",
            "name": f"Ann {self.number} Example",
            "attribution": CHOICES[self.number % len(CHOICES)][how == "more"],
        }


@dataclass
class Doors:
    """The ways in, as people use them; each use takes some minutes of the day."""

    app: Flask
    session: Session
    clock: Clock
    folder: Path

    def arrive(self, number: int, email: str | None = None) -> Author:
        """Let somebody take part, from a network of their own."""
        client = Browser(self.app, self.app.response_class, use_cookies=True)
        client.session = self.session
        client.environ_base["REMOTE_ADDR"] = f"10.{number}.{1 if email is None else 2}.1"
        return Author(number, a_participant(self.session, email=email).id, email, client)

    def begin(self, author: Author) -> StrictClient:
        """Let some time pass, and let somebody sign in."""
        self.clock.advance(minutes=5, seconds=7)
        record = self.session.get_one(Participant, author.id)
        sign_in(author.client, self.session, record, now=self.clock.time)
        return author.client

    def send(self, author: Author, where: str, values: Mapping[str, str]) -> TestResponse:
        """Fill in a form, and press on until it is sent."""
        client = self.begin(author)
        page = client.get(where)
        assert page.status_code == 200, f"{where} answered {page.status}"
        button = "Preview" if ">Preview</button>" in page.text else None
        answer = client.submit(page, values, button=button)
        while answer.status_code == 200 and (found := SENDS.search(answer.text)):
            answer = client.submit(answer, button=found[1])
        assert answer.status_code in {200, 302, 303}, f"{where}: {answer.status} {answer.text[:3000]}"
        return answer

    def press(self, author: Author, where: str, button: str, values: Mapping[str, object] | None = None) -> None:
        """Press a button on a page, with what is filled in before."""
        answer = self.begin(author).submit(where, values or {}, button=button)
        assert answer.status_code in {302, 303}, f"{where}: {answer.status}"

    def send_back(self, author: Author, name: str, change: Callable[[Sheet], None], how: str = "less") -> str:
        """Take a list or the template away, change it offline and send it back; new rows speak as one says.

        Returns the address of the upload.
        """
        client = self.begin(author)
        where = f"{HERE}/template" if name == "template" else f"{HERE}/lists/{name}"
        answer = client.get(where)
        assert answer.status_code == 200
        file = self.folder / f"{name}.xlsx"
        file.write_bytes(answer.data)
        sheet = Sheet.opened(file)
        change(sheet)
        sheet.save()
        shown = client.upload(f"{HERE}/uploads", "file", file, follow_redirects=True)
        says_who = 'name="attribution"' in shown.text
        done = client.submit(shown, author.speaking(how) if says_who else {}, button=ACCEPT)
        assert done.status_code in {302, 303}, done.text[:3000]
        return str(shown.request.path)


def visitor(app: Flask) -> FlaskClient:
    """Return the browser of somebody who only reads."""
    return FlaskClient(app, app.response_class, use_cookies=True)


def of_all(authors: Sequence[Author], numbers: range) -> list[Author]:
    """Return the authors of some numbers."""
    return [authors[number] for number in numbers]
