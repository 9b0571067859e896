"""What files tell others of when something happened: days of the consultation's zone, and whether it came in time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from consultation.database import snapshot
from consultation.keeping.blocks import unpacked as unpacked_rows
from consultation.process.schedule import Span
from exports.files.writer.formats import CSV_FILES
from exports.handouts.making import make_file
from exports.handouts.order import Order
from exports.report.scope.audiences import Audience
from exports.report.scope.selection import Selection
from exports.report.wording.days import Calendar
from tests.databases import SQLITE
from tests.exports.opened import Taken, day_of, files_of, read_me_of, rows_of, taken, unpacked
from tests.exports.report.rows import FRAMEWORK
from tests.factories import a_comment, a_proposal, indicators

DATABASES = SQLITE

Make = Callable[..., Taken]
LATE_AT_NIGHT = datetime(2027, 1, 20, 23, 17, 41, tzinfo=UTC)  # when it is the 21st in Zurich
OPENS, CLOSES = datetime(2027, 1, 15, 12, tzinfo=UTC), datetime(2027, 2, 15, 12, tzinfo=UTC)


@pytest.fixture
def at_night(session: Session) -> None:
    """Something that was sent when the day was another one in the zone of the consultation than in UTC."""
    a_comment(session, a_proposal(session, now=LATE_AT_NIGHT), now=LATE_AT_NIGHT)


@pytest.mark.parametrize("audience", Audience)
def test_a_day_is_that_of_the_consultations_zone_in_every_file(at_night: None, make: Make, audience: Audience) -> None:
    content = make(audience).content
    [proposal], [comment] = rows_of(content, "Indicators"), rows_of(content, "Comments")
    days = {proposal[name] for name in ("Submitted", "Published", "Worded", "Changed")}
    days |= {comment[name] for name in ("Sent", "Published", "Changed")}
    assert days == {datetime(2027, 1, 21)} == {day_of(LATE_AT_NIGHT)}  # noqa: DTZ001 - as a cell has it
    assert read_me_of(content)["Last change in the data"] == ["2027-01-21"]
    assert "Europe/Zurich" in read_me_of(content)["Days"][0]
    [line] = files_of(make(audience, file_format=CSV_FILES).content)["Indicators.csv"][1:]
    assert line.count("2027-01-21") == 4


@pytest.mark.parametrize("audience", Audience)
def test_no_part_of_a_file_tells_the_time_of_day(at_night: None, make: Make, audience: Audience) -> None:
    content = make(audience).content
    assert "23:17" not in unpacked(content)
    with ZipFile(BytesIO(content)) as package:
        times = re.findall(r"T\d\d:\d\d:\d\d", package.read("docProps/core.xml").decode())
        assert set(times) == {"T00:00:00"}, "the format has no days alone"
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_rows_that_are_kept_of_a_file_tell_days(at_night: None, session: Session, engine: Engine) -> None:
    session.commit()
    with snapshot(engine) as reading:
        handout = make_file(reading, Order("indicators", Audience.SECRETARIAT), FRAMEWORK, now=LATE_AT_NIGHT)
    kept = [row for block in handout.blocks for row in unpacked_rows(block.content)]
    assert {row["changed_at"] for row in kept} == {"2027-01-21"}
    assert not any("timeliness" in row for row in kept), "it changes with the dates of the phases, not with the row"
    assert handout.file_name == "indicators-secretariat-2027-01-21.xlsx"
    taken(handout)


def test_a_span_of_days_is_one_of_the_consultations_zone(at_night: None, session: Session, engine: Engine) -> None:
    session.commit()

    def found(day: str) -> int:
        order = Order("indicators", selection=Selection(since=day, until=day))
        with snapshot(engine) as reading:
            return len(rows_of(taken(make_file(reading, order, FRAMEWORK, now=LATE_AT_NIGHT)).content, "Indicators"))

    assert (found("2027-01-20"), found("2027-01-21")) == (0, 1)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (OPENS - timedelta(days=1), "in time"),
        (OPENS, "in time"),
        (CLOSES - timedelta(seconds=1), "in time"),
        (CLOSES, "late"),
        (CLOSES + timedelta(days=2), "in time"),
        (CLOSES + timedelta(days=3), "late"),
    ],
)
def test_what_comes_when_a_phase_has_ended_and_none_is_open_is_late_to_the_second(moment: datetime, said: str) -> None:
    again = Span(CLOSES + timedelta(days=1), CLOSES + timedelta(days=3), ("propose",))
    only_comments = Span(OPENS, CLOSES + timedelta(days=90), ("comment",))
    calendar = Calendar("UTC", [Span(OPENS, CLOSES, ("propose", "comment")), again, only_comments])
    assert calendar.timeliness([moment, None], "propose") == [said, ""]  # type: ignore[arg-type]


def test_the_secretariat_alone_reads_what_came_late(session: Session, make: Make) -> None:
    a_comment(session, a_proposal(session, now=OPENS), now=OPENS + timedelta(days=1))
    [phase] = indicators(session).phases
    phase.closes_at = OPENS + timedelta(hours=1)  # an earlier end, set afterwards
    content = make(Audience.SECRETARIAT).content
    assert [row["In time"] for row in rows_of(content, "Indicators")] == ["in time"]
    assert [row["In time"] for row in rows_of(content, "Comments")] == ["late"]
    for audience in (Audience.PUBLIC, Audience.PARTNERS):
        assert "In time" not in rows_of(make(audience).content, "Comments")[0]


def test_two_files_of_one_day_with_other_data_are_two_files(session: Session, make: Make) -> None:
    proposal = a_proposal(session, now=LATE_AT_NIGHT)
    first = make()
    a_comment(session, proposal, now=LATE_AT_NIGHT + timedelta(minutes=1))
    second = make()
    assert first.sha256 != second.sha256
    changed = [read_me_of(one.content)["Last change in the data"] for one in (first, second)]
    assert changed == [[date(2027, 1, 21).isoformat()]] * 2
