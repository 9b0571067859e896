"""Somebody who takes part sends a list back: what is theirs is changed, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consultation.discussion.models import Stance
from consultation.moderation.decisions import Decision
from consultation.people.flood_limits import ALL as ALL_OF_A_NETWORK
from consultation.people.flood_limits import ONE
from consultation.people.models import Participant, Status
from consultation.process.models import ANSWER_WITHIN
from consultation.proposals.models import Proposal, Revision
from consultation.proposals.operations.change_requests import ask_for_change
from consultation.proposals.operations.lifecycle import withdraw_proposal
from consultation.proposals.queries import get_proposal
from consultation.web.security.rate_limits import RateCount
from tests.client import StrictClient
from tests.clock import START, Clock
from tests.consultation.discussion.changed import close_comments, decide
from tests.databases import ON_BOTH, SQLITE
from tests.exports.fill_in.templates import content_of, typed
from tests.exports.round_trip.edited import Sheet, address_of
from tests.exports.round_trip.test_edited_lists import TITLE, brought_in, title_of
from tests.factories import DIASPORA, a_comment, a_proposal, an_officer, indicators, sign_in

DATABASES = SQLITE

Take = Callable[..., Sheet]
Send = Callable[..., TestResponse]
ALL = "Accept all new and changed rows"
TICKED = "Accept the ticked rows"


@ON_BOTH
def test_authors_change_what_is_theirs_and_the_rest_of_their_sheet_is_ignored(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    mine = a_proposal(session, author=author, title="Mine", speaker=DIASPORA)
    a_proposal(session, title="Somebody else's")
    brought_in(session)
    sheet = take()
    assert [sheet.read(reference, "Yours to change") for reference in sheet.references] == ["yes", "no", "no"]
    for reference in sheet.references:
        sheet.write(reference, TITLE, f"Changed {reference}")
    shown = send(sheet)
    assert "changed: 1" in shown.text
    assert "ignored: 2" in shown.text
    client.submit(shown, button=ALL)
    titles = [title_of(session, reference) for reference in ("IND-0001", "IND-0002", "IND-0003")]
    assert titles == ["Changed IND-0001", "Somebody else's", "Indicator 1"]
    assert (mine.author_id, mine.stakeholder_group) == (author.id, "diaspora")


@ON_BOTH
def test_authors_add_rows_in_which_they_speak_as_they_say(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    sheet = take()
    sheet.add(Title_of_the_indicator="My own", Why_="Because", Objectives_of_the_Compact="8")
    shown = send(sheet)
    speaking = {"attribution": "group", "stakeholder_group": "diaspora", "region": "africa"}
    client.submit(shown, speaking, button=ALL)
    proposal = session.scalars(select(Proposal)).one()
    assert (proposal.author_id, proposal.stakeholder_group, proposal.is_brought_in) == (author.id, "diaspora", False)


def test_an_author_is_asked_for_what_the_form_asks_for(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    a_proposal(session, author=author, title="Mine")
    sheet = take()
    sheet.write("IND-0001", "Objectives of the Compact *", "")
    assert "with problems: 1" in send(sheet).text


def test_nothing_is_changed_once_the_consultation_has_closed(
    client: StrictClient, mine: Sheet, author: Participant, send: Send, clock: Clock
) -> None:
    shown = send(mine)
    clock.time = START.replace(year=START.year + 2)
    assert client.session is not None
    sign_in(client, client.session, author, now=clock.time)
    assert client.submit(shown, button=ALL).status_code == 403
    assert "ignored: 1" in send(mine).text


def test_nobody_sees_what_another_has_not_accepted(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    a_proposal(session, author=author, title="Mine")
    sheet = take()
    sheet.write("IND-0001", TITLE, "A secret")
    address = address_of(send(sheet))
    sign_in(client, session, an_officer(session))
    assert client.get(address).status_code == 404
    assert "A secret" not in client.get("/consultations/indicators/uploads").text


def test_what_is_withdrawn_is_forgotten_by_an_upload_that_waits(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    proposal = a_proposal(session, author=author, title="Mine")
    sheet = take()
    sheet.write("IND-0001", TITLE, "Changed")
    shown = send(sheet)
    withdraw_proposal(session, proposal, now=START)
    left = client.get(address_of(shown)).text
    assert "Mine" not in left
    assert "Changed" not in left


@pytest.mark.usefixtures("author")
def test_what_must_have_an_answer_is_said_to_authors_and_to_officers_as_it_is(
    client: StrictClient, take: Take, send: Send, session: Session
) -> None:
    said = [str(row[0].value) for row in take().workbook.worksheets[0].iter_rows()]
    assert "A heading with * must have an answer." in " ".join(said)
    sign_in(client, session, an_officer(session))
    sheet = take()
    said = [str(row[0].value) for row in sheet.workbook.worksheets[0].iter_rows()]
    assert "“Title of the indicator” alone must have an answer; a heading with * must have one where an" in " ".join(
        said
    )
    sheet.add(Title_of_the_indicator="Brought in with nothing else")
    assert "new: 1" in send(sheet).text


@pytest.mark.usefixtures("author")
def test_where_a_row_comes_from_is_written_by_the_secretariat_alone(
    send: Send, session: Session, tmp_path: Path
) -> None:
    workbook = openpyxl.load_workbook(BytesIO(content_of(indicators(session))))
    row = {"title": "One", "rationale": "Because", "objectives": "8", "source": "A workshop"}
    for sheet, cell, text in typed([row]):
        workbook[sheet][cell] = text
    workbook.save(tmp_path / "filled.xlsx")
    assert "Only the secretariat writes this. Empty the cell." in send(tmp_path / "filled.xlsx").text


def test_what_the_secretariat_asks_for_is_changed_by_a_list_as_on_the_site(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    proposal = a_proposal(session, author=author, title="Mine")
    comment = a_comment(session, proposal, author=author, stance=Stance.SUPPORT, text="First")
    other = a_comment(session, proposal, author=author, text="Not asked about")
    public = get_proposal(session, "IND-0001", None)
    a_comment(session, public, parent=comment, text="Where?")
    officer = an_officer(session)
    ask_for_change(session, proposal, officer=officer, reason="Why?", version=proposal.version, now=START)
    decide(session, comment, Decision.ASK_CHANGE)
    session.commit()
    assert take("comments").read(comment.reference, "Yours to change") == "yes"
    close_comments(session)
    comments, proposals = take("comments"), take("proposals")
    assert [comments.read(one.reference, "Yours to change") for one in (comment, other)] == ["yes", "no"]
    assert proposals.read("IND-0001", "Yours to change") == "yes"
    comments.write(comment.reference, "Text", "As asked")
    client.submit(send(comments), button=ALL)
    proposals = take("proposals")
    proposals.write("IND-0001", TITLE, "As asked")
    client.submit(send(proposals), button=ALL)
    session.expire_all()
    assert (comment.text, comment.status, comment.appears_at) == ("As asked", Status.HELD, None)
    edit = session.scalars(select(Revision).where(Revision.number == 2)).one()
    assert (edit.title, edit.status, title_of(session, "IND-0001")) == ("As asked", Status.HELD, "Mine")


def test_what_the_secretariat_asked_for_long_ago_is_not_changed_by_a_list_either(
    client: StrictClient, author: Participant, take: Take, session: Session, clock: Clock
) -> None:
    comment = a_comment(session, a_proposal(session), author=author, text="First")
    decide(session, comment, Decision.ASK_CHANGE)
    close_comments(session)
    clock.time = START + ANSWER_WITHIN
    sign_in(client, session, author, now=clock.time)
    assert take("comments").read(comment.reference, "Yours to change") == "no"


def ten_rows(take: Take, name: str) -> Sheet:
    sheet = take()
    for number in range(10):
        sheet.add(Title_of_the_indicator=f"{name} {number}", Why_="Because", Objectives_of_the_Compact="8")
    return sheet


@ON_BOTH
def test_rows_of_files_count_like_single_contributions_and_what_is_too_much_is_held(
    client: StrictClient, author: Participant, take: Take, send: Send, session: Session
) -> None:
    for name in ("First", "Second", "Third"):
        client.submit(send(ten_rows(take, name)), button=ALL)
    sent = session.scalars(select(Proposal).order_by(Proposal.id)).all()
    assert [proposal.status for proposal in sent] == [Status.PUBLISHED] * 20 + [Status.HELD] * 10
    assert {proposal.author_id for proposal in sent} == {author.id}
    counted = select(RateCount.scope, func.sum(RateCount.count)).where(RateCount.scope.in_((ONE, ALL_OF_A_NETWORK)))
    found = {scope: int(count) for scope, count in session.execute(counted.group_by(RateCount.scope))}
    assert found == {ONE: 30, ALL_OF_A_NETWORK: 30}
