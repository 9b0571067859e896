"""A proposal's page, and the trace it leaves."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import lxml.html
import pytest
from sqlalchemy.orm import Session

from consultation.discussion.models import Stance
from consultation.people.models import Attribution, Participant, Status
from consultation.people.speaker import Speaker
from consultation.proposals.content import Provenance
from consultation.proposals.models import Proposal
from consultation.proposals.operations.importing import bring_in
from consultation.web.identity import new_token
from indicators.codes import Code
from indicators.fields import INDICATOR, RECOMMENDATION, Schema, Shape
from tests.client import StrictClient
from tests.clock import START
from tests.databases import SQLITE
from tests.factories import (
    a_comment,
    a_participant,
    a_proposal,
    a_revision,
    an_officer,
    bring_in_open,
    indicators,
    missing_migrants,
    sign_in,
    what,
)
from tests.statements import Statements

DATABASES = SQLITE

NewClient = Callable[[], StrictClient]
Listening = Callable[[], AbstractContextManager[Statements]]
CANARY = "Canary of a title"


def address(proposal: Proposal) -> str:
    return f"/proposals/{proposal.reference}"


def words_of(page: str) -> str:
    return " ".join(lxml.html.document_fromstring(page).text_content().split())


def everything(schema: Schema) -> dict[str, str | list[str]]:
    """Another answer for each descriptor."""
    answers: dict[str, str | list[str]] = {}
    for column in schema.columns:
        if column.shape is Shape.CHOICE:
            answers[column.name] = column.choices[-1].code
        else:
            words = f"What is said of {column.name}"
            answers[column.name] = [words] if column.shape is Shape.CHOICES else words
    return answers


@pytest.mark.parametrize("schema", [INDICATOR, RECOMMENDATION])
def test_every_descriptor_stands_under_its_heading(client: StrictClient, session: Session, schema: Schema) -> None:
    consultation = indicators(session) if schema is INDICATOR else missing_migrants(session)
    page = client.get(address(a_proposal(session, consultation, **everything(schema)))).text
    for column in schema.columns:
        if column.shape is Shape.CHOICE:
            assert column.choices[-1].label in page
        else:
            assert f"What is said of {column.name}" in page
        if column.name not in {"title", "action", "existing_indicator"}:
            assert column.label in page
    assert "not stated</summary>" not in page


def test_what_was_not_said_is_folded_away_by_name(client: StrictClient, session: Session) -> None:
    page = client.get(address(a_proposal(session, unit="per cent"))).text
    assert "15 things are not stated" in page
    assert "Method of computation" in page
    assert page.count("Unit of measure") == 1


def test_what_it_is_aligned_with_leads_into_the_framework(client: StrictClient, session: Session) -> None:
    codes = ("objective 8", "objective 10", "action 8(c)", "principle d", "paragraph 76")
    named = tuple(Code(*code.split()) for code in codes)
    page = client.get(address(a_proposal(session, codes=named))).text
    for place in ("objectives/8", "objectives/10", "principles/d", "paragraphs/76"):
        assert f'href="/framework/{place}"' in page
        assert client.get(f"/framework/{place}").status_code == 200
    assert ">8(c)</a>" in page


def test_a_page_counts_positions_and_invites_to_take_one(client: StrictClient, session: Session) -> None:
    proposal = a_proposal(session)
    a_comment(session, proposal, stance=Stance.SUPPORT_WITH_CHANGES, text="With a smaller denominator.")
    page = client.get(address(proposal)).text
    assert "1 with changes" in page
    assert f'href="{address(proposal)}/comment"' in page
    assert "With a smaller denominator." in page


def test_what_was_brought_in_shows_where_it_comes_from_and_that_it_gives_no_reason(
    client: StrictClient, session: Session
) -> None:
    source = Provenance("CI-002", "See https://example.org/list.", "A commission", "our mapping, not in the source")
    content = what(indicators(session), title="From elsewhere", rationale="")
    proposal = bring_in(session, indicators(session), content=content, provenance=source, token=new_token(), now=START)
    page = client.get(address(proposal)).text
    for words in ("CI-002", "A commission", "our mapping, not in the source", "None in the source", "brought in from"):
        assert words in page
    assert 'href="https://example.org/list"' in page


def test_where_no_primary_objective_is_stated_the_page_and_the_list_say_so(
    client: StrictClient, session: Session
) -> None:
    proposal = bring_in_open(session, "8", "10")
    for page in (client.get(address(proposal)).text, client.get("/consultations/indicators").text):
        assert "<span>primary objective not stated</span>" in page
        assert "(primary)" not in page


def test_text_by_people_is_text_with_its_language_and_nothing_else(client: StrictClient, session: Session) -> None:
    rationale = "<script>alert(1)</script>\n\nانظر https://example.org/x"
    page = client.get(address(a_proposal(session, title="<b>نسبة</b>", rationale=rationale, language="ar"))).text
    assert '<bdi lang="ar" dir="rtl">&lt;b&gt;نسبة&lt;/b&gt;</bdi>' in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert 'href="https://example.org/x"' in page


def test_who_speaks_is_shown_as_far_as_the_author_lets_it(client: StrictClient, session: Session) -> None:
    speaker = Speaker(Attribution.ORGANISATION, "academia", "africa", "Sample University", "Not Shown")
    page = client.get(address(a_proposal(session, speaker=speaker))).text
    assert "Sample University" in page
    assert "self-declared" in page
    assert "Not Shown" not in page
    assert "proposer not stated" in client.get(address(a_proposal(session))).text


def test_only_the_author_is_offered_to_change_and_only_the_secretariat_to_decide(
    client: StrictClient, new_client: NewClient, session: Session
) -> None:
    author = a_participant(session)
    proposal = a_proposal(session, author=author)
    buttons = {"author": f"{address(proposal)}/edit", "officer": f"/secretariat{address(proposal)}/decision"}
    people: dict[str, Participant | None] = {
        "author": author,
        "officer": an_officer(session),
        "other": a_participant(session),
        "visitor": None,
    }
    for role, person in people.items():
        browser = new_client()
        if person is not None:
            sign_in(browser, session, person)
        page = browser.get(address(proposal)).text
        assert {name for name, button in buttons.items() if f'href="{button}"' in page} == {role} & set(buttons)


@pytest.mark.parametrize("status", [Status.HELD, Status.REFUSED])
def test_what_was_never_public_is_there_for_its_author_and_the_secretariat_alone(
    client: StrictClient, new_client: NewClient, session: Session, status: Status
) -> None:
    author = a_participant(session)
    proposal = a_proposal(session, author=author, status=status, title=CANARY)
    assert client.get(address(proposal)).status_code == 404
    assert client.get(f"{address(proposal)}/history").status_code == 404
    for person in (author, an_officer(session)):
        browser = new_client()
        sign_in(browser, session, person)
        page = browser.get(address(proposal)).text
        assert CANARY in page
        assert "This is not public" in page
        assert ("It names a person." in page) is (status is Status.REFUSED)


def test_a_hidden_proposal_leaves_a_dated_trace_with_the_reason_and_the_discussion(
    client: StrictClient, new_client: NewClient, session: Session
) -> None:
    author = a_participant(session)
    proposal = a_proposal(session, author=author, title=CANARY, rationale=CANARY)
    a_comment(session, proposal, text="A reply that stays.")
    sign_in(officer := new_client(), session, an_officer(session))
    decision = {"decision": "hide", "reason": "It names a person."}
    officer.submit(f"/secretariat{address(proposal)}/decision", decision)
    page = client.get(address(proposal)).text
    assert CANARY not in page
    for words in ("hidden by the secretariat on 15 January 2027", "It names a person.", "A reply that stays."):
        assert words in words_of(page)
    assert client.get(f"{address(proposal)}/history").location == address(proposal)
    sign_in(own := new_client(), session, author)
    assert CANARY in own.get(address(proposal)).text
    assert "It names a person." in own.get(address(proposal)).text


def test_a_page_asks_the_database_as_often_for_many_revisions_as_for_one(
    client: StrictClient, session: Session, statements: Listening
) -> None:
    proposal = a_proposal(session)
    heard = []
    for _round in range(2):
        session.commit()
        with statements() as said:
            client.get(address(proposal))
            client.get(f"{address(proposal)}/history")
        heard.append(len(said))
        for number in range(12):
            a_revision(session, proposal, title=f"Title {number}")
    assert heard[0] == heard[1] <= 20
