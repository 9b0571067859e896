"""What its author has replaced is in no row and no count for others, and every table is the sum of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from consultation.contributions.operations.merging import join
from consultation.discussion.models import Comment, Stance
from consultation.proposals.models import Proposal
from exports.report.scope.audiences import Audience
from tests.clock import START
from tests.databases import SQLITE
from tests.exports.opened import Taken, rows_of
from tests.factories import a_comment, a_participant, a_proposal

DATABASES = SQLITE

Make = Callable[..., Taken]
LATER = START + timedelta(days=2)
AUDIENCES = list(Audience)


@pytest.fixture
def replaced(session: Session) -> list[Comment]:
    """Positions that were replaced by a later one and by two participants becoming one; the second has words."""
    proposal, author = a_proposal(session), a_participant(session)
    bare = a_comment(session, proposal, author=author, stance=Stance.SUPPORT, text="")
    worded = a_comment(session, proposal, author=author, stance=Stance.STRONG_CONCERN, text="At first I thought not.")
    a_comment(session, proposal, author=author, stance=Stance.SUPPORT_WITH_CHANGES, text="", now=LATER)
    one, other = a_participant(session), a_participant(session)
    merged = a_comment(session, proposal, author=one, stance=Stance.SUPPORT, text="")
    a_comment(session, proposal, author=other, stance=Stance.SUPPORT, text="", now=LATER)
    join(session, one, other, LATER)
    return [bare, worded, merged]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_replaced_position_is_in_no_row_and_no_count(
    session: Session, replaced: list[Comment], make: Make, audience: Audience
) -> None:
    content = make(audience).content
    rows = {row["Comment"]: row for row in rows_of(content, "Comments")}
    bare, worded, merged = (one.reference for one in replaced)
    assert {bare, merged}.isdisjoint(rows)
    assert (rows[worded]["Stance"], rows[worded]["Position"]) == ("information", None)
    assert not any("changed since" in str(value) or "osition changed" in str(value) for value in rows[worded].values())
    (proposal,) = rows_of(content, "Indicators")
    said = Counter(row["Stance"] for row in rows.values() if row["Position"] == "current")
    assert (said["support"], said["support with changes"], said["strong concern"]) == (1, 1, 0)
    counted = proposal["Support"], proposal["Support with changes"], proposal["Strong concern"]
    assert counted == (said["support"], said["support with changes"], said["strong concern"])
    assert proposal["Comments"] == sum(bool(row["Text"]) for row in rows.values())


def test_no_column_of_any_audience_says_when_a_position_was_replaced(
    session: Session, replaced: list[Comment], make: Make
) -> None:
    for audience in AUDIENCES:
        assert not [name for name in rows_of(make(audience).content, "Comments")[0] if "osition changed" in str(name)]


def test_the_dates_of_a_replaced_position_stay_as_they_were(
    session: Session, replaced: list[Comment], make: Make
) -> None:
    session.expire_all()
    assert {one.changed_at for one in replaced} == {START}
    assert session.get_one(Proposal, replaced[0].proposal_id).positions == (1, 1, 0)
