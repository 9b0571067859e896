"""A form that is sent again: what it said gets the same receipt, another text is never lost and never passes for it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.people.models import Participant, Status
from consultation.proposals.models import Proposal, Revision
from consultation.proposals.queries import get_current_revision
from consultation.web.write_turns import Turns
from tests.client import StrictClient
from tests.clock import Clock
from tests.factories import a_participant, a_proposal, indicators, sign_in
from tests.screen import fill_in
from tests.sending import send

NewClient = Callable[[], StrictClient]
PROPOSE = "/consultations/indicators/propose"
FIRST = {"title": "First thought", "rationale": "A reason", "objectives": "8", "name": "Amina", "unit": "per cent"}
SECOND = FIRST | {"title": "Second thought"}
AGAIN = "Send as a further contribution"
KEY = "/me/key/new"


Pairs = list[tuple[str, str]]


def as_posted(pairs: Pairs, pressed: str, *, token: Pairs | None = None) -> dict[str, list[str]]:
    """Return a form as it is posted by a button, under the token of another page where one is given."""
    tokens = [pair for pair in (pairs if token is None else token) if pair[0] == "csrf_token"]
    kept = [pair for pair in pairs if pair[0] not in ("csrf_token", "intent")]
    posted = [*kept, *tokens, ("intent", pressed)]
    return {name: [text for other, text in posted if other == name] for name, _text in posted}


def titles(session: Session) -> list[str]:
    return list(session.scalars(select(Revision.title).order_by(Revision.id)))


def is_shown_as_used(answer: TestResponse, text: str) -> bool:
    return answer.status_code == 409 and "This form was sent before" in answer.text and text in answer.text


def test_the_same_form_gets_the_same_receipt_also_after_an_edit_and_after_the_deadline(
    client: StrictClient, session: Session, clock: Clock
) -> None:
    sign_in(client, session, a_participant(session))
    form = client.get(PROPOSE)
    receipts = [send(client, form, FIRST).location]
    send(client, "/proposals/IND-0001/edit", {"title": "Edited since"}, button="Save the change")
    receipts.append(client.submit(form, FIRST, button="Preview").location)
    clock.time = indicators(session).phases[0].closes_at
    sign_in(client, session, session.scalars(select(Participant)).one(), now=clock.time)
    token = fill_in(client.get("/sign-in").text, {"email": ""}).pairs
    pairs = fill_in(form.text, FIRST).pairs
    receipts.append(client.post(PROPOSE, data=as_posted(pairs, "submit", token=token)).location)
    assert set(receipts) == {"/proposals/IND-0001/receipt"}
    assert session.scalar(select(func.count()).select_from(Proposal)) == 1


@pytest.mark.parametrize("button", ["Preview", "Save as a draft"])
def test_another_text_under_a_used_key_is_shown_and_can_go_as_a_further_contribution(
    client: StrictClient, session: Session, button: str
) -> None:
    form = client.get(PROPOSE)
    send(client, form, FIRST)
    shown = client.submit(form, SECOND, button=button)
    assert is_shown_as_used(shown, "Second thought")
    assert all(text in shown.text for text in SECOND.values())
    assert titles(session) == ["First thought"]
    sent = client.submit(shown, button=AGAIN)
    assert sent.location == "/proposals/IND-0002/receipt"
    assert titles(session) == ["First thought", "Second thought"]
    assert client.submit(shown, button=AGAIN).location == "/proposals/IND-0002/receipt"
    assert len(titles(session)) == 2


@pytest.mark.parametrize("changed", ["title", "name", "unit", "email", "attribution"])
def test_whatever_answer_is_another_one_it_is_not_taken_for_the_first(
    client: StrictClient, session: Session, changed: str
) -> None:
    form = client.get(PROPOSE)
    send(client, form, FIRST)
    other = {"email": "ann@example.org", "attribution": "nothing"}.get(changed, "Another")
    assert client.submit(form, FIRST | {changed: other}, button="Preview").status_code == 409


def test_from_the_page_one_can_go_on_changing(client: StrictClient, session: Session) -> None:
    form = client.get(PROPOSE)
    send(client, form, FIRST)
    again = client.submit(client.submit(form, SECOND, button="Preview"), button="Change")
    assert "Second thought" in again.text
    assert send(client, again, {"title": "Third thought"}).location == "/proposals/IND-0002/receipt"
    assert titles(session) == ["First thought", "Third thought"]


def test_another_text_shows_no_key_and_signs_nobody_in(
    client: StrictClient, new_client: NewClient, session: Session
) -> None:
    form = client.get(PROPOSE)
    assert send(client, form, FIRST).location == KEY
    assert send(client, form, SECOND).status_code == 409
    stranger = new_client()
    pairs, token = fill_in(form.text, SECOND).pairs, fill_in(stranger.get(PROPOSE).text, {}).pairs
    for pressed in ("submit", "draft"):
        answer = stranger.post(PROPOSE, data=as_posted(pairs, pressed, token=token))
        assert is_shown_as_used(answer, "Second thought")
        assert stranger.get(KEY).status_code == 401
    assert len(session.scalars(select(Participant)).all()) == 1


def test_after_a_quarter_of_an_hour_the_form_shows_no_key_and_keeps_the_text(
    client: StrictClient, new_client: NewClient, session: Session, clock: Clock
) -> None:
    form = client.get(PROPOSE)
    send(client, form, FIRST)
    clock.advance(minutes=15)
    assert client.submit(form, FIRST, button="Preview").location == "/proposals/IND-0001/receipt"
    stranger = new_client()
    pairs, token = fill_in(form.text, FIRST).pairs, fill_in(stranger.get(PROPOSE).text, {}).pairs
    answer = stranger.post(PROPOSE, data=as_posted(pairs, "submit", token=token))
    assert is_shown_as_used(answer, "First thought")
    assert stranger.get("/me/contributions").status_code == 401


def test_somebody_else_at_the_same_page_sends_a_contribution_of_their_own(
    client: StrictClient, session: Session
) -> None:
    form = client.get(PROPOSE)
    send(client, form, FIRST)
    other = a_participant(session)
    sign_in(client, session, other)
    shown = client.submit(form, FIRST, button="Preview")
    assert is_shown_as_used(shown, "First thought")
    client.submit(shown, button=AGAIN)
    assert session.scalars(select(Proposal).where(Proposal.author_id == other.id)).one().reference == "IND-0002"


def test_nothing_is_kept_of_what_was_withdrawn_to_compare_with(client: StrictClient, session: Session) -> None:
    form = client.get(PROPOSE)
    send(client, form, FIRST)
    assert session.scalars(select(Proposal.fingerprint)).one() != ""
    client.submit("/proposals/IND-0001/withdraw", button="Withdraw it")
    assert session.scalars(select(Proposal.fingerprint)).one() == ""
    assert client.submit(form, FIRST, button="Preview").status_code == 409


# ---- drafts ----


def test_a_draft_that_was_changed_on_its_page_is_not_overwritten_by_the_form_that_began_it(
    client: StrictClient, session: Session
) -> None:
    sign_in(client, session, a_participant(session))
    form = client.get(PROPOSE)
    client.submit(form, FIRST, button="Save as a draft")
    draft = session.scalars(select(Proposal)).one()
    client.submit(f"/drafts/{draft.token}", {"title": "Changed on its page"}, button="Save as a draft")
    shown = client.submit(form, SECOND, button="Save as a draft")
    assert is_shown_as_used(shown, "Second thought")
    client.submit(shown, button="Save as a draft")
    assert titles(session) == ["Changed on its page", "Second thought"]


@pytest.mark.parametrize("button", ["Preview", "Save as a draft"])
def test_another_text_for_a_draft_that_was_sent_meanwhile_is_kept(
    client: StrictClient, session: Session, button: str
) -> None:
    author = a_participant(session)
    draft = a_proposal(session, author=author, status=Status.DRAFT, title="First thought")
    sign_in(client, session, author)
    page = client.get(f"/drafts/{draft.token}")
    receipt = send(client, page).location
    assert client.submit(page, button="Preview").location == receipt
    shown = client.submit(page, {"title": "Second thought"}, button=button)
    assert is_shown_as_used(shown, "Second thought")
    assert client.submit(shown, button=AGAIN).location == "/proposals/IND-0002/receipt"
    assert get_current_revision(session, draft).title == "First thought"


def test_a_mistake_in_the_form_of_a_draft_that_was_sent_meanwhile_loses_nothing(
    client: StrictClient, session: Session
) -> None:
    author = a_participant(session)
    draft = a_proposal(session, author=author, status=Status.DRAFT)
    sign_in(client, session, author)
    page = client.get(f"/drafts/{draft.token}")
    send(client, page)
    wrong = client.submit(page, {"title": "Second thought", "objectives": "99"}, button="Preview")
    assert wrong.status_code == 422
    assert send(client, wrong, {"objectives": "9"}).location == "/proposals/IND-0002/receipt"


# ---- edits ----


def test_an_edit_that_shows_less_under_the_same_text_is_not_taken_for_the_one_before(
    client: StrictClient, session: Session
) -> None:
    sign_in(client, session, a_participant(session))
    send(client, PROPOSE, FIRST | {"attribution": "named"})
    page = client.get("/proposals/IND-0001/edit")
    send(client, page, {"title": "Edited"}, button="Save the change")
    again = send(client, page, {"title": "Edited", "attribution": "nothing"}, button="Save the change")
    assert again.status_code == 409
    client.submit(again, button="Save mine as the newest")
    assert session.scalars(select(Proposal.name)).one() == ""


# ---- at once ----


@pytest.mark.parametrize("texts", [("First thought",) * 4, ("First thought", "Second thought", "Third", "Fourth")])
def test_of_several_sent_at_once_under_one_key_one_is_kept_and_every_other_text_is_shown(
    app: Flask, client: StrictClient, session: Session, texts: tuple[str, ...]
) -> None:
    sign_in(client, session, a_participant(session))
    pairs = fill_in(client.get(PROPOSE).text, FIRST).pairs
    cookie = client.get_cookie("steppingstone")
    assert cookie
    app.extensions["turns"] = Turns(len(texts))  # else some of them would be asked to come back
    gate = Barrier(len(texts))

    def press(title: str) -> tuple[int, bool]:
        browser = Flask.test_client(app)
        browser.set_cookie("steppingstone", cookie.value)
        said = [(name, title if name == "title" else text) for name, text in pairs]
        gate.wait()
        answer = browser.post(PROPOSE, data=as_posted(said, "submit"))
        return answer.status_code, title in answer.text

    with ThreadPoolExecutor(len(texts)) as threads:
        answers = list(threads.map(press, texts))
    session.expire_all()
    assert len(titles(session)) == 1
    others = len(set(texts)) - 1
    assert sorted(status for status, _kept in answers) == [302] * (len(texts) - others) + [409] * others
    assert all(kept for status, kept in answers if status == 409)
