"""What is possible when, to the second, and who may change it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.orm import Session

from consultation.errors import AlreadyDone, EditedMeanwhile, NotFound, PhaseClosed
from consultation.process.models import Action, Consultation
from consultation.process.operations import close_now, open_now, require, reschedule
from consultation.process.schedule import Schedule, Span
from consultation.process.timeline import steps_of
from consultation.process.zones import zone_names
from tests.clock import START
from tests.factories import indicators

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
ZONE = "Europe/Zurich"


def scheduled(session: Session, *spans: Span) -> Consultation:
    consultation = indicators(session)
    reschedule(session, consultation, Schedule(ZONE, spans), seen=consultation.schedule.mark)
    return consultation


def is_possible(consultation: Consultation, action: Action, now: datetime) -> bool:
    try:
        require(consultation, action, now)
    except PhaseClosed:
        return False
    return True


def test_a_phase_is_open_from_its_first_second_to_the_one_before_its_end(session: Session) -> None:
    consultation = scheduled(session, Span(START, START + DAY, ("propose",)))
    assert [
        is_possible(consultation, Action.PROPOSE, moment)
        for moment in (START - SECOND, START, START + DAY - SECOND, START + DAY)
    ] == [False, True, True, False]


def test_a_phase_allows_only_what_it_names(session: Session) -> None:
    consultation = scheduled(session, Span(START, START + DAY, ("comment",)))
    assert is_possible(consultation, Action.COMMENT, START)
    assert not is_possible(consultation, Action.PROPOSE, START)


@pytest.mark.parametrize(
    ("spans", "sentence"),
    [
        ([(-2, -1)], "Comments closed on 14 January 2027, 13:00 Zurich time (12:00 UTC)."),
        ([(1, 2)], "Comments open on 16 January 2027, 13:00 Zurich time (12:00 UTC)."),
        (
            [(-3, -2), (-2, -1), (1, 2)],
            "Comments closed on 14 January 2027, 13:00 Zurich time (12:00 UTC) and open again",
        ),
        ([], "This consultation takes no comments."),
    ],
)
def test_a_refusal_names_the_dates_in_the_zone_of_the_consultation(
    session: Session, spans: list[tuple[int, int]], sentence: str
) -> None:
    planned = [Span(START + opens * DAY, START + closes * DAY, ("comment",)) for opens, closes in spans]
    consultation = scheduled(session, *planned)
    with pytest.raises(PhaseClosed) as refusal:
        require(consultation, Action.COMMENT, START)
    assert refusal.value.sentence.startswith(sentence)


def test_an_end_given_in_another_zone_is_the_same_moment(session: Session) -> None:
    end = datetime(2027, 2, 21, 18, tzinfo=timezone(timedelta(hours=1)))
    consultation = scheduled(session, Span(START, end, ("comment",)))
    session.expire_all()
    moment = datetime(2027, 2, 21, 17, tzinfo=UTC)
    assert not is_possible(indicators(session), Action.COMMENT, moment)
    assert is_possible(indicators(session), Action.COMMENT, moment - SECOND)
    assert consultation.zone == ZONE


def test_of_two_officers_who_change_the_dates_the_second_is_told(session: Session) -> None:
    consultation = indicators(session)
    seen = consultation.schedule.mark
    planned = Schedule("Africa/Nairobi", (Span(START, START + DAY, ("comment",)),))
    reschedule(session, consultation, planned, seen=seen)
    with pytest.raises(EditedMeanwhile):
        reschedule(session, consultation, Schedule("UTC", ()), seen=seen)
    assert consultation.schedule == planned


def test_a_phase_can_be_closed_now(session: Session) -> None:
    consultation = scheduled(session, Span(START, START + DAY, ("comment",)))
    now = START + timedelta(hours=1)
    close_now(session, consultation, 0, seen=consultation.schedule.mark, now=now)
    assert not is_possible(consultation, Action.COMMENT, now)
    assert is_possible(consultation, Action.COMMENT, now - SECOND)
    with pytest.raises(AlreadyDone):
        close_now(session, consultation, 0, seen=consultation.schedule.mark, now=now)


def test_a_phase_closed_in_the_moment_it_opens_is_no_more(session: Session) -> None:
    consultation = scheduled(session, Span(START, START + DAY, ("comment",)))
    close_now(session, consultation, 0, seen=consultation.schedule.mark, now=START)
    assert consultation.phases == []


def test_a_phase_to_come_can_be_opened_now(session: Session) -> None:
    consultation = scheduled(session, Span(START + DAY, START + 2 * DAY, ("comment",)))
    open_now(session, consultation, 0, seen=consultation.schedule.mark, now=START)
    assert is_possible(consultation, Action.COMMENT, START)
    with pytest.raises(AlreadyDone):
        open_now(session, consultation, 0, seen=consultation.schedule.mark, now=START)


def test_a_phase_that_does_not_exist_is_not_found(session: Session) -> None:
    consultation = indicators(session)
    with pytest.raises(NotFound):
        open_now(session, consultation, 7, seen=consultation.schedule.mark, now=START)


def test_the_steps_say_what_is_done_now_and_to_come(session: Session) -> None:
    spans = [Span(START + start * DAY, START + (start + 1) * DAY, ("propose", "comment")) for start in (-1, 0, 1)]
    steps = steps_of(scheduled(session, *spans), START)
    assert [step.state for step in steps] == ["done", "now", "next"]
    assert steps[1].when == "open until 16 January 2027, 13:00 Zurich time (12:00 UTC)"
    assert {step.label for step in steps} == {"Proposals and comments"}


def test_the_zones_on_offer_are_places_and_utc() -> None:
    assert zone_names()[0] == "UTC"
    assert {"Europe/Zurich", "Asia/Kathmandu", "America/Argentina/Ushuaia"} <= set(zone_names())
    assert not [name for name in zone_names() if name.startswith(("Etc/", "US/"))]
