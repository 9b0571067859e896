"""What was sent and not taken is given back in the words of its form: labels, and what was chosen as it reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.people.models import Participant
from consultation.process.models import Consultation
from tests.client import StrictClient
from tests.clock import Clock
from tests.databases import SQLITE
from tests.factories import a_participant, a_proposal, an_officer, indicators, missing_migrants, sign_in
from tests.sending import send

DATABASES = SQLITE

Case = tuple[Callable[[Session], Consultation], dict[str, Any], dict[str, str]]
SPEAKER = {"stakeholder_group": "academia", "attribution": "nothing", "language": "fr"}
SPEAKER_IN_WORDS = {
    "Stakeholder group": "Academia",
    "How is this shown?": "Nothing: “not stated”",
    "Language you write in": "Français",
}
NOTHING_TYPED = {
    "discussion.take_back",
    "discussion.withdraw",
    "exports.changes_later",
    "lists.make",
    "exports.forget",
    "jobs.cancel",
    "partners.end",
    "people.address",
    "people.send_again",
    "people.sign_in",
    "people.sign_out",
    "proposals.discard",
    "proposals.withdraw",
    "secretariat.change_now",
    "secretariat.confirm_comment",
    "secretariat.confirm_proposal",
    "secretariat.confirm_together",
    "secretariat.undo_now",
    "uploads.discard",
    "uploads.index",
    "uploads.undo",
}
"""Where nothing can be typed or chosen, or what no page shows: an address, or a file."""


@pytest.fixture
def author(session: Session, client: StrictClient) -> Participant:
    """Somebody without a proven address, signed in."""
    found = a_participant(session)
    sign_in(client, session, found)
    return found


def given_back_on(answer: TestResponse) -> dict[str, str]:
    """Return what a page gives back: what was sent by its label."""
    assert answer.status_code >= 400
    rows = html.fromstring(answer.text).xpath("//h2[.='What you wrote']/following::dl[1]/div")
    return {row.findtext("dt"): " ".join(row.find("dd").text_content().split()) for row in rows}


def test_every_view_that_takes_what_is_typed_says_which_form_asks_it(app: Flask) -> None:
    posted = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    silent = {name for name in posted if not hasattr(app.view_functions[name], "asks")}
    assert silent == NOTHING_TYPED


@pytest.mark.parametrize(
    "case",
    [
        (
            indicators,
            {"title": "Deaths", "action": "add", "objectives": "8, 10"},
            {
                "Title of the indicator": "Deaths",
                "What do you ask for?": "Add an indicator",
                "Objectives of the Compact": "8, 10",
            },
        ),
        (
            missing_migrants,
            {"title": "Tell families", "themes": ["prevention"]},
            {"Your recommendation": "Tell families", "Themes": "1 · Preventing migrants from dying or going missing"},
        ),
    ],
)
def test_what_is_saved_to_a_proposal_that_was_withdrawn_elsewhere(
    client: StrictClient, session: Session, author: Participant, case: Case
) -> None:
    asked_in, said, in_words = case
    proposal = a_proposal(session, asked_in(session), author=author)
    form = client.get(f"/proposals/{proposal.reference}/edit")
    client.submit(f"/proposals/{proposal.reference}/withdraw", button="Withdraw it")
    found = given_back_on(send(client, form, said | SPEAKER, button="Save the change"))
    assert (in_words | SPEAKER_IN_WORDS).items() <= found.items()
    assert not {name for name in found if name in {"Title", "Attribution", "Language", "Version", "Submission"}}


def test_what_an_officer_writes_after_the_session_has_ended(
    client: StrictClient, session: Session, clock: Clock
) -> None:
    sign_in(client, session, an_officer(session))
    reference = a_proposal(session).reference
    form = client.get(f"/secretariat/proposals/{reference}/synthesis")
    clock.advance(days=15)
    answer = client.submit(form, {"text": "Few disagree.", "language": "fr", "is_public": "y"})
    assert given_back_on(answer) == {
        "Summary": "Few disagree.",
        "Language you write in": "Français",
        "Everybody may read it": "Yes",
    }


@pytest.mark.parametrize("ends", ["the session", "the phase"])
def test_what_is_said_on_a_proposal_after_something_has_ended(
    client: StrictClient, session: Session, clock: Clock, author: Participant, ends: str
) -> None:
    proposal = a_proposal(session, title="Theirs")
    form = client.get(f"/proposals/{proposal.reference}/comment?section=method")
    if ends == "the session":
        clock.advance(days=15)
    else:
        clock.time = indicators(session).phases[0].closes_at
    answer = send(client, form, {"stance": "strong_concern", "text": "Not\nso.", **SPEAKER})
    found = given_back_on(answer)
    assert (found["What is this?"], found["Your comment"]) == ("Strong concern", "Not so.")
    assert found["What does it speak of?"] == next(
        section.label for section in indicators(session).schema.sections if section.name == "method"
    )
    assert SPEAKER_IN_WORDS.items() <= found.items()


def test_an_address_is_given_back_to_nobody(client: StrictClient, session: Session, clock: Clock) -> None:
    form = client.get("/consultations/indicators/propose")
    clock.time = indicators(session).phases[0].closes_at
    answer = send(client, form, {"title": "Deaths", "email": "ann@example.org"})
    assert given_back_on(answer)["Title of the indicator"] == "Deaths"
    assert "ann@example.org" not in answer.text
