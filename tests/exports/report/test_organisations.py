"""The sheet Organisations, the addresses of pages, and what a comment's row says of its proposal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask, url_for
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from consultation.database import snapshot
from consultation.discussion.models import Stance
from consultation.people.models import Attribution, Status
from consultation.people.operations import confirm
from consultation.people.speaker import Speaker
from consultation.proposals.operations.lifecycle import withdraw_proposal
from consultation.proposals.queries import get_proposal
from exports.handouts.making import make_file
from exports.handouts.order import Order
from exports.report.scope.audiences import Audience
from indicators.codes import Code
from tests.clock import START
from tests.databases import ON_BOTH, SQLITE
from tests.exports.opened import Taken, rows_of, taken
from tests.exports.report.rows import FRAMEWORK
from tests.factories import a_comment, a_participant, a_proposal, an_officer, bring_in_open

DATABASES = SQLITE

Make = Callable[..., Taken]
UNION = Speaker(Attribution.ORGANISATION, "trade_unions", "africa", "A union")
SITE = "https://consultation.example.org"


@ON_BOTH
def test_what_shows_an_organisation_is_counted_by_it_and_by_whether_it_is_confirmed(
    session: Session, make: Make
) -> None:
    proposal = a_proposal(session, speaker=UNION)
    supporting = {"stance": Stance.SUPPORT, "speaker": replace(UNION, organisation="another"), "text": "Yes."}
    a_comment(session, proposal, **supporting)
    confirm(session, a_comment(session, proposal, **supporting), officer=an_officer(session), now=START)
    a_comment(session, proposal, speaker=replace(UNION, attribution=Attribution.GROUP))
    a_proposal(session, speaker=UNION, status=Status.HELD)
    numbers = ("Proposals by participants", "Proposals brought in", "Comments", "Support", "Strong concern")
    found = [
        (row["Organisation"], row["Standing"], *(row[heading] for heading in numbers))
        for row in rows_of(make(Audience.SECRETARIAT).content, "Organisations")
    ]
    assert found == [
        ("A union", "self-declared", 1, 0, 0, 0, 0),
        ("another", "confirmed", 0, 0, 1, 1, 0),
        ("another", "self-declared", 0, 0, 1, 1, 0),
        ("not stated", None, 0, 0, 1, 0, 0),
    ]


def test_who_writes_the_words_for_nothing_as_an_organisation_is_not_taken_for_nobody(
    session: Session, make: Make
) -> None:
    a_proposal(session, speaker=replace(UNION, organisation="not stated"))
    a_proposal(session, speaker=replace(UNION, organisation="=1+1"))
    found = [(row["Organisation"], row["Standing"]) for row in rows_of(make().content, "Organisations")]
    assert found == [("=1+1", "self-declared"), ("not stated", "self-declared"), ("not stated", None)]


def test_a_row_has_the_address_of_its_page(app: Flask, session: Session, engine: Engine) -> None:
    proposal = a_proposal(session)
    comment = a_comment(session, proposal)
    session.commit()
    with snapshot(engine) as reading:
        content = taken(make_file(reading, Order("indicators"), FRAMEWORK, site=SITE, now=START)).content
    with app.test_request_context():
        pages = [
            url_for("proposals.show", reference=proposal.reference),
            url_for("discussion.show", reference=comment.reference),
        ]
    found = [rows_of(content, sheet)[0]["Page"] for sheet in ("Indicators", "Comments")]
    assert found == [f"{SITE}{page}" for page in pages]


@ON_BOTH
@pytest.mark.parametrize(
    ("codes", "objective", "title"),
    [
        (("10", "8"), "10", FRAMEWORK.label_of("objective", "10", "en").text),
        (("all",), None, None),
        ((), None, None),
    ],
)
def test_a_comment_says_the_title_and_the_objective_of_its_proposal(
    session: Session, make: Make, codes: tuple[str, ...], objective: str | None, title: str | None
) -> None:
    proposal = a_proposal(session, title="Its title", codes=[Code("objective", code) for code in codes])
    a_comment(session, proposal)
    [row] = rows_of(make().content, "Comments")
    told = ("Title of the proposal", "Primary objective of the proposal", "Objective")
    assert [row[heading] for heading in told] == ["Its title", objective, title]


def test_where_no_objective_is_stated_as_primary_a_comment_says_so(session: Session, make: Make) -> None:
    a_comment(session, get_proposal(session, str(bring_in_open(session, "8", "10").reference), None))
    [row] = rows_of(make().content, "Comments")
    assert (row["Primary objective of the proposal"], row["Objective"]) == ("not stated", None)


def test_of_a_proposal_that_was_withdrawn_nothing_is_said(session: Session, make: Make) -> None:
    proposal = a_proposal(session, author=a_participant(session))
    a_comment(session, proposal)
    withdraw_proposal(session, proposal, now=START)
    content = make(Audience.SECRETARIAT).content
    [row] = rows_of(content, "Comments")
    assert row["Title of the proposal"] is row["Objective"] is row["Primary objective of the proposal"] is None
    assert rows_of(content, "Indicators")[0]["Page"] is None
