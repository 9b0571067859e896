"""What the server writes down of a problem."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from gunicorn.config import Config

from consultation.running.log_redaction import DiscreetLogger, DiscreetRecord

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
    assert "test_log_redaction.py:" in written
    assert CANARY not in written


def test_no_visit_is_written_down_even_where_a_log_of_visits_is_asked_for(
    logger: DiscreetLogger, tmp_path: Path
) -> None:
    logger.access(object(), object(), {"RAW_URI": f"/{CANARY}", "REMOTE_ADDR": CANARY}, object())
    assert (tmp_path / "visits.log").read_text() == ""


def test_the_log_of_the_app_goes_where_the_log_of_the_server_goes(logger: DiscreetLogger, tmp_path: Path) -> None:
    logging.getLogger("steppingstone.mail").error("mail %d was given up", 7)
    assert "mail 7 was given up" in (tmp_path / "server.log").read_text()


def test_no_library_writes_the_words_of_a_problem_into_a_log() -> None:
    problem = ValueError(CANARY)
    record = DiscreetRecord("huey", logging.ERROR, "", 1, "task %d: %s", (7, problem), (ValueError, problem, None))
    assert logging.Formatter().format(record) == "task 7: ValueError: ValueError"
