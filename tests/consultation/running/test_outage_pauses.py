"""Pauses of the mail sender and the workers while the database cannot be used."""

from __future__ import annotations

import pytest

from consultation.running.outage_pauses import LONGEST, OutagePauses


class Seconds:
    """A clock that is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_each_pause_is_twice_the_one_before_up_to_a_minute_and_the_outage_is_said_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    seconds = Seconds()
    pauses, taken = OutagePauses("worker", seconds), []
    for _failure in range(9):
        pauses.failed(RuntimeError("canary"))
        taken.append(pauses.seconds_left)
        seconds.now += pauses.seconds_left
        assert pauses.seconds_left == 0
    assert taken == [1, 2, 4, 8, 16, 32, LONGEST, LONGEST, LONGEST]
    assert caplog.messages == ["the worker could not use the database: RuntimeError"]
    pauses.went_well()
    pauses.went_well()
    assert caplog.messages[1:] == ["the worker can use the database again"]
    pauses.failed(RuntimeError("canary"))
    assert pauses.seconds_left == 1
