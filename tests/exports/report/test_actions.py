"""The sheet Actions."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from consultation.people.models import Status
from exports.report.scope.audiences import Audience
from indicators.codes import Code
from tests.exports.opened import Taken, rows_of
from tests.factories import a_proposal, a_revision


def test_actions_has_a_row_for_each_proposal_that_names_one_in_the_order_of_objectives_and_letters(
    session: Session, make: Callable[..., Taken]
) -> None:
    both = a_proposal(session, title="Both", codes=(Code("action", "10(a)"), Code("action", "8(c)")))
    one = a_proposal(session, title="One", codes=(Code("action", "8(c)"), Code("objective", "8")))
    held = a_proposal(session, codes=(Code("action", "1(b)"),), status=Status.HELD)
    a_proposal(session, codes=(Code("action", "1(b)"),), status=Status.WITHDRAWN)
    a_revision(session, a_proposal(session, codes=(Code("action", "2(d)"),)), codes=())
    rows = rows_of(make().content, "Actions")
    assert [(row["Action"], row["Proposal"], row["Title"]) for row in rows] == [
        ("8(c)", both.reference, "Both"),
        ("8(c)", one.reference, "One"),
        ("10(a)", both.reference, "Both"),
    ]
    assert rows[0]["Objective"] == "Save lives and establish coordinated international efforts on missing migrants"
    of_secretariat = rows_of(make(Audience.SECRETARIAT).content, "Actions")
    assert [(row["Action"], row["Proposal"], row["Status"]) for row in of_secretariat[:1]] == [
        ("1(b)", held.reference, "held")
    ]


def test_actions_is_there_where_no_proposal_names_one(session: Session, make: Callable[..., Taken]) -> None:
    a_proposal(session)
    assert rows_of(make().content, "Actions") == []
