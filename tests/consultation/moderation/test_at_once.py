"""Decisions of two officers in the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from consultation.database import begin_writing, make_sessions
from consultation.discussion.queries import get_comment
from consultation.errors import AlreadyDone
from consultation.moderation.decisions import Decision
from consultation.moderation.operations import decide_about_comment, decide_about_proposal
from consultation.people.models import Participant, Status
from consultation.proposals.queries import get_proposal
from consultation.web.identity import Identity
from tests.clock import START
from tests.factories import a_comment, a_proposal, an_officer, missing_migrants


def decided_at_once(engine: Engine, officer_id: int, reference: str) -> list[str]:
    """What two officers meet who have both seen something held: one publishes it, the other does not."""
    viewer = Identity(officer_id, is_officer=True, is_reachable=True)

    def decide(decision: Decision) -> str:
        with make_sessions(engine)() as session:
            begin_writing(session)
            officer = session.get_one(Participant, officer_id)
            given: dict[str, Any] = {"officer": officer, "reason": "Off the subject", "seen": "held", "now": START}
            try:
                if reference.startswith("C-"):
                    comment = get_comment(session, reference, viewer=viewer)
                    decide_about_comment(session, comment, decision, version=comment.version, **given)
                else:
                    proposal = get_proposal(session, reference, viewer)
                    decide_about_proposal(session, proposal, decision, version=proposal.version, **given)
            except AlreadyDone:
                return "told"
            session.commit()
            return "done"

    with ThreadPoolExecutor(2) as officers:
        return sorted(officers.map(decide, (Decision.PUBLISH, Decision.REFUSE)))


@pytest.mark.parametrize("what", ["comment", "proposal"])
def test_two_officers_at_once_take_one_decision_and_the_second_is_told(
    engine: Engine, session: Session, what: str
) -> None:
    if what == "comment":
        item = a_comment(session, a_proposal(session), is_held=True).reference
    else:
        item = a_proposal(session, missing_migrants(session), status=Status.HELD).reference or ""
    officer = an_officer(session)
    session.commit()
    assert decided_at_once(engine, officer.id, item) == ["done", "told"]
