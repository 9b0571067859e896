"""The list of a consultation as its readers meet it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import lxml.html
import pytest
from sqlalchemy.orm import Session

from consultation.discussion.models import Stance
from consultation.people.models import Attribution, Status
from consultation.people.speaker import Speaker
from consultation.proposals.content import Provenance
from consultation.proposals.operations.importing import bring_in
from consultation.web.identity import new_token
from indicators.codes import Code
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.databases import ON_BOTH, SQLITE
from tests.factories import (
    a_comment,
    a_participant,
    a_proposal,
    an_officer,
    indicators,
    missing_migrants,
    sign_in,
    what,
)
from tests.statements import Statements

DATABASES = SQLITE

LIST = "/consultations/indicators"
Listening = Callable[[], AbstractContextManager[Statements]]


def rows(page: str) -> list[str]:
    found = lxml.html.document_fromstring(page).xpath("//ul[@class='rows']/li")
    return [" ".join(" ".join(row.itertext()).split()) for row in found]


def titles(page: str) -> list[str]:
    found = lxml.html.document_fromstring(page).xpath("//ul[@class='rows']//h3")
    return [title.text_content().strip() for title in found]


def link(page: str, words: str) -> str:
    [found] = [a for a in lxml.html.document_fromstring(page).iter("a") if " ".join(a.text_content().split()) == words]
    return str(found.get("href"))


def test_a_row_says_reference_what_is_asked_who_speaks_when_and_where_people_stand(
    client: StrictClient, session: Session
) -> None:
    speaker = Speaker(Attribution.ORGANISATION, "trade_unions", "asia_pacific", "Sample Union")
    proposal = a_proposal(
        session,
        speaker=speaker,
        title="Recruitment cost",
        action="revise",
        existing_indicator="SDG 10.7.1",
        codes=(Code("objective", "6"), Code("objective", "18"), Code("paragraph", "76")),
    )
    a_comment(session, proposal, stance=Stance.SUPPORT, text="")
    a_comment(session, proposal, stance=Stance.STRONG_CONCERN, text="It counts too few.")
    [row] = rows(client.get(LIST).text)
    assert row.startswith("IND-0001 Revise an existing indicator: SDG 10.7.1 Sample Union · Trade unions")
    assert "self-declared 15 January 2027 Recruitment cost 6 " in row
    assert "(primary)" in row
    assert "● 1 support ▲ 1 strong concern 1 comment" in row


def test_what_was_brought_in_says_so_and_names_its_source(client: StrictClient, session: Session) -> None:
    for source in (Provenance("A", "A long report", "IOM"), Provenance("B", "A report " * 20), Provenance("C")):
        content = what(indicators(session), title="From elsewhere")
        bring_in(session, indicators(session), content=content, provenance=source, token=new_token(), now=START)
    without, long, named = rows(client.get(LIST).text)
    assert "brought in from IOM" in named
    assert "brought in from A report A report" in long
    assert "…" in long
    assert "brought in 15 January 2027" in without


def test_the_page_says_what_is_open_until_when_and_where_to_go(client: StrictClient, clock: Clock) -> None:
    page = client.get(LIST).text
    assert "open until 15 April 2027, 14:00 Zurich time" in page
    assert link(page, "Propose an indicator") == f"{LIST}/propose"
    assert link(page, "See where proposals are missing") == "/framework/"
    assert link(page, "Download the workbook") == f"{LIST}/workbook"
    clock.advance(days=91)
    closed = client.get(LIST).text
    assert "closed on 15 April 2027" in closed
    assert "Propose an indicator" not in closed


def test_the_workbook_is_offered_of_what_is_filtered(client: StrictClient) -> None:
    page = client.get(f"{LIST}?objective=8&q=deaths").text
    assert link(page, "Download the workbook") == f"{LIST}/workbook?q=deaths&objective=8"


def test_a_filtered_list_can_be_shared_by_its_address_and_says_what_it_shows(
    client: StrictClient, session: Session
) -> None:
    a_proposal(session, title="Border deaths", language="en")
    a_proposal(session, title="Border costs", codes=(Code("objective", "6"),))
    page = client.submit(LIST, {"q": "border", "objective": "8"}, button="Show")
    assert titles(page.text) == ["Border deaths"]
    assert "q=border" in page.request.full_path
    assert "1 proposal" in page.text
    assert "<span>Words, a reference or a number: <b><bdi>“\u2068border\u2069”</bdi></b></span>" in page.text


@pytest.mark.parametrize(
    "query",
    [
        "objective=99",
        "objective=9999999999999999999999",
        "group=nobody&sort=upwards&language=xx",
        "status=draft",
        "status=held",
        "named=primary",
        "older=1-2-3",
        "older=99999999999999999999",
        "older=-1",
        "older=5&sort=discussed",
        "older=5-5",
        "older=999999999999",
        "older=999999999999-999999999999&sort=discussed",
        "q=%00x",
        "q=%ed%a0%80",
        "q[]=1&q=2&q=3",
        "q=100%25 %25(x)s {0}",
    ],
)
def test_an_odd_address_is_never_a_fault(client: StrictClient, session: Session, query: str) -> None:
    a_proposal(session)
    assert client.get(f"{LIST}?{query}").status_code in {200, 400}


def test_what_an_address_asks_for_and_nobody_knows_is_said(client: StrictClient, session: Session) -> None:
    a_proposal(session, title="All the same")
    page = client.get(f"{LIST}?objective=99&language=xx").text
    assert "left out: objective and language" in page
    assert titles(page) == ["All the same"]


def test_an_empty_list_invites_and_a_list_in_which_nothing_fits_leads_back(client: StrictClient) -> None:
    assert "Nothing has been proposed yet" in client.get(LIST).text
    page = client.get(f"{LIST}?q=zebra").text
    assert "Nothing fits" in page
    assert link(page, "Show all proposals") == LIST


@pytest.mark.parametrize("query", ["", "sort=discussed", "objective=8", "q=number&sort=discussed"])
@ON_BOTH
def test_a_long_list_is_read_to_its_end_and_back(client: StrictClient, session: Session, query: str) -> None:
    for number in range(30):
        a_proposal(session, title=f"Number {number}")
    first = client.get(f"{LIST}?{query}").text
    assert titles(first) == [f"Number {number}" for number in range(29, 4, -1)]
    second = client.get(link(first, "Further proposals")).text
    assert titles(second) == [f"Number {number}" for number in range(4, -1, -1)]
    assert "Further proposals" not in second
    assert titles(client.get(link(second, "Back to the beginning")).text) == titles(first)


@pytest.mark.parametrize("query", ["", "q=number&objective=8", "sort=discussed", "sort=discussed&q=number"])
@ON_BOTH
def test_a_list_asks_the_database_as_often_for_one_as_for_25(
    client: StrictClient, session: Session, statements: Listening, query: str
) -> None:
    heard = {}
    for number in range(25):
        proposal = a_proposal(session, title=f"Number {number}")
        a_comment(session, proposal, stance=Stance.SUPPORT)
        if number + 1 in {1, 5, 25}:
            session.commit()
            with statements() as said:
                assert len(titles(client.get(f"{LIST}?{query}").text)) == number + 1
            heard[number + 1] = len(said)
    assert heard[1] == heard[5] == heard[25] <= 8


@ON_BOTH
def test_only_the_secretariat_lists_what_is_not_public(
    client: StrictClient, new_client: Callable[[], StrictClient], session: Session
) -> None:
    for status in (Status.HELD, Status.REFUSED, Status.HIDDEN, Status.WITHDRAWN):
        a_proposal(session, status=status, title=f"Canary {status.value}")
    participant = new_client()
    sign_in(participant, session, a_participant(session))
    for browser in (client, participant):
        for status in ("held", "refused", "hidden", "withdrawn"):
            assert rows(browser.get(f"{LIST}?status={status}").text) == []
    officer = new_client()
    sign_in(officer, session, an_officer(session))
    for status in ("held", "refused", "hidden"):
        assert titles(officer.get(f"{LIST}?status={status}").text) == [f"Canary {status}"]
    assert titles(officer.get(f"{LIST}?status=withdrawn").text) == ["IND-0004"]


def test_every_title_stands_in_its_own_language_and_direction(client: StrictClient, session: Session) -> None:
    a_proposal(session, title="نسبة الأطفال", language="ar")
    a_proposal(session, title="Unbekannt", language="und")
    assert '<bdi lang="ar" dir="rtl">نسبة الأطفال</bdi>' in client.get(LIST).text
    assert '<bdi lang="und" dir="auto">Unbekannt</bdi>' in client.get(LIST).text


def test_recommendations_show_their_themes(client: StrictClient, session: Session) -> None:
    codes = (Code("objective", "8"), Code("theme", "justice"))
    a_proposal(session, missing_migrants(session), title="Establish a register", codes=codes)
    [row] = rows(client.get("/consultations/missing-migrants?theme=justice").text)
    assert "Justice, accountability and redress" in row
    assert "Add an indicator" not in row
