"""What a view did is committed when its answer leads on or is a file, and rolled back otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine, select

from consultation.counters.models import Counter
from consultation.counters.operations import next_number
from consultation.database import CHANCE
from consultation.web import transactions
from consultation.web.transactions import db, writes
from consultation.web.write_turns import Turns


@pytest.fixture
def small_app(database_url: str) -> Iterator[Flask]:
    """An app of one view that counts, then answers as it is told."""
    app = Flask("small")
    transactions.init_app(app, database_url, CHANCE, before_writing=lambda engine: None, secret="a secret")
    app.extensions["turns"] = Turns(4)  # as many people as a test has

    @app.route("/<int:status>", methods=["GET", "POST"])
    @writes
    def count(status: int) -> ResponseReturnValue:
        next_number(db(), "calls")
        if status == 500:
            raise RuntimeError
        return Response(status=status, mimetype=request.form.get("mimetype", "text/html"))

    @app.route("/unmarked", methods=["POST"])
    def unmarked() -> ResponseReturnValue:
        next_number(db(), "calls")
        return ""

    yield app
    app.extensions["engine"].dispose()


def calls(engine: Engine) -> int | None:
    with engine.connect() as connection:
        return connection.scalar(select(Counter.value).where(Counter.name == "calls"))


@pytest.mark.parametrize(
    ("status", "kept"), [(303, 1), (200, None), (400, None), (409, None), (422, None), (500, None)]
)
def test_an_answer_that_leads_on_keeps_what_was_done_and_a_page_does_not(
    small_app: Flask, engine: Engine, status: int, kept: int
) -> None:
    small_app.test_client().post(f"/{status}")
    assert calls(engine) == kept


def test_a_file_keeps_what_was_done(small_app: Flask, engine: Engine) -> None:
    small_app.test_client().post("/200", data={"mimetype": "text/csv"})
    assert calls(engine) == 1


def test_reading_never_writes_even_in_a_view_that_may(small_app: Flask, engine: Engine) -> None:
    small_app.test_client().get("/200")
    assert calls(engine) is None


def test_a_view_without_the_mark_writes_nothing(small_app: Flask, engine: Engine) -> None:
    small_app.test_client().post("/unmarked")
    assert calls(engine) is None


def test_many_who_write_at_once_wait_for_one_another_and_none_fails(small_app: Flask, engine: Engine) -> None:
    with ThreadPoolExecutor(4) as people:
        answers = list(people.map(lambda _: small_app.test_client().post("/303").status_code, range(60)))
    assert set(answers) == {303}
    assert calls(engine) == 60


def test_releasing_a_savepoint_does_not_commit(engine: Engine) -> None:
    with engine.connect() as connection:
        with connection.begin_nested():
            connection.execute(Counter.__table__.insert().values(name="calls", value=1))
        connection.rollback()
    assert calls(engine) is None
