"""A sheet that was filled in offline is sent in by somebody who is signed in: its rows speak as they say."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.people.models import Attribution, Participant
from consultation.people.operations import confirm, take_confirmation_back
from consultation.people.speaker import NOBODY, Speaker, speaker_of
from consultation.proposals.models import Proposal
from tests.client import StrictClient
from tests.clock import START
from tests.databases import SQLITE
from tests.exports.fill_in.templates import content_of, typed
from tests.exports.round_trip.on_screen.conftest import ALL, Send
from tests.factories import a_participant, a_proposal, an_officer, indicators, sign_in

DATABASES = SQLITE

ROW = {"rationale": "Because", "objectives": "8"}
MIGRANT = {"stakeholder_group": "Migrants", "organisation": "A hidden union", "attribution": "Group and region only"}
UNION = Speaker(Attribution.ORGANISATION, "trade_unions", "africa", "A seafarers' union")


@pytest.fixture
def sheet(session: Session, tmp_path: Path) -> Path:
    """Two people have filled in a row each; the second says nothing of who speaks."""
    file = tmp_path / "filled.xlsx"
    file.write_bytes(content_of(indicators(session)))
    workbook = openpyxl.load_workbook(file)
    for name, cell, text in typed([{"title": "Of a migrant", **ROW, **MIGRANT}, {"title": "Of somebody", **ROW}]):
        workbook[name][cell] = text
    workbook.save(file)
    return file


def sent(session: Session) -> list[Proposal]:
    return list(session.scalars(select(Proposal).order_by(Proposal.id)))


def test_a_row_speaks_as_it_says_and_the_others_as_their_sender_says_for_them(
    client: StrictClient, author: Participant, send: Send, sheet: Path, session: Session
) -> None:
    shown = send(sheet)
    assert "Rows that say themselves who speaks, or how that is shown, keep what they say." in shown.text
    speaking = {"attribution": "organisation", "stakeholder_group": "trade_unions", "organisation": "Mine"}
    client.submit(shown, speaking, button=ALL)
    first, second = sent(session)
    assert speaker_of(first) == Speaker(Attribution.GROUP, "migrants")
    assert speaker_of(second) == Speaker(Attribution.ORGANISATION, "trade_unions", "", "Mine")
    assert {first.author_id, second.author_id} == {author.id}


def test_who_sends_rows_that_all_say_it_is_not_asked_and_lends_them_nothing(
    client: StrictClient, session: Session, send: Send, sheet: Path
) -> None:
    sender = a_participant(session)
    a_proposal(session, author=sender, speaker=UNION)
    sign_in(client, session, sender)
    workbook = openpyxl.load_workbook(sheet)
    for name, cell, text in typed([{}, {"attribution": "nothing"}]):
        workbook[name][cell] = text
    workbook.save(sheet)
    shown = send(sheet)
    assert "Who speaks in the new rows" not in shown.text
    client.submit(shown, button=ALL)
    _earlier, first, second = sent(session)
    assert (speaker_of(first), speaker_of(second)) == (Speaker(Attribution.GROUP, "migrants"), NOBODY)


@pytest.mark.usefixtures("officer")
def test_an_officer_lends_nothing_to_the_rows_of_others(
    client: StrictClient, send: Send, sheet: Path, session: Session
) -> None:
    shown = send(sheet)
    assert "Who speaks in the new rows" not in shown.text
    assert "Group and region only" in shown.text
    client.submit(shown, button=ALL)
    first, second = sent(session)
    assert (speaker_of(first), speaker_of(second)) == (Speaker(Attribution.GROUP, "migrants"), NOBODY)
    assert {first.author_id, second.author_id} == {None}


@pytest.mark.usefixtures("author")
def test_what_a_row_does_not_want_to_be_shown_is_not_offered_before_it_is_accepted(send: Send, sheet: Path) -> None:
    shown = send(sheet).text
    assert "Group and region only" in shown
    assert "A hidden union" not in shown


UNION_CELLS = {
    "stakeholder_group": "Trade unions",
    "region": "Africa",
    "organisation": "A seafarers' union",
    "attribution": "Organisation, group and region",
}


def of_the_union(sheet: Path) -> Path:
    """Let both rows state who speaks: somebody of the union."""
    workbook = openpyxl.load_workbook(sheet)
    for name, cell, text in typed([UNION_CELLS, UNION_CELLS]):
        workbook[name][cell] = text
    workbook.save(sheet)
    return sheet


@pytest.mark.usefixtures("author")
def test_who_speaks_in_a_row_that_says_it_is_not_offered_to_its_sender_as_who_spoke_last(
    client: StrictClient, send: Send, sheet: Path
) -> None:
    client.submit(send(of_the_union(sheet)), button=ALL)
    page = client.get("/consultations/indicators/propose").text
    assert "As last time" not in page
    assert "A seafarers" not in page


def test_confirming_goes_neither_from_what_its_sender_shows_to_a_row_that_says_who_speaks_nor_back(
    client: StrictClient, author: Participant, send: Send, sheet: Path, session: Session
) -> None:
    officer = an_officer(session)
    own = a_proposal(session, author=author, speaker=UNION)
    confirm(session, own, officer=officer, now=START)
    client.submit(send(of_the_union(sheet)), button=ALL)
    assert marked(session) == [True, False, False]
    take_confirmation_back(session, own, now=START)
    confirm(session, own, officer=officer, now=START)
    assert marked(session) == [True, False, False]
    take_confirmation_back(session, own, now=START)
    row = sent(session)[1]
    confirm(session, row, officer=officer, now=START)
    assert marked(session) == [False, True, False]
    assert a_proposal(session, author=author, speaker=UNION).confirmed_at is None
    take_confirmation_back(session, row, now=START)
    assert not any(marked(session))


def marked(session: Session) -> list[bool]:
    """Whether each proposal is confirmed."""
    session.flush()
    session.expire_all()
    return [one.confirmed_at is not None for one in sent(session)]
