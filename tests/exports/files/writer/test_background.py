"""Calls in a thread of their own: in their order, and no failure goes unheard."""

from __future__ import annotations

from threading import Event, current_thread

import pytest

from exports.files.writer.background import Background


def test_calls_are_made_in_their_order_in_another_thread() -> None:
    background, made, threads = Background(3), [], set()

    def note(number: int) -> None:
        made.append(number)
        threads.add(current_thread())

    for number in range(20):
        background.call(note, number)
    background.finish()
    assert made == list(range(20))
    assert len(threads) == 1
    assert current_thread() not in threads


def test_what_a_call_raises_is_raised_to_who_waits_and_nothing_is_done_after_it() -> None:
    background, made = Background(3), []

    def fail() -> None:
        raise OSError("no room left")

    background.call(fail)
    background.call(made.append, "after")
    with pytest.raises(OSError, match="no room left"):
        background.finish()
    background.finish()
    assert made == []


def test_whoever_goes_on_calling_hears_of_the_failure() -> None:
    background = Background(3)

    def fail() -> None:
        raise OSError("no room left")

    for _number in range(3):
        background.call(fail)
    with pytest.raises(OSError, match="no room left"):
        background.call(fail)


def test_few_calls_wait_so_that_little_is_in_memory() -> None:
    background, may_go_on, made = Background(3), Event(), []

    def wait(number: int) -> None:
        assert may_go_on.wait(timeout=60)
        made.append(number)

    def call_one_more() -> None:
        background.call(wait, 3)
        made.append("called")

    for number in range(3):
        background.call(wait, number)
    other = Background(3)
    other.call(call_one_more)
    assert made == []
    may_go_on.set()
    other.finish()
    background.finish()
    assert made.index("called") >= 1


def test_a_call_that_weighs_more_than_may_wait_is_made_all_the_same() -> None:
    background, made = Background(3), []
    background.call(made.append, "light")
    background.call(made.append, "heavy", weight=100)
    background.finish()
    assert made == ["light", "heavy"]
