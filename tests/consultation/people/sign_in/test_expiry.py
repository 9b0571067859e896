"""What has expired is forgotten."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from consultation.people.flood_limits import COUNTED_FOR, is_too_much
from consultation.people.models import SignIn, SignInLink
from consultation.people.sign_in.credentials import begin_sign_in, forget_expired, keep_link
from consultation.running.mail_sender import TIDY_EVERY
from consultation.web.security.rate_limits import Limit, RateCount, count_attempt
from tests.clock import START
from tests.factories import a_participant

HOUR = timedelta(hours=1)


def kept(session: Session) -> list[int | None]:
    return [session.scalar(select(func.count()).select_from(table)) for table in (SignInLink, SignIn, RateCount)]


def test_links_sessions_and_counts_are_kept_as_long_as_they_mean_something(session: Session, engine: Engine) -> None:
    count_attempt(engine, Limit("link", most=5, seconds=900), "somebody", START)
    keep_link(session, token="a" * 22, email="ann@example.org", now=START)
    begin_sign_in(session, a_participant(session, email="bea@example.org"), token="b" * 22, now=START)
    forgotten = {}
    for hours in (0, 1, 24, 24 * 14):
        forget_expired(session, now=START + hours * HOUR)
        forgotten[hours] = kept(session)
    assert forgotten == {0: [1, 1, 1], 1: [0, 1, 1], 24: [0, 1, 0], 24 * 14: [0, 0, 0]}


def test_counts_are_deleted_when_they_are_of_no_more_use(session: Session) -> None:
    author = a_participant(session)
    for minutes in (0, 9, 10):
        is_too_much(session, author, now=START + timedelta(minutes=minutes))
    kept_until = {}
    for minutes in (69, 70, 80):
        forget_expired(session, now=START + timedelta(minutes=minutes))
        kept_until[minutes] = session.scalars(select(RateCount.count).order_by(RateCount.window)).all()
    assert kept_until == {69: [2, 1], 70: [1], 80: []}
    assert COUNTED_FOR + TIDY_EVERY < 2 * HOUR  # which is what the page says


def test_a_session_that_ended_because_nobody_used_it_is_forgotten_and_one_that_stays_is_kept(session: Session) -> None:
    begin_sign_in(session, a_participant(session), token="b" * 22, now=START)
    begin_sign_in(session, a_participant(session), token="c" * 22, now=START, stays=True)
    forget_expired(session, now=START + HOUR / 2)
    assert session.scalars(select(SignIn.stays)).all() == [True]
