"""Which numbers of requests are shown when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consultation.metrics.ledger import FEWEST, Ledger
from consultation.metrics.records import RequestKind, RequestRecord
from tests.clock import START, Clock

STEP = timedelta(minutes=5)
PROPOSE = RequestKind("proposals.propose", "POST", "3xx")
HOME = RequestKind("pages.home", "GET", "2xx")


@pytest.fixture
def ledger(clock: Clock) -> Ledger:
    return Ledger(STEP, clock())


def shown(ledger: Ledger, clock: Clock) -> dict[RequestKind, int]:
    return {kind: len(seconds) for kind, seconds in ledger.due(clock())}


def many(ledger: Ledger, kind: RequestKind, number: int) -> None:
    for _one in range(number):
        ledger.add(RequestRecord(kind, 0.1))


def test_a_number_stands_still_from_step_to_step_of_the_clock(ledger: Ledger, clock: Clock) -> None:
    many(ledger, HOME, 7)
    clock.advance(minutes=4, seconds=59)
    assert shown(ledger, clock) == {}
    many(ledger, HOME, 1)
    clock.advance(seconds=1)
    assert shown(ledger, clock) == {HOME: 8}
    assert shown(ledger, clock) == {}


def test_what_fewer_than_five_asked_for_moves_no_number_before_the_day_has_ended(ledger: Ledger, clock: Clock) -> None:
    many(ledger, HOME, FEWEST)
    many(ledger, PROPOSE, FEWEST - 1)
    clock.advance(hours=11, minutes=59)
    assert shown(ledger, clock) == {HOME: FEWEST}
    clock.advance(minutes=1)
    assert clock().date() != START.date()
    assert shown(ledger, clock) == {PROPOSE: FEWEST - 1}


def test_a_kind_holds_names_of_ours_and_nothing_that_a_client_chose() -> None:
    assert RequestKind.of(None, "CANARY", 404) == RequestKind("none", "other", "4xx")
    record = RequestRecord(PROPOSE, 1.5, "fault")
    assert RequestRecord.from_line(record.as_line().strip()) == record
