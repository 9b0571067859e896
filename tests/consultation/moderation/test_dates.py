"""How the secretariat opens and closes a consultation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import lxml.html
import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.moderation.views import DATES_BEFORE
from consultation.process.operations import reschedule
from consultation.process.schedule import Schedule, Span
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.databases import SQLITE
from tests.factories import a_participant, a_proposal, an_officer, indicators, sign_in
from tests.sending import send

DATABASES = SQLITE

DATES = "/secretariat/consultations/indicators"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def officer(client: StrictClient, session: Session) -> None:
    """Whoever sits at the client's browser."""
    sign_in(client, session, an_officer(session))


def test_a_closing_time_is_read_on_the_clocks_of_the_zone(client: StrictClient, session: Session) -> None:
    answer = client.submit(
        DATES, {"zone": "Africa/Nairobi", "closes_1": ["2027-02-21", "18:00"]}, button="Save the dates"
    )
    assert answer.location == DATES
    assert indicators(session).zone == "Africa/Nairobi"
    assert indicators(session).phases[0].closes_at == datetime(2027, 2, 21, 15, tzinfo=UTC)
    page = client.get(DATES).text
    assert 'value="2027-02-21"' in page
    assert 'value="18:00"' in page


def test_the_deadline_set_on_the_screen_is_enforced_to_the_second(
    client: StrictClient, session: Session, clock: Clock
) -> None:
    client.submit(DATES, {"closes_1": ["2027-02-21", "18:00"]}, button="Save the dates")
    address = f"/proposals/{a_proposal(session).reference}/comment"
    closes = datetime(2027, 2, 21, 17, tzinfo=UTC)
    clock.time = closes - timedelta(seconds=1)
    sign_in(client, session, a_participant(session), now=clock.time)
    page = client.get(address)
    assert send(client, page, {"stance": "support"}).status_code == 302
    clock.time = closes
    assert send(client, page, {"stance": "question", "text": "Why?"}).status_code == 403


def test_a_phase_is_added_and_another_removed(client: StrictClient, session: Session) -> None:
    answers = {
        "remove_1": "y",
        "opens_2": ["2027-03-01", "09:00"],
        "closes_2": ["2027-03-31", "18:00"],
        "allows_2": ["comment"],
    }
    client.submit(client.submit(DATES, answers, button="Save the dates"), button="Close it now")
    session.expire_all()
    assert indicators(session).schedule == Schedule(
        "Europe/Zurich",
        (Span(datetime(2027, 3, 1, 8, tzinfo=UTC), datetime(2027, 3, 31, 16, tzinfo=UTC), ("comment",)),),
    )


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"closes_1": ["2027-03-28", "02:30"]}, "skip this time"),
        ({"closes_1": ["2027-10-31", "02:30"]}, "show this time twice"),
        ({"closes_1": ["2027-01-01", "02:30"]}, "later than the opening time"),
        ({"closes_1": ["", ""]}, "Give the date and time at which the phase closes"),
        ({"closes_1": ["soon", "18:00"]}, "Write the date as year, month and day"),
        ({"allows_1": []}, "Tick what is possible"),
        ({"allows_2": ["comment"]}, "Give the date and time at which the phase opens"),
        ({"opens_2": ["2027-05-01", ""]}, "Write the time"),
    ],
)
def test_dates_that_cannot_be_are_refused_and_what_to_do_is_said(
    client: StrictClient, session: Session, answers: dict[str, list[str]], said: str
) -> None:
    before = indicators(session).schedule
    answer = client.submit(DATES, answers, button="Save the dates")
    assert answer.status_code == 422
    assert said in answer.text
    assert indicators(session).schedule == before


def test_of_two_officers_the_second_is_told(client: StrictClient, session: Session) -> None:
    page = client.get(DATES)
    client.submit(DATES, {"zone": "UTC", "opens_1": ["2027-01-15", "09:00"]}, button="Save the dates")
    answer = client.submit(page, {"zone": "Asia/Tokyo"}, button="Save the dates")
    assert answer.status_code == 409
    assert indicators(session).zone == "UTC"


def token_of(client: StrictClient) -> str:
    return client.get(DATES).text.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]


def pressed(client: StrictClient, button: str, sure: str) -> TestResponse:
    """Follow a button of the dates, and be sure."""
    found = lxml.html.document_fromstring(client.get(DATES).text).xpath(f"//a[text()={button!r}]")
    return client.submit(found[0].get("href"), button=sure)


