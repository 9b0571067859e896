"""What was said by organisation: the ones that are shown, and what each of them said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from html import unescape
from urllib.parse import urlencode

import pandas as pd
import pytest
from sqlalchemy.orm import Session

from consultation.browse.queries import ORGANISATIONS, SAID, Organisation, comments_of_organisation, organisations_of
from consultation.discussion.models import Stance
from consultation.people.models import Attribution, Status
from consultation.people.operations import confirm
from consultation.people.speaker import Speaker
from exports.report.sheets.organisations import OrganisationCounts
from exports.report.wording.words import NOT_STATED
from tests.client import StrictClient
from tests.clock import START
from tests.databases import ON_BOTH, SQLITE
from tests.factories import a_comment, a_participant, a_proposal, an_officer, indicators, missing_migrants
from tests.statements import Statements

DATABASES = SQLITE

UNION = Speaker(Attribution.NAMED, "trade_unions", "africa", "A “union” & sons", "A. Person")
PAGE = "/consultations/indicators/organisations"


@ON_BOTH
def test_only_what_is_published_and_shows_an_organisation_is_counted(session: Session) -> None:
    proposal = a_proposal(session, speaker=UNION)
    confirm(session, a_comment(session, proposal, speaker=UNION), officer=an_officer(session), now=START)
    a_comment(session, proposal, speaker=replace(UNION, organisation="B"))
    for attribution in (Attribution.GROUP, Attribution.NOTHING):
        a_comment(session, proposal, speaker=replace(UNION, attribution=attribution, organisation="Hidden"))
    for status in (Status.DRAFT, Status.HELD, Status.REFUSED, Status.HIDDEN, Status.WITHDRAWN):
        unseen = a_proposal(session, speaker=replace(UNION, organisation="Unseen"), status=status)
        if status is Status.HIDDEN:
            a_comment_on_what_was_public(session, unseen.id)
    a_proposal(session, missing_migrants(session), author=a_participant(session, email="a@example.org"), speaker=UNION)
    a_comment(session, proposal, speaker=replace(UNION, organisation="Held"), is_held=True)
    found, further = organisations_of(session, indicators(session), after="")
    assert found == [Organisation(UNION.organisation, 1, 1, 1), Organisation("B", 0, 1, 0)]
    assert further == ""


def a_comment_on_what_was_public(session: Session, proposal_id: int) -> None:
    """Let an organisation have commented on something before it was hidden."""
    comment = a_comment(session, a_proposal(session), speaker=replace(UNION, organisation="On what is hidden"))
    comment.proposal_id = proposal_id
    session.flush()


def test_a_position_without_words_that_was_replaced_is_not_counted(session: Session) -> None:
    proposal, author = a_proposal(session), a_participant(session)
    positions = {"author": author, "text": ""}
    a_comment(session, proposal, stance=Stance.SUPPORT, speaker=UNION, **positions)
    a_comment(session, proposal, stance=Stance.STRONG_CONCERN, speaker=replace(UNION, organisation="B"), **positions)
    found, _further = organisations_of(session, indicators(session), after="")
    assert [one.name for one in found] == ["B"]


def test_the_page_of_an_organisation_shows_what_it_said_and_of_others_nothing(
    client: StrictClient, session: Session
) -> None:
    proposal = a_proposal(session, speaker=UNION, title="Of the union")
    a_comment(session, proposal, speaker=UNION, text="What the union said")
    a_comment(session, proposal, speaker=replace(UNION, attribution=Attribution.GROUP), text="What it said unnamed")
    a_proposal(session, speaker=replace(UNION, organisation="A union"), title="Of another")
    listed = client.get(PAGE)
    assert "self-declared: 2" in listed.text
    page = client.get(PAGE, query_string={"name": UNION.organisation}).text
    for words in ("Of the union", "What the union said"):
        assert words in page
    for words in ("What it said unnamed", "Of another"):
        assert words not in page


def test_nobody_is_told_whether_an_organisation_that_is_not_shown_has_said_something(
    client: StrictClient, session: Session
) -> None:
    a_proposal(session, speaker=replace(UNION, attribution=Attribution.GROUP))
    a_proposal(session, speaker=replace(UNION, organisation="Held"), status=Status.HELD)
    for name in ("Never", UNION.organisation, "Held"):
        page = client.get(PAGE, query_string={"name": name})
        assert page.status_code == 200
        assert "Nothing that is published here shows it." in page.text
    assert "No organisation is shown here" in client.get(PAGE).text


def test_a_long_list_is_read_page_by_page(client: StrictClient, session: Session) -> None:
    proposal = a_proposal(session)
    for number in range(ORGANISATIONS + 1):
        a_comment(session, proposal, speaker=replace(UNION, organisation=f"No. {number:03d}"))
    first = client.get(PAGE).text
    assert f"after=No.+{ORGANISATIONS - 1:03d}" in first
    assert f"No. {ORGANISATIONS:03d}" not in first
    assert f"No. {ORGANISATIONS:03d}" in client.get(f"{PAGE}?after=No.+{ORGANISATIONS - 1:03d}").text


@ON_BOTH
def test_organisations_are_in_the_order_of_the_sheet_wherever_a_page_begins(session: Session) -> None:
    in_order = ["“A union”", "beta", "éa", "Elan", "Élan", "Zeta", "Ωmega"]
    for name in sorted(in_order):
        a_proposal(session, speaker=replace(UNION, organisation=name))
    for place, after in enumerate(["", *in_order]):
        found, _further = organisations_of(session, indicators(session), after=after)
        assert [one.name for one in found] == in_order[place:]
    counts = OrganisationCounts(str)
    columns = {"status": "published", "origin": "participant", "standing": ""}
    counts.add_proposals(pd.DataFrame([columns | {"organisation": name} for name in sorted(in_order)]))
    assert counts.frame()["organisation"].tolist() == [*in_order, NOT_STATED]


@pytest.mark.parametrize(("proposals", "comments"), [(SAID + 1, 1), (1, SAID + 1)])
def test_all_that_an_organisation_said_is_on_its_pages_and_nothing_of_another(
    client: StrictClient, session: Session, proposals: int, comments: int
) -> None:
    a_proposal(session, speaker=replace(UNION, organisation=f"{UNION.organisation} of another place"), title="Other")
    for number in range(proposals):
        a_proposal(session, speaker=UNION, title=f"Proposed {number}.")
    about = a_proposal(session)
    for number in range(comments):
        a_comment(session, about, speaker=UNION, text=f"Said {number}.")
    texts = list(pages_of(client, UNION.organisation))
    assert len(texts) == 2
    for words, number in (("Proposed", proposals), ("Said", comments)):
        found = re.findall(rf"{words} (\d+)\.", "".join(texts))
        assert [int(one) for one in found] == [*reversed(range(number))]
    assert not [text for text in texts if "Other" in text or "Nothing that is published" in text]


def pages_of(client: StrictClient, name: str) -> Iterator[str]:
    """Yield the pages of an organisation as one goes from each to the next."""
    address: str | None = f"{PAGE}?{urlencode({'name': name})}"
    while address:
        text = client.get(address).text
        yield text
        further = re.search(r'rel="next" href="([^"]+)"', text)
        address = unescape(further[1]) if further else None


def test_the_comments_of_an_organisation_are_found_by_an_index(
    session: Session, statements: Callable[[], AbstractContextManager[Statements]]
) -> None:
    consultation = indicators(session)
    with statements() as sent:
        comments_of_organisation(session, consultation, UNION.organisation, before=None)
    statement = sent.texts[-1]
    places = (None,) * statement.count("?")
    plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", places)
    assert "ix_comments_organisation" in " ".join(row[3] for row in plan)


@ON_BOTH
@pytest.mark.parametrize("number", [1, 5])
def test_a_page_takes_the_same_number_of_statements_however_much_there_is(
    client: StrictClient, session: Session, statements: Callable[[], AbstractContextManager[Statements]], number: int
) -> None:
    for _one in range(number):
        a_comment(session, a_proposal(session, speaker=UNION), speaker=UNION)
    session.commit()
    for query in ({}, {"name": UNION.organisation}):
        with statements() as sent:
            client.get(PAGE, query_string=query)
        assert len(sent) <= 5, sent
