"""What the tests of changed comments share: deciding, closing a phase, reading what others read."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from consultation.discussion.models import Comment
from consultation.discussion.queries import get_comment
from consultation.moderation.decisions import Decision
from consultation.moderation.operations import decide_about_comment
from consultation.proposals.models import Proposal
from consultation.web.identity import Identity
from tests.client import StrictClient
from tests.clock import START
from tests.factories import an_officer, indicators

BEFORE = "At the Canary cove two people search."
AGAIN = "Along the coast two people search."
WHY = "Leave the canary place out."


def edit(comment: Comment) -> str:
    return f"/comments/{comment.reference}/edit"


def decide(session: Session, comment: Comment, decision: Decision, *, version: int | None = None) -> None:
    officer = an_officer(session)
    session.refresh(comment, ["status", "version"])
    found = get_comment(session, comment.reference, viewer=Identity(officer.id, is_officer=True, is_reachable=True))
    decide_about_comment(
        session,
        found,
        decision,
        officer=officer,
        reason=WHY,
        seen=found.status.value,
        version=found.version if version is None else version,
        now=START,
    )


def close_comments(session: Session) -> None:
    for phase in indicators(session).phases:
        phase.opens_at, phase.closes_at = START - timedelta(days=9), START
    session.commit()


def read_by(visitor: StrictClient, proposal: Proposal) -> str:
    return visitor.get(f"/proposals/{proposal.reference}").text
