"""What a person meets who proposes something."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consultation.people.models import Attribution, Participant, Status
from consultation.proposals.models import Proposal, Revision
from consultation.proposals.queries import revisions_of
from consultation.web.security.rate_limits import POSTING_WITHOUT_ACCOUNT, RateCount
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.databases import ON_BOTH, SQLITE
from tests.factories import a_participant, indicators, sign_in
from tests.screen import key_on
from tests.sending import send

DATABASES = SQLITE

PROPOSE = "/consultations/indicators/propose"
RECOMMEND = "/consultations/missing-migrants/propose"
INDICATOR = {
    "title": "Share of border deaths that were investigated",
    "rationale": "It tells whether the duty to protect life is kept.\n\nNobody else counts it.",
    "objectives": "8, 10, 8(c)",
}
RECOMMENDATION = {"title": "Establish a register", "rationale": "Families ask for one.", "themes": ["justice"]}


def proposals(session: Session) -> list[Proposal]:
    return list(session.scalars(select(Proposal).order_by(Proposal.id)))


def only_revision(session: Session) -> Revision:
    [proposal] = proposals(session)
    [revision] = revisions_of(session, proposal)
    return revision


def test_a_visitor_proposes_without_an_account_and_is_given_a_key(client: StrictClient, session: Session) -> None:
    answer = send(client, PROPOSE, INDICATOR)
    assert "participation key" in client.get(answer.location).text
    [proposal] = proposals(session)
    assert (proposal.reference, proposal.status) == ("IND-0001", Status.PUBLISHED)
    assert proposal.published_on == START.date()
    assert proposal.attribution is Attribution.GROUP
    content = only_revision(session).content
    assert content.answers["rationale"] == INDICATOR["rationale"]
    assert (content.of("objective"), content.of("action"), content.primary) == (("8", "10"), ("8(c)",), "8")


def test_the_receipt_says_reference_time_in_two_zones_and_how_it_is_shown(client: StrictClient) -> None:
    send(client, PROPOSE, INDICATOR | {"stakeholder_group": "diaspora", "region": "africa", "name": "Not Shown"})
    receipt = client.get("/proposals/IND-0001/receipt").text
    assert "IND-0001" in receipt
    assert "15 January 2027, 13:00 Zurich time" in receipt
    assert "12:00 UTC" in receipt
    assert "Migrant and diaspora organizations, Africa" in receipt
    assert "Not Shown" not in receipt
    assert "Received and published" in receipt
    assert "Nobody else counts it." in receipt


def test_a_preview_shows_everything_as_it_will_look_and_saves_nothing(client: StrictClient, session: Session) -> None:
    values = INDICATOR | {"name": "Not Shown", "stakeholder_group": "academia", "readiness": "II", "unit": "per cent"}
    preview = client.submit(PROPOSE, values, button="Preview")
    assert preview.status_code == 200
    assert proposals(session) == []
    for words in (values["title"], "Nobody else counts it.", "8 Save lives", "8(c)", "Academia", "per cent", "II ·"):
        assert words in preview.text
    shown, _marker, carried = preview.text.partition("<form")
    assert "Not Shown" not in shown
    assert "Not Shown" in carried


def test_from_the_preview_one_submits_without_typing_again(client: StrictClient, session: Session) -> None:
    preview = client.submit(PROPOSE, INDICATOR | {"paragraphs": ["70", "76"]}, button="Preview")
    client.submit(preview, button="Send")
    content = only_revision(session).content
    assert content.answers["rationale"] == INDICATOR["rationale"]
    assert content.of("paragraph") == ("70", "76")


def test_from_the_preview_one_goes_back_to_the_form_as_it_was_typed(client: StrictClient, session: Session) -> None:
    preview = client.submit(PROPOSE, INDICATOR | {"principles": ["c", "a"]}, button="Preview")
    form = client.submit(preview, button="Change")
    assert form.status_code == 200
    assert 'value="8, 10, 8(c)"' in form.text
    send(client, form, {"title": "Another title"})
    content = only_revision(session).content
    assert (content.title, content.of("principle")) == ("Another title", ("a", "c"))


def test_that_no_account_is_needed_is_said_to_who_is_not_signed_in(client: StrictClient, session: Session) -> None:
    assert "You need no account." in client.get(PROPOSE).text
    sign_in(client, session, a_participant(session))
    page = client.get(PROPOSE).text
    assert "need no account" not in page
    assert "Nothing is sent before you have seen it." in page


def test_only_title_reason_and_one_objective_are_required(client: StrictClient, session: Session) -> None:
    answer = send(client, PROPOSE, {})
    assert answer.status_code == 422
    for sentence in (
        "Give the indicator a title: what is to be measured",
        "Explain why this indicator should be in the limited set",
        "Name at least one objective, from 1 to 23, or “all”",
        "There are 3 things to correct",
    ):
        assert sentence in answer.text
    assert proposals(session) == []


def test_a_mistake_loses_nothing_that_was_typed(client: StrictClient) -> None:
    answer = send(client, PROPOSE, INDICATOR | {"objectives": "8, 99", "principles": ["b"]})
    assert answer.status_code == 422
    assert "There is no objective 99: the Compact has objectives 1 to 23." in answer.text
    assert 'value="8, 99"' in answer.text
    assert "Nobody else counts it." in answer.text


def test_a_recommendation_needs_sentence_reason_and_theme_and_serves_objective_8(
    client: StrictClient, session: Session
) -> None:
    assert "Choose at least one theme" in send(client, RECOMMEND, {}).text
    send(client, RECOMMEND, RECOMMENDATION)
    content = only_revision(session).content
    assert (content.of("theme"), content.of("objective"), content.primary) == (("justice",), ("8",), "8")


def test_a_recommendation_that_begins_with_no_verb_gets_advice_and_is_taken(
    client: StrictClient, session: Session
) -> None:
    values = RECOMMENDATION | {"title": "States should establish a register"}
    preview = client.submit(RECOMMEND, values, button="Preview")
    assert 'Yours begins with “<bdi dir="auto">States</bdi>”' in preview.text
    client.submit(preview, button="Send")
    assert len(proposals(session)) == 1


@pytest.mark.parametrize(("title", "language"), [("Establish a register", "en"), ("Das Register", "und")])
def test_nobody_is_told_to_use_a_verb_who_has_or_writes_another_language(
    client: StrictClient, title: str, language: str
) -> None:
    preview = client.submit(RECOMMEND, RECOMMENDATION | {"title": title, "language": language}, button="Preview")
    assert "begins with “" not in preview.text


def test_another_objective_than_the_first_can_be_the_primary_one(client: StrictClient, session: Session) -> None:
    send(client, PROPOSE, INDICATOR | {"primary_objective": "10"})
    assert only_revision(session).content.primary == "10"


def test_a_primary_objective_that_was_not_named_is_asked_about(client: StrictClient, session: Session) -> None:
    answer = send(client, PROPOSE, INDICATOR | {"primary_objective": "3"})
    assert answer.status_code == 422
    assert "Objective 3 is not among the objectives named" in answer.text


def test_ticking_all_23_objectives_means_all_and_none_is_primary(client: StrictClient, session: Session) -> None:
    send(client, PROPOSE, INDICATOR | {"objectives": [str(number) for number in range(1, 24)]})
    content = only_revision(session).content
    assert (content.of("objective"), content.primary) == (("all",), None)


def test_one_of_all_objectives_can_be_the_primary_one(client: StrictClient, session: Session) -> None:
    send(client, PROPOSE, INDICATOR | {"objectives": "all", "primary_objective": "8"})
    content = only_revision(session).content
    assert (content.of("objective"), content.primary) == (("all", "8"), "8")


@pytest.mark.parametrize("action", ["revise", "replace", "remove"])
def test_changing_or_dropping_an_indicator_asks_which_one(client: StrictClient, session: Session, action: str) -> None:
    answer = send(client, PROPOSE, INDICATOR | {"action": action})
    assert answer.status_code == 422
    assert "Name the existing indicator you want to change or drop" in answer.text
    send(client, answer, {"existing_indicator": "SDG 10.7.1"})
    answers = only_revision(session).content.answers
    assert (answers["action"], answers["existing_indicator"]) == (action, "SDG 10.7.1")


@ON_BOTH
def test_an_action_that_is_not_offered_is_refused(client: StrictClient, session: Session) -> None:
    form = client.get(PROPOSE)
    values = {"intent": "submit", "action": "abolish", "csrf_token": token_in(form.text), **INDICATOR}
    answer = client.post(PROPOSE, data=values)
    assert answer.status_code == 422
    assert "Choose from what is offered" in answer.text
    assert proposals(session) == []


def test_addressees_are_ticked_and_others_written_beside(client: StrictClient, session: Session) -> None:
    values = {
        "addressees": ["un_entities", "states"],
        "addressees_others": "Coast guards; Civil society; shipowners, all",
    }
    send(client, RECOMMEND, RECOMMENDATION | values)
    answers = only_revision(session).content.answers
    assert answers["addressees"] == ["states", "un_entities", "civil_society", "Coast guards", "shipowners, all"]


def test_the_form_about_missing_migrants_refers_those_who_look_for_somebody(client: StrictClient) -> None:
    page = client.get(RECOMMEND).text
    assert "This is not a place to report or to look for a missing person" in page
    assert "https://familylinks.icrc.org/" in page
    assert "What you send is looked at first" in page
    assert "missing person" not in client.get(PROPOSE).text


def test_what_a_visitor_sends_about_missing_migrants_is_held_and_they_are_told(
    client: StrictClient, session: Session
) -> None:
    send(client, RECOMMEND, RECOMMENDATION)
    [proposal] = proposals(session)
    assert (proposal.reference, proposal.status, proposal.published_number) == ("REC-0001", Status.HELD, None)
    assert proposal.attribution is Attribution.NOTHING
    assert "Received, and not public yet" in client.get("/proposals/REC-0001/receipt").text


def test_nobody_looks_first_at_what_somebody_with_a_proven_address_sends(
    client: StrictClient, session: Session
) -> None:
    sign_in(client, session, a_participant(session, email="known@example.org"))
    assert "What you send is looked at first" not in client.get(RECOMMEND).text
    send(client, RECOMMEND, RECOMMENDATION)
    [proposal] = proposals(session)
    assert (proposal.status, proposal.is_approved) == (Status.HELD, True)


def test_sending_the_same_form_twice_gives_one_proposal_and_the_same_receipt(
    client: StrictClient, session: Session
) -> None:
    sign_in(client, session, a_participant(session))
    form = client.get(PROPOSE)
    answers = [send(client, form, INDICATOR) for _attempt in range(2)]
    assert [answer.location for answer in answers] == ["/proposals/IND-0001/receipt"] * 2
    assert len(proposals(session)) == 1


def test_a_visitor_who_sends_twice_is_one_participant_with_one_key(client: StrictClient, session: Session) -> None:
    form = client.get(PROPOSE)
    cookie = client.get_cookie("steppingstone")
    assert cookie
    first = send(client, form, INDICATOR)
    client.set_cookie("steppingstone", cookie.value)  # an impatient finger: sent before the first answer came
    again = send(client, form, INDICATOR)
    assert key_on(client.get(again.location).text) == key_on(client.get(first.location).text)
    assert len(proposals(session)) == 1
    assert len(session.scalars(select(Participant)).all()) == 1


def test_after_the_deadline_nothing_is_sent_and_what_was_typed_can_be_copied(
    client: StrictClient, session: Session, clock: Clock
) -> None:
    form = client.get(PROPOSE)
    [phase] = indicators(session).phases
    clock.time = phase.closes_at
    answer = send(client, form, INDICATOR)
    assert answer.status_code == 403
    assert "Proposals closed on 15 April 2027, 14:00 Zurich time" in answer.text
    assert "Nobody else counts it." in answer.text
    assert "8, 10, 8(c)" in answer.text
    assert "\ufffd" not in answer.text
    assert proposals(session) == []
    assert "Proposals closed on" in client.get(PROPOSE).text


def test_until_the_last_second_a_proposal_is_taken(client: StrictClient, session: Session, clock: Clock) -> None:
    form = client.get(PROPOSE)
    [phase] = indicators(session).phases
    clock.time = phase.closes_at - timedelta(seconds=1)
    send(client, form, INDICATOR)
    assert len(proposals(session)) == 1


def test_characters_no_file_can_hold_are_refused_with_the_text_kept(client: StrictClient, session: Session) -> None:
    answer = send(client, PROPOSE, INDICATOR | {"title": "A \x0b tab"})
    assert answer.status_code == 422
    assert "U+000B" in answer.text
    assert "Nobody else counts it." in answer.text


@ON_BOTH
def test_a_visitor_cannot_post_without_end(client: StrictClient, session: Session) -> None:
    form = client.get(PROPOSE)
    client.submit(form, {}, button="Preview")
    session.execute(update(RateCount).values(count=POSTING_WITHOUT_ACCOUNT.most - 1))
    answers = [client.submit(form, {}, button="Preview").status_code for _attempt in range(2)]
    assert answers == [422, 429]


def token_in(page: str) -> str:
    return page.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