def test_it_is_closed_by_a_button_that_asks_first_and_at_once(
    client: StrictClient, session: Session, clock: Clock
) -> None:
    clock.advance(days=1)
    sign_in(client, session, an_officer(session), now=clock.time)
    asked = client.get(f"{DATES}/now?act=close&phase=0")
    assert "Close now: Proposals and comments?" in asked.text
    assert "15 April 2027, 14:00 Zurich time" in asked.text
    assert indicators(session).phases[0].closes_at > clock.time
    pressed(client, "Close now: Proposals and comments", "Close it now")
    assert indicators(session).phases[0].closes_at == clock.time
    assert client.get(f"/proposals/{a_proposal(session, now=START).reference}/comment").status_code == 403


def test_a_phase_to_come_is_opened_by_a_button(client: StrictClient, session: Session) -> None:
    consultation = indicators(session)
    planned = Schedule("UTC", (Span(START + DAY, START + 2 * DAY, ("comment",)),))
    reschedule(session, consultation, planned, seen=consultation.schedule.mark)
    session.commit()
    pressed(client, "Open now: Comments", "Open it now")
    assert indicators(session).phases[0].opens_at == START
    client.submit(DATES, button="Undo: the dates as they were")
    assert indicators(session).schedule == planned


def test_closing_is_undone_in_one_press_also_where_the_phase_was_gone(client: StrictClient, session: Session) -> None:
    before = indicators(session).schedule
    pressed(client, "Close now: Proposals and comments", "Close it now")
    assert indicators(session).phases == []  # it had opened in this very moment
    answer = client.submit(DATES, button="Undo: the dates as they were")
    assert answer.status_code == 302
    assert indicators(session).schedule == before
    assert "Undo" not in client.get(DATES).text


CLOSING: tuple[tuple[str, dict[str, list[str]]], ...] = (
    ("closes in the past", {"closes_1": ["2027-01-15", "13:30"]}),
    ("opens later", {"opens_1": ["2027-02-01", "09:00"]}),
    ("is removed", {"remove_1": ["y"]}),
    ("allows less", {"allows_1": ["comment"]}),
)


@pytest.mark.parametrize("answers", [answers for _name, answers in CLOSING], ids=[name for name, _answers in CLOSING])
def test_dates_that_close_something_at_this_moment_are_asked_about_and_undone_in_one_press(
    client: StrictClient, session: Session, clock: Clock, answers: dict[str, list[str]]
) -> None:
    clock.advance(hours=1)
    before = indicators(session).schedule
    asked = client.submit(DATES, answers, button="Save the dates")
    assert asked.status_code == 200
    assert "Close now: Proposals" in asked.text
    assert indicators(session).schedule == before
    assert client.submit(asked, button="Close it now").location == DATES
    session.expire_all()
    assert "propose" not in indicators(session).schedule.allowed(clock.time)
    client.submit(DATES, button="Undo: the dates as they were")
    session.expire_all()
    assert indicators(session).schedule == before


def test_who_is_not_sure_goes_on_with_the_dates_as_they_were_typed(client: StrictClient, session: Session) -> None:
    before = indicators(session).schedule
    asked = client.submit(DATES, {"opens_1": ["2027-02-01", "09:00"]}, button="Save the dates")
    again = client.submit(asked, button="Change the dates")
    assert 'value="2027-02-01"' in again.text
    assert client.submit(again, button="Save the dates").status_code == 200  # it is asked again
    assert indicators(session).schedule == before


def test_dates_that_open_something_at_this_moment_are_asked_about(client: StrictClient, session: Session) -> None:
    consultation = indicators(session)
    planned = Schedule("UTC", (Span(START + DAY, START + 2 * DAY, ("comment",)),))
    reschedule(session, consultation, planned, seen=consultation.schedule.mark)
    session.commit()
    asked = client.submit(DATES, {"opens_1": ["2027-01-01", "09:00"]}, button="Save the dates")
    assert "Open now: Comments?" in asked.text
    client.submit(asked, button="Open it now")
    session.expire_all()
    assert indicators(session).schedule.allowed(START) == {"comment"}


def test_what_another_officer_has_changed_since_is_not_undone(
    client: StrictClient, new_client: Callable[[], StrictClient], session: Session
) -> None:
    pressed(client, "Close now: Proposals and comments", "Close it now")
    page = client.get(DATES)
    other = new_client()
    sign_in(other, session, an_officer(session))
    other.submit(DATES, {"zone": "UTC"}, button="Save the dates")
    assert client.submit(page, button="Undo: the dates as they were").status_code == 409
    assert indicators(session).zone == "UTC"


@pytest.mark.parametrize("fields", [{"act": "explode"}, {"phase": "x"}, {"phase": "99"}, {"phase": "9" * 30}])
def test_buttons_that_do_not_exist_do_nothing(client: StrictClient, session: Session, fields: dict[str, str]) -> None:
    seen = indicators(session).schedule.mark
    sent = {"act": "close", "phase": "0", "seen": seen, **fields}
    assert client.get(f"{DATES}/now", query_string=sent).status_code == 404
    assert client.post(f"{DATES}/now", data={"csrf_token": token_of(client), **sent}).status_code == 404
    assert indicators(session).schedule.mark == seen


