"""The secretariat's desk and its queues."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import lxml.html
import pytest
from sqlalchemy.orm import Session

from consultation.people.models import Attribution, Participant, Status
from consultation.people.operations import confirm
from consultation.people.speaker import Speaker
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.databases import ON_BOTH, SQLITE
from tests.factories import DIASPORA, a_comment, a_participant, a_proposal, an_officer, missing_migrants, sign_in
from tests.statements import Statements

DATABASES = SQLITE

DESK = "/secretariat/"
UNION = Speaker(Attribution.ORGANISATION, "trade_unions", "europe_north_america", "Seafarers’ union")
Count = Callable[[], AbstractContextManager[Statements]]


@pytest.fixture
def officer(client: StrictClient, session: Session) -> Participant:
    """Whoever sits at the client's browser."""
    found = an_officer(session)
    sign_in(client, session, found)
    return found


def section(page: str, heading: str) -> str:
    return page.partition(f"<h2>{heading}</h2>")[2].partition("<h2>")[0]


@pytest.mark.parametrize("address", [DESK, f"{DESK}?list=held", f"{DESK}consultations/indicators"])
def test_the_desk_is_there_for_officers_only(client: StrictClient, session: Session, address: str) -> None:
    assert client.get(address).status_code == 401
    sign_in(client, session, a_participant(session))
    assert client.get(address).status_code == 404


def test_what_waits_is_shown_the_oldest_first(client: StrictClient, session: Session, officer: Participant) -> None:
    proposal = a_proposal(session, missing_migrants(session), title="First, a proposal", status=Status.HELD)
    a_comment(session, a_proposal(session), text="Then a comment", is_held=True)
    waiting = section(client.get(DESK).text, "Waiting for your look")
    assert waiting.index("First, a proposal") < waiting.index("Then a comment")
    assert f"/secretariat/proposals/{proposal.reference}/decision" in waiting
    assert "/secretariat/comments/C-000001/decision" in waiting


@ON_BOTH
def test_what_shows_a_group_or_organisation_waits_to_be_confirmed(
    client: StrictClient, session: Session, officer: Participant
) -> None:
    proposal = a_proposal(session, title="Shows nothing")
    a_comment(session, proposal, speaker=DIASPORA, text="Shows a group")
    shown = a_comment(session, proposal, speaker=UNION, text="Shows an organisation")
    unconfirmed = section(client.get(DESK).text, "Who speaks: to be confirmed")
    assert "Shows a group" in unconfirmed
    assert "Shows an organisation" in unconfirmed
    assert "Proposal" not in unconfirmed
    confirm(session, shown, officer=officer, now=START)
    assert "Shows an organisation" not in section(client.get(DESK).text, "Who speaks: to be confirmed")


def test_recent_contributions_are_there_whatever_became_of_them_but_no_drafts(
    client: StrictClient, session: Session, officer: Participant
) -> None:
    for status in Status:
        a_proposal(session, status=status, title=f"A proposal that is {status}")
    recent = section(client.get(DESK).text, "Recent contributions")
    assert "A proposal that is hidden" in recent
    assert "A proposal that is refused" in recent
    assert "A proposal that is draft" not in recent
    assert "A proposal that is withdrawn" not in recent


def test_a_long_list_is_paged(client: StrictClient, session: Session, officer: Participant) -> None:
    proposal = a_proposal(session)
    for number in range(30):
        a_comment(session, proposal, text=f"Comment {number:02d}.", is_held=True)
    first = client.get(f"{DESK}?list=held").text
    following = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = client.get(following).text
    for number in range(30):
        assert (f"Comment {number:02d}." in first) is (number < 25)
        assert (f"Comment {number:02d}." in second) is (number >= 25)


@pytest.mark.parametrize("odd", ["list=nothing", "list=held&from=x", "list=recent&from=99999999999999", "from=-1"])
def test_an_odd_address_is_answered(client: StrictClient, session: Session, officer: Participant, odd: str) -> None:
    assert client.get(f"{DESK}?{odd}").status_code == 200


@pytest.mark.parametrize("address", [DESK, f"{DESK}?list=recent", f"{DESK}?list=held"])
@ON_BOTH
def test_the_number_of_statements_does_not_grow(
    client: StrictClient, session: Session, officer: Participant, statements: Count, address: str
) -> None:
    heard = []
    for number in (1, 5, 25):
        for _ in range(number):
            a_comment(session, a_proposal(session, status=Status.PUBLISHED), is_held=True)
            a_proposal(session, status=Status.HELD)
        session.commit()
        with statements() as statement:
            client.get(address)
        heard.append(len(statement))
    assert heard[0] == heard[1] == heard[2]


