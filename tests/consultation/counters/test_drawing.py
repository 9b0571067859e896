"""References and places that say nothing of when something was sent, and never come twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from consultation.counters.list_places import A_DAY, draw_place, next_places
from consultation.counters.models import Counter
from consultation.counters.operations import WINDOW, draw_number, draw_of_hundreds, next_numbers
from consultation.database import begin_writing, make_sessions
from consultation.discussion.models import Comment
from consultation.discussion.operations.commenting import take_out_comment
from consultation.proposals.models import Proposal
from tests.chance import IN_ORDER
from tests.clock import START
from tests.factories import a_comment, a_proposal, indicators, missing_migrants

DAY = date(2027, 1, 15)


def drawing(engine: Engine, seed: int = 1) -> Session:
    """A session in which chance is real, and the same each time the test runs."""
    return make_sessions(engine, Random(seed))()


def test_every_draw_is_of_the_hundred_lowest_that_were_not_given_out(engine: Engine) -> None:
    with drawing(engine) as session:
        given: list[int] = []
        for number in range(500):
            lowest = [one for one in range(1, number + WINDOW + 1) if one not in given][:WINDOW]
            drawn = draw_number(session, "IND")
            assert drawn in lowest
            given.append(drawn)
    assert len(set(given)) == 500
    assert max(given) <= 500 + WINDOW


def test_which_of_two_came_first_is_not_to_be_read_from_their_numbers(engine: Engine) -> None:
    with drawing(engine) as session:
        drawn = [draw_number(session, "IND") for _number in range(400)]
    later_is_higher = sum(one < other for one, other in pairwise(drawn))
    assert 160 < later_is_higher < 240
    follows = sum(other - one == 1 for one, other in pairwise(drawn))
    assert follows < 20


def test_what_is_brought_in_stays_consecutive_and_takes_no_number_that_was_given_out(engine: Engine) -> None:
    with drawing(engine) as session:
        before = [draw_number(session, "IND") for _number in range(20)]
        run = next_numbers(session, "IND", 1000)
        after = [draw_number(session, "IND") for _number in range(200)]
        again = next_numbers(session, "IND", 10)
    assert run.start == max(before) + 1
    assert len({*before, *run, *after, *again}) == 1230


def test_comments_have_one_range_of_numbers_and_each_consultation_hundreds_of_its_own(engine: Engine) -> None:
    with drawing(engine) as session:
        drawn = {name: [draw_of_hundreds(session, name, "all") for _ in range(150)] for name in ("IND", "REC")}
    assert len({*drawn["IND"], *drawn["REC"]}) == 300
    hundreds = {name: {(number - 1) // WINDOW for number in numbers} for name, numbers in drawn.items()}
    assert hundreds["IND"].isdisjoint(hundreds["REC"])


def test_references_of_comments_go_on_by_consultation(session: Session) -> None:
    one, other = a_proposal(session, indicators(session)), a_proposal(session, missing_migrants(session))
    assert [a_comment(session, one).reference for _ in range(2)] == ["C-000001", "C-000002"]
    elsewhere = a_comment(session, other).reference
    assert a_comment(session, one).reference == "C-000003"
    assert int(elsewhere[2:]) > WINDOW


def test_a_number_that_was_taken_out_is_not_given_out_again(session: Session) -> None:
    proposal = a_proposal(session)
    first = a_comment(session, proposal)
    reference = first.reference
    take_out_comment(session, first, now=START)
    assert a_comment(session, proposal).reference != reference


def test_several_who_draw_at_once_get_different_numbers(engine: Engine) -> None:
    def draw(seed: int) -> list[int]:
        with drawing(engine, seed) as session:
            begin_writing(session)
            drawn = [draw_number(session, "IND"), draw_of_hundreds(session, "comments", "all")]
            session.commit()
        return drawn

    with ThreadPoolExecutor(4) as people:
        drawn = list(people.map(draw, range(16)))
    assert len({one for one, _other in drawn}) == len({other for _one, other in drawn}) == 16


def test_a_place_says_the_day_and_nothing_else_of_when(engine: Engine) -> None:
    with drawing(engine) as session:
        places = [draw_place(session, DAY, Proposal.published_number) for _ in range(100)]
        tomorrow = draw_place(session, DAY + timedelta(days=1), Proposal.published_number)
        brought_in = next_places(session, DAY, 3)
    assert len({place // A_DAY for place in (*places, *brought_in)}) == 1
    assert places not in (sorted(places), sorted(places, reverse=True))
    assert max(places) < brought_in[0]
    assert brought_in[-1] < tomorrow


def test_a_place_that_something_has_is_drawn_again(session: Session) -> None:
    class Twice(Random):
        """Draws the place of the proposal first, then the one after it."""

        drawn = iter([7, 7, 8])

        def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
            return next(self.drawn)

    proposal = a_proposal(session)
    session.info["chance"] = Twice()
    proposal.published_number = draw_place(session, DAY, Proposal.published_number)
    session.flush()
    other = draw_place(session, DAY, Proposal.published_number)
    session.info["chance"] = IN_ORDER
    assert other == proposal.published_number + 1


def test_what_was_passed_over_is_kept_with_the_counter(engine: Engine) -> None:
    with drawing(engine) as session:
        drawn = [draw_number(session, "IND") for _number in range(5)]
        counter = session.scalars(select(Counter).where(Counter.name == "IND")).one()
        left = [int(number) for number in counter.passed_over.split()]
    assert counter.value == max(drawn)
    assert sorted([*left, *drawn]) == list(range(1, max(drawn) + 1))


def test_comments_of_one_hour_do_not_say_by_reference_or_place_which_came_first(engine: Engine) -> None:
    with drawing(engine) as session:
        proposal = a_proposal(session)
        for minute in range(30):
            a_comment(session, proposal, now=START + timedelta(minutes=minute))
        rows = session.execute(
            select(Comment.reference, Comment.published_number, Comment.sent_number).order_by(Comment.id)
        ).all()
    for column in zip(*rows, strict=True):
        assert list(column) not in (sorted(column), sorted(column, reverse=True))
