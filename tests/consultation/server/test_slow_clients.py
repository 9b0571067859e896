"""Nobody takes the site away by being slow."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from pathlib import Path

from consultation.server.pace import AHEAD, RATE, Pace
from tests.consultation.server.slow import ASKED_AT_ONCE, SlowClient, Way, seconds_until_cut, slow_clients
from tests.machines.production import Gunicorn
from tests.processes import children_of


def threads_of(served: Gunicorn) -> int:
    processes = [served.process.pid, *children_of(served.process.pid)]
    return sum(len(list(Path(f"/proc/{process}/task").iterdir())) for process in processes)


def test_while_400_slow_clients_hold_on_everybody_else_is_served(served: Gunicorn) -> None:
    with slow_clients(served.port, of_each_way=100):
        answers = [served.ask(path) for path in ("/", "/consultations/indicators") for _time in range(50)]
        assert served.ask("/health").status == 200
        if sys.platform == "linux":
            assert threads_of(served) <= 16
    assert {answer.status for answer in answers} == {200}


def test_whoever_is_slower_than_a_thousand_bytes_a_second_is_cut(served: Gunicorn) -> None:
    clients = [SlowClient(served.port, way) for way in (Way.SILENT, Way.HEADERS, Way.BODY)]
    unread = SlowClient(served.port, Way.UNREAD)
    with ExitStack() as lines:
        for client in (*clients, unread):
            lines.enter_context(client.line)
        cut = seconds_until_cut(clients, most=24)
        assert len(cut) == 3
        assert all(14 < seconds < 20 for seconds in cut.values()), cut
        time.sleep(3)
        assert 0 < unread.answers() < ASKED_AT_ONCE


def test_a_body_and_an_answer_at_a_thousand_bytes_a_second_are_taken_to_their_end() -> None:
    pace = Pace(now=0)
    for second in range(1, 1000):
        assert not pace.is_over(second)
        pace.moved(RATE, second)
    assert pace.is_over(1000 + AHEAD)


def test_whoever_was_fast_may_not_stand_still_for_longer_than_a_minute() -> None:
    pace = Pace(now=0)
    pace.moved(20_000_000, 1)
    assert not pace.is_over(60)
    assert pace.is_over(61)
