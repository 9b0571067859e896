"""What is written down: lines with a time and a number, and of a problem its type and its place."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gunicorn.config import Config

from consultation.log_lines import DiscreetRecord, LineFormatter, numbered, request_number
from consultation.server.logger import DiscreetLogger
from tests.log_lines import LINE

CANARY = "canary-of-a-person"


@pytest.fixture
def logger(tmp_path: Path) -> Iterator[DiscreetLogger]:
    settings = Config()
    settings.set("errorlog", str(tmp_path / "server.log"))
    settings.set("accesslog", str(tmp_path / "visits.log"))
    yield DiscreetLogger(settings)
    for name in ("gunicorn.error", "gunicorn.access", "steppingstone"):
        for handler in list(logging.getLogger(name).handlers):
            logging.getLogger(name).removeHandler(handler)
            handler.close()


def test_of_an_exception_its_type_and_its_place_are_written_down_and_no_word(
    logger: DiscreetLogger, tmp_path: Path
) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        logger.exception("Error handling request %s", f"/{CANARY}")
    written = (tmp_path / "server.log").read_text()
    assert "ValueError < " in written
    assert "test_log_lines.py:" in written
    assert LINE.fullmatch(written.rstrip("\n"))
    assert CANARY not in written


def test_no_visit_is_written_down_even_where_a_log_of_visits_is_asked_for(
    logger: DiscreetLogger, tmp_path: Path
) -> None:
    logger.access(object(), object(), {"RAW_URI": f"/{CANARY}", "REMOTE_ADDR": CANARY}, object())
    assert (tmp_path / "visits.log").read_text() == ""


def test_the_log_of_the_app_goes_where_the_log_of_the_server_goes(logger: DiscreetLogger, tmp_path: Path) -> None:
    logging.getLogger("steppingstone.mail").error("mail %d was given up", 7)
    assert (tmp_path / "server.log").read_text().endswith("Z ERROR - mail 7 was given up\n")


def test_no_library_writes_the_words_of_a_problem_into_a_log() -> None:
    problem = ValueError(CANARY)
    record = DiscreetRecord("huey", logging.ERROR, "", 1, "task %d: %s", (7, problem), (ValueError, problem, None))
    assert logging.Formatter().format(record) == "task 7: ValueError: ValueError"


def test_a_line_has_its_time_in_utc_its_level_and_no_second_line() -> None:
    record = DiscreetRecord("steppingstone", logging.WARNING, "", 1, "one\n2027-01-01 two", (), None)
    record.created = 1_800_000_000.25
    assert LineFormatter().format(record) == "2027-01-15T08:00:00.250Z WARNING - one | 2027-01-01 two"


def test_what_is_written_within_a_request_has_its_number_and_no_two_have_the_same() -> None:
    def app(environ: dict[str, object], start_response: object) -> list[bytes]:
        record = DiscreetRecord("steppingstone", logging.ERROR, "", 1, "a fault", (), None)
        return [LineFormatter().format(record).encode(), request_number().encode()]

    answered = [tuple(numbered(app)({}, None)) for _one in range(3)]
    assert all(LINE.fullmatch(line.decode()) and f" {number.decode()} ".encode() in line for line, number in answered)
    assert len({number for _line, number in answered}) == 3
    assert request_number() == "-"


def test_what_is_read_while_a_body_is_sent_belongs_to_its_request() -> None:
    closed = []

    class Body:
        def __iter__(self) -> Iterator[bytes]:
            yield request_number().encode()
            yield request_number().encode()

        def close(self) -> None:
            closed.append(request_number().encode())

    body: Any = numbered(lambda environ, start_response: Body())({}, None)
    first, second = body
    body.close()
    assert closed == [first] == [second]
    assert first != b"-"
    assert request_number() == "-"
