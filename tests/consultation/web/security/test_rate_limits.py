"""How often something may be tried."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context

import pytest
from sqlalchemy import Engine, func, select

from consultation.database import make_engine
from consultation.errors import TooManyAttempts
from consultation.web.security.rate_limits import Limit, RateCount, count_attempt, subject_of
from tests.clock import START

LIMIT = Limit("trying a key", most=30, seconds=600)


def is_let_through(engine: Engine, moment: datetime = START) -> bool:
    try:
        count_attempt(engine, LIMIT, "somebody", moment)
    except TooManyAttempts:
        return False
    return True


def test_exactly_as_many_attempts_pass_as_the_limit_says_when_eight_arrive_at_once(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as people:
        passed = list(people.map(lambda _: is_let_through(engine), range(80)))
    assert sum(passed) == 30


def passes_of_one_process(url: str) -> int:
    engine = make_engine(url)
    with ThreadPoolExecutor(4) as people:
        passed = sum(people.map(lambda _: is_let_through(engine), range(25)))
    engine.dispose()
    return passed


def test_processes_share_one_limit(database_url: str) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as workers:
        passed = list(workers.map(passes_of_one_process, [database_url] * 2))
    assert sum(passed) == 30


def test_after_the_window_one_may_try_again_and_the_old_count_is_gone(engine: Engine) -> None:
    assert all(is_let_through(engine) for _ in range(30))
    assert not is_let_through(engine)
    assert is_let_through(engine, START + timedelta(seconds=600))
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(RateCount)) == 1


def test_who_tried_too_often_is_told_when_to_come_back(engine: Engine) -> None:
    for _ in range(30):
        count_attempt(engine, LIMIT, "somebody", START + timedelta(seconds=60))
    with pytest.raises(TooManyAttempts) as refusal:
        count_attempt(engine, LIMIT, "somebody", START + timedelta(seconds=60))
    assert refusal.value.retry_after == 541
    assert "10 minutes" in refusal.value.sentence


def test_one_person_s_attempts_do_not_count_against_another(engine: Engine) -> None:
    assert all(is_let_through(engine) for _ in range(30))
    count_attempt(engine, LIMIT, "somebody else", START)


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7", "not an address"])
def test_a_network_address_is_not_kept_and_is_another_subject_the_next_day(address: str) -> None:
    today = subject_of(address, "secret", START)
    assert address not in today
    assert today == subject_of(address, "secret", START + timedelta(hours=2))
    assert today != subject_of(address, "secret", START + timedelta(days=1))
    assert today != subject_of(address, "another secret", START)


def test_all_addresses_of_one_ipv6_network_are_one_subject() -> None:
    assert subject_of("2001:db8::1", "secret", START) == subject_of("2001:db8::ffff:2", "secret", START)
    assert subject_of("2001:db8::1", "secret", START) != subject_of("2001:db8:0:1::1", "secret", START)


def test_an_address_of_the_old_kind_is_the_same_subject_however_it_is_written() -> None:
    assert subject_of("::ffff:192.0.2.7", "secret", START) == subject_of("192.0.2.7", "secret", START)
    assert subject_of("::ffff:192.0.2.7", "secret", START) != subject_of("::ffff:192.0.2.8", "secret", START)