def test_a_consultation_that_does_not_exist_is_not_found(client: StrictClient) -> None:
    assert client.get("/secretariat/consultations/nothing").status_code == 404


def told_and_undone(client: StrictClient, answer: TestResponse) -> None:
    """What was pressed is done, and one press gives the dates back."""
    assert answer.location == DATES
    page = client.get(DATES)
    assert "Somebody else" not in page.text
    assert client.submit(page, button="Undo: the dates as they were").location == DATES


@pytest.mark.parametrize("has_cookie_of_first", [True, False])
@pytest.mark.parametrize("opens", [-DAY, timedelta(), DAY], ids=["open", "opened at this moment", "to come"])
def test_a_press_to_close_or_open_now_sent_twice_has_one_answer(
    client: StrictClient, session: Session, clock: Clock, opens: timedelta, has_cookie_of_first: bool
) -> None:
    consultation = indicators(session)
    planned = Schedule("UTC", (Span(START + opens, START + 2 * DAY, ("comment",)),))
    reschedule(session, consultation, planned, seen=consultation.schedule.mark)
    session.commit()
    act, button = ("open", "Open it now") if opens > timedelta() else ("close", "Close it now")
    asked = client.get(f"{DATES}/now?act={act}&phase=0")
    client.submit(asked, button=button)
    session.expire_all()
    once = indicators(session).schedule
    clock.advance(seconds=1)
    if not has_cookie_of_first:  # the second left before the first was answered
        with client.session_transaction() as kept:
            del kept[DATES_BEFORE]
    answer = client.submit(asked, button=button)
    session.expire_all()
    assert indicators(session).schedule == once
    told_and_undone(client, answer)
    session.expire_all()
    assert indicators(session).schedule == planned


MORE: tuple[tuple[str, dict[str, list[str]]], ...] = (
    *CLOSING,
    (
        "is replaced by two",
        {
            "remove_1": ["y"],
            "opens_2": ["2027-02-01", "09:00"],
            "closes_2": ["2027-02-02", "09:00"],
            "allows_2": ["comment"],
        },
    ),
)


@pytest.mark.parametrize("answers", [answers for _name, answers in MORE], ids=[name for name, _answers in MORE])
def test_a_press_on_dates_that_ask_first_sent_twice_has_one_answer(
    client: StrictClient, session: Session, clock: Clock, answers: dict[str, list[str]]
) -> None:
    clock.advance(hours=1)
    before = indicators(session).schedule
    asked = client.submit(DATES, answers, button="Save the dates")
    client.submit(asked, button="Close it now")
    session.expire_all()
    once = indicators(session).schedule
    clock.advance(seconds=1)
    answer = client.submit(asked, button="Close it now")
    session.expire_all()
    assert indicators(session).schedule == once
    told_and_undone(client, answer)
    session.expire_all()
    assert indicators(session).schedule == before


def test_more_rows_than_are_left_are_read_when_the_same_dates_are_sent_again(
    client: StrictClient, session: Session
) -> None:
    consultation = indicators(session)
    spans = tuple(Span(START + number * DAY, START + (number + 1) * DAY, ("comment",)) for number in range(3))
    reschedule(session, consultation, Schedule("UTC", spans), seen=consultation.schedule.mark)
    session.commit()
    new = {"opens_4": ["2027-03-01", "09:00"], "closes_4": ["2027-03-31", "18:00"], "allows_4": ["comment"]}
    page = client.get(DATES)
    answers = {"remove_1": ["y"], "remove_2": ["y"], "remove_3": ["y"], **new}
    asked = client.submit(page, answers, button="Save the dates")
    for _press in range(2):
        assert client.submit(asked, button="Close it now").location == DATES
    session.expire_all()
    assert len(indicators(session).phases) == 1


def test_undo_pressed_twice_has_one_answer(client: StrictClient, session: Session) -> None:
    before = indicators(session).schedule
    pressed(client, "Close now: Proposals and comments", "Close it now")
    page = client.get(DATES)
    for _press in range(2):
        assert client.submit(page, button="Undo: the dates as they were").location == DATES
    assert "Undo" not in client.get(DATES).text
    assert indicators(session).schedule == before


def test_dates_that_nobody_can_have_seen_are_told_as_changed(client: StrictClient, session: Session) -> None:
    before = indicators(session).schedule
    for seen in (
        "",
        "Nowhere/At_all x",
        f"Mars/Base {before.mark.partition(' ')[2]}",
        "UTC 2027-01-01/2027-01-02 comment",
    ):
        sent = {"csrf_token": token_of(client), "act": "close", "phase": "0", "seen": seen}
        assert client.post(f"{DATES}/now", data=sent).status_code == 409
    assert indicators(session).schedule == before
