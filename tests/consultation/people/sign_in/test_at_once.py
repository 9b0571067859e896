"""Several at the same moment: what may happen once happens once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consultation.people.models import Participant, SignIn
from consultation.web.write_turns import Turns
from tests.client import StrictClient
from tests.consultation.people.sign_in.mails import link_to

ANN = "ann@example.org"
AT_MOST = 6  # people at once


@pytest.fixture(autouse=True)
def _turns_for_all(app: Flask) -> None:
    app.extensions["turns"] = Turns(AT_MOST)  # else some of them would be asked to come back


def at_once(actions: Iterable[Callable[[], int]]) -> Counter[int]:
    """Do all of it in the same moment, and count the answers."""
    waiting = list(actions)
    start = Barrier(len(waiting))

    def act(action: Callable[[], int]) -> int:
        start.wait()
        return action()

    with ThreadPoolExecutor(len(waiting)) as people:
        return Counter(people.map(act, waiting))


def without_the_tests_session(client: StrictClient) -> StrictClient:
    client.session = None  # which belongs to one thread
    return client


def test_of_six_who_press_the_button_of_one_link_one_is_signed_in(
    new_client: Callable[[], StrictClient], session: Session
) -> None:
    asking = new_client()
    asking.submit("/sign-in", {"email": ANN}, button="Send me a link")
    link = link_to(session, ANN)
    session.rollback()
    opened = [
        (client, client.get(link)) for client in (without_the_tests_session(new_client()) for _ in range(AT_MOST))
    ]
    answers = at_once([lambda c=client, p=page: c.submit(p, button="Sign in").status_code for client, page in opened])
    assert answers == {302: 1, 410: 5}
    assert session.scalar(select(func.count()).select_from(SignIn)) == 1


def test_two_links_to_a_new_address_opened_at_once_make_one_participant(
    new_client: Callable[[], StrictClient], session: Session
) -> None:
    links = []
    for _ in range(3):
        new_client().submit("/sign-in", {"email": ANN}, button="Send me a link")
        links.append(link_to(session, ANN))
    session.rollback()
    opened = [(client, client.get(link)) for link in links for client in [without_the_tests_session(new_client())]]
    answers = at_once([lambda c=client, p=page: c.submit(p, button="Sign in").status_code for client, page in opened])
    assert answers == {302: 3}
    assert session.scalars(select(Participant.email)).all() == [ANN]
