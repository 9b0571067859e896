"""People and what they send, made quickly. Each function adds to the session and flushes; the test commits."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from consultation.counters.operations import next_number
from consultation.discussion.models import Comment, Stance
from consultation.discussion.operations import comment_on
from consultation.people.credentials import begin_sign_in
from consultation.people.models import Attribution, Participant, Status
from consultation.people.speaker import Speaker
from consultation.process.models import Consultation
from consultation.process.queries import get_consultation
from consultation.proposals.models import REVISION_OF, Alignment, Proposal
from consultation.web.identity import COOKIE_ENTRY, new_token
from tests.client import StrictClient
from tests.clock import START

_numbers = count(1)

NOT_STATED = Speaker(Attribution.NOTHING)
DIASPORA = Speaker(Attribution.GROUP, "diaspora", "africa")


# ---- people ----


def a_participant(session: Session, *, email: str | None = None, is_officer: bool = False) -> Participant:
    participant = Participant(email=email, is_officer=is_officer, created_at=START)
    session.add(participant)
    session.flush()
    return participant


def an_officer(session: Session) -> Participant:
    return a_participant(session, email=f"officer{next(_numbers)}@example.org", is_officer=True)


def sign_in(client: StrictClient, session: Session, participant: Participant, *, now: datetime = START) -> None:
    """Sign the browser in as this participant."""
    token = new_token()
    begin_sign_in(session, participant, token=token, now=now)
    with client.session_transaction() as cookie:
        cookie[COOKIE_ENTRY] = token


# ---- consultations ----


def indicators(session: Session) -> Consultation:
    return get_consultation(session, "indicators")


def missing_migrants(session: Session) -> Consultation:
    return get_consultation(session, "missing-migrants")


# ---- proposals ----


def a_proposal(
    session: Session,
    consultation: Consultation | None = None,
    *,
    author: Participant | None = None,
    status: Status = Status.PUBLISHED,
    title: str = "Number of border deaths that were investigated",
    now: datetime = START,
    **content: Any,
) -> Proposal:
    """A proposal with one revision, published unless said otherwise."""
    consultation = consultation or indicators(session)
    author = author or a_participant(session)
    is_sent, is_published = status is not Status.DRAFT, status in {Status.PUBLISHED, Status.HIDDEN}
    number = next_number(session, consultation.reference_prefix) if is_sent else None
    proposal = Proposal(
        token=new_token(),
        reference=f"{consultation.reference_prefix}-{number:04d}" if number else None,
        consultation=consultation,
        kind=consultation.kind,
        author_id=author.id,
        status=status,
        published_number=next_number(session, "publication") if is_published else None,
        created_at=now,
        submitted_at=now if is_sent else None,
        published_at=now if is_published else None,
        changed_at=now,
    )
    session.add(proposal)
    a_revision(session, proposal, title=title, now=now, **content)
    return proposal


def a_revision(session: Session, proposal: Proposal, *, now: datetime = START, **content: Any) -> None:
    """Another revision, which becomes the current one."""
    before = proposal.current_revision.number if proposal.current_revision_id and proposal.current_revision else 0
    status = Status.PUBLISHED if proposal.status is Status.HIDDEN else proposal.status
    answers = {"title": "A title", "rationale": "A reason", "language": "en"} | content
    revision = REVISION_OF[proposal.kind](
        proposal_id=proposal.id,
        proposal=proposal,
        number=before + 1,
        kind=proposal.kind,
        status=status,
        created_at=now,
        alignments=[Alignment(scheme="objective", code="8", is_primary=True, position=0)],
        **answers,
    )
    session.add(revision)
    session.flush()
    proposal.current_revision = revision
    session.flush()


# ---- comments ----


def a_comment(
    session: Session,
    proposal: Proposal,
    *,
    author: Participant | None = None,
    stance: Stance = Stance.INFORMATION,
    text: str = "Two countries register this already.",
    is_held: bool = False,
    now: datetime = START,
    **values: Any,
) -> Comment:
    """A comment, published unless it is to be held."""
    given: dict[str, Any] = {"speaker": NOT_STATED, "language": "en", "submission": None} | values
    author = author or a_participant(session)
    return comment_on(session, proposal, author=author, stance=stance, text=text, is_held=is_held, now=now, **given)
