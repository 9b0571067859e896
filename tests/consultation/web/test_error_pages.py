"""What a person sees when something does not work."""

from __future__ import annotations

import logging
import re

import pytest
from flask import Flask, url_for

from consultation.errors import NotAllowed
from consultation.web.fields import Paragraphs
from consultation.web.forms import BaseForm
from consultation.web.returned_input import asks
from consultation.web.transactions import writes
from tests.client import StrictClient
from tests.databases import SQLITE
from tests.screen import fill_in

DATABASES = SQLITE

SECRET = "what a person wrote in confidence"


class ReasonForm(BaseForm):
    """One question."""

    rationale = Paragraphs("Why")


@pytest.fixture
def failing(app: Flask) -> Flask:
    """The app with a page that fails, and one that refuses."""

    @writes
    def fail() -> str:
        raise ValueError(SECRET)

    @writes
    @asks(lambda: [ReasonForm()])
    def refuse() -> str:
        raise NotAllowed("This may not be done here.")

    for view, name in ((fail, "people.sign_in"), (refuse, "people.sign_in_with_key")):
        view.limit = None
        app.view_functions[name] = view
    return app


def token(client: StrictClient) -> str:
    pairs = dict(fill_in(client.get("/consultations/indicators/propose").text, {}, button="Preview").pairs)
    return pairs["csrf_token"]


def test_a_fault_of_ours_shows_a_number_that_the_log_has_too_and_nothing_a_person_wrote(
    failing: Flask, client: StrictClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), client.faults_are_meant():
        answer = client.post("/sign-in", data={"csrf_token": token(client), "text": SECRET})
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    number = vars(record)["request_number"]
    assert answer.status_code == 500
    assert re.fullmatch("[0-9a-f]{8}", number)
    assert f">{number}<" in answer.text
    assert "ValueError" in record.getMessage()
    assert SECRET not in caplog.text + answer.text
    assert record.exc_info is None


def test_an_expired_page_keeps_the_text_and_sends_it_again_where_it_was_going(client: StrictClient) -> None:
    answer = client.post("/consultations/indicators/propose", data={"title": SECRET, "csrf_token": "old"})
    assert answer.status_code == 400
    assert "Send it again" in answer.text
    again = client.submit(answer, button="Send it again")
    assert again.status_code == 422
    assert SECRET in again.text


def test_what_was_typed_is_shown_with_a_refusal_so_that_it_can_be_copied(failing: Flask, client: StrictClient) -> None:
    answer = client.post("/sign-in/key", data={"csrf_token": token(client), "rationale": SECRET, "key-typed": "AAAA"})
    assert answer.status_code == 403
    assert "This may not be done here." in answer.text
    assert f'<dt>Why</dt><dd dir="auto"><p>{SECRET}</p></dd>' in answer.text
    assert "AAAA" not in answer.text


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/proposals/IND-9999", 404),
        ("GET", f"/proposals/IND-{2**63}", 404),
        ("GET", "/framework/objectives/24", 404),
        ("GET", "/?a=%00", 400),
        ("GET", "/%00", 400),
        ("GET", "/consultations/indicators?q=%00", 400),
        ("GET", "/consultations/indicators?q=%ED%A0%80", 200),
        ("GET", "/consultations/indicators?q=%FF%FE", 200),
        ("GET", "/consultations/indicators?objective=999999999999999999999&sort=%0D%0A&before=-1", 200),
        ("GET", "/static/../wsgi.py", 404),
        ("DELETE", "/sign-in", 405),
        ("POST", "/", 405),
        ("GET", "/sign-out", 405),
    ],
)
def test_odd_requests_are_answered_with_a_sentence_and_never_with_a_fault(
    client: StrictClient, method: str, address: str, status: int
) -> None:
    answer = client.open(address, method=method)
    assert answer.status_code == status
    assert answer.mimetype == "text/html"


def test_a_request_for_another_host_is_refused(client: StrictClient) -> None:
    assert client.get("/", headers={"Host": "elsewhere.example"}).status_code == 400


def test_too_many_attempts_keep_the_text_and_say_when_to_come_back(app: Flask, client: StrictClient) -> None:
    app.view_functions["proposals.propose"].limit = app.view_functions["people.sign_in_with_key"].limit
    for _ in range(100):
        answer = client.post("/consultations/indicators/propose", data={"title": SECRET})
        if answer.status_code == 429:
            break
    assert int(answer.headers["Retry-After"]) > 0
    assert SECRET in answer.text
    assert "Send it again" in answer.text


def test_every_answer_carries_the_headers_that_protect_its_reader(client: StrictClient, app: Flask) -> None:
    with app.test_request_context():
        style = url_for("static", filename="style.css")
    for address in ("/", "/nowhere", "/?a=%00", style, "/consultations/indicators", "/secretariat/"):
        with client.get(address) as answer:
            headers = answer.headers
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Cache-Control" in headers
