"""Fixtures: people who are signed in, take lists from the site and send them back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.people.models import Participant
from tests.client import StrictClient
from tests.exports.round_trip.edited import Sheet
from tests.exports.round_trip.test_edited_lists import TITLE
from tests.factories import a_participant, a_proposal, an_officer, sign_in

Take = Callable[..., Sheet]
Send = Callable[..., TestResponse]
ALL = "Accept all new and changed rows"
TICKED = "Accept the ticked rows"


@pytest.fixture
def officer(client: StrictClient, session: Session) -> Participant:
    """An officer who is signed in."""
    person = an_officer(session)
    sign_in(client, session, person)
    return person


@pytest.fixture
def author(client: StrictClient, session: Session) -> Participant:
    """Somebody who takes part, and is signed in."""
    person = a_participant(session)
    sign_in(client, session, person)
    return person


@pytest.fixture
def take(client: StrictClient, tmp_path: Path) -> Take:
    """Take a list away, as whoever is signed in."""

    def taken(name: str = "proposals", slug: str = "indicators") -> Sheet:
        answer = client.get(f"/consultations/{slug}/lists/{name}")
        assert answer.status_code == 200
        (tmp_path / "list.xlsx").write_bytes(answer.data)
        return Sheet.opened(tmp_path / "list.xlsx")

    return taken


@pytest.fixture
def mine(author: Participant, take: Callable[..., Sheet], session: Session) -> Sheet:
    """A list in which somebody has changed what is theirs."""
    a_proposal(session, author=author, title="Mine")
    sheet = take()
    sheet.write("IND-0001", TITLE, "Changed")
    return sheet


@pytest.fixture
def send(client: StrictClient) -> Send:
    """Send a file, and follow to what it would change."""

    def sent(file: Sheet | Path, slug: str = "indicators") -> TestResponse:
        if isinstance(file, Sheet):
            file.save()
            file = file.file
        return client.upload(f"/consultations/{slug}/uploads", "file", file, follow_redirects=True)

    return sent