def test_tools_and_counts_come_first_and_titles_lead_to_the_decision(
    client: StrictClient, session: Session, officer: Participant
) -> None:
    a_proposal(session, missing_migrants(session), title="It waits", status=Status.HELD)
    public = a_proposal(session, title="It is public", speaker=DIASPORA)
    page = client.get(DESK).text
    assert "Waiting for your look: 1<" in page
    assert "Who speaks: to be confirmed: 1<" in page
    assert page.index("Who speaks: to be confirmed: 1") < page.index("<h2>Consultations</h2>")
    assert page.index("<h2>Consultations</h2>") < page.index("<h2>Waiting for your look</h2>")
    recent = lxml.html.fromstring(section(page, "Recent contributions"))
    titles = {link.text_content().strip(): link.get("href") for link in recent.xpath("//h3/a")}
    assert titles["It is public"] == f"/secretariat/proposals/{public.reference}/decision"
    assert page.count("Read and decide") == 2  # what waits, in its own list and among the recent ones


def test_who_speaks_is_confirmed_together_and_what_changed_meanwhile_is_named(
    client: StrictClient, session: Session, officer: Participant
) -> None:
    author = a_participant(session)
    first, second = (a_proposal(session, speaker=UNION, author=author) for _ in range(2))
    other = a_comment(session, first, speaker=DIASPORA, text="Yes")
    changed = a_comment(session, second, speaker=DIASPORA, text="No")
    page = client.get(f"{DESK}?list=to-confirm")
    ticks = [box.get("value") for box in lxml.html.fromstring(page.text).xpath("//input[@name='ticked']")]
    assert len(ticks) == 4
    changed.stakeholder_group = "academia"
    session.commit()
    told = client.submit(page, {"ticked": ticks}, button="Confirm what is ticked", follow_redirects=True).text
    session.expire_all()
    assert all(each.confirmed_at for each in (first, second, other))
    assert changed.confirmed_at is None
    assert "3 contributions are confirmed." in told
    assert f"Not confirmed, because they have changed since you saw them: {changed.reference}." in told


@ON_BOTH
def test_what_is_confirmed_is_taken_back_together_and_what_changed_meanwhile_is_named(
    client: StrictClient, session: Session, officer: Participant
) -> None:
    author = a_participant(session)
    first, second = (a_proposal(session, speaker=UNION, author=author) for _ in range(2))
    changed, stays = (a_comment(session, first, speaker=DIASPORA, text="Yes") for _ in range(2))
    for each in (first, changed, stays):
        confirm(session, each, officer=officer, now=START)
    page = client.get(f"{DESK}?list=confirmed")
    ticks = [box.get("value") for box in lxml.html.fromstring(page.text).xpath("//input[@name='ticked']")]
    assert len(ticks) == 4
    ticked = [value for value in ticks if not value.startswith(stays.reference)]
    changed.stakeholder_group = "academia"
    session.commit()
    button = "Take back what is ticked"
    told = client.submit(page, {"ticked": ticked}, button=button, follow_redirects=True).text
    session.expire_all()
    assert [bool(each.confirmed_at) for each in (first, second, changed, stays)] == [False, False, True, True]
    assert "2 contributions are not confirmed any more." in told
    assert f"Left as they were, because they have changed since you saw them: {changed.reference}." in told
    told = client.submit(page, {}, button=button, follow_redirects=True).text
    assert "Nothing was ticked, so everything is as it was." in told


def test_ticking_nothing_or_what_is_not_there_confirms_nothing(
    client: StrictClient, session: Session, officer: Participant
) -> None:
    a_proposal(session, speaker=UNION)
    page = client.get(f"{DESK}?list=to-confirm")
    told = client.submit(page, {}, button="Confirm what is ticked", follow_redirects=True).text
    assert "Nothing was ticked, so nothing is confirmed." in told


def test_of_what_waits_the_desk_says_for_how_many_hours(
    client: StrictClient, session: Session, officer: Participant, clock: Clock
) -> None:
    a_proposal(session, missing_migrants(session), status=Status.HELD)
    for passed, said in ((0, "waits for less than an hour"), (90, "waits for 1 hour"), (300, "waits for 6 hours")):
        clock.advance(minutes=passed)
        waiting = section(client.get(DESK).text, "Waiting for your look")
        assert said in waiting
        assert "<time" not in waiting
