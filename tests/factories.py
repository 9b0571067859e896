"""People and what they send, made quickly. Each function adds to the session and flushes; the test commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import String, cast, func, insert, inspect, literal, null, select, update
from sqlalchemy.orm import Session

from consultation.contributions.operations.releasing import release
from consultation.discussion.models import Comment, Stance
from consultation.discussion.operations.commenting import comment_on
from consultation.people.models import Attribution, Participant, SignIn, Status
from consultation.people.sign_in.credentials import SIGNED_IN_FOR, begin_sign_in
from consultation.people.speaker import Speaker
from consultation.people.tokens import hashed
from consultation.process.models import Consultation
from consultation.process.queries import get_consultation
from consultation.proposals.content import Answer, Content, Provenance
from consultation.proposals.models import Proposal
from consultation.proposals.operations import drafting, revising
from consultation.proposals.operations import lifecycle as proposing
from consultation.proposals.operations.importing import bring_in
from consultation.proposals.queries import find_held_revision, get_current_revision
from consultation.proposals.search import full_text
from consultation.web.identity import COOKIE_ENTRY, new_token
from indicators.codes import Code
from indicators.fields import Kind, Shape
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


def sign_in(client: FlaskClient, session: Session, participant: Participant, *, now: datetime = START) -> None:
    """Sign the browser in as this participant."""
    token = new_token()
    begin_sign_in(session, participant, token=token, now=now)
    session.execute(  # in use the whole time, however far a test lets its clock go
        update(SignIn).where(SignIn.token_hash == hashed(token)).values(used_at=now + SIGNED_IN_FOR)
    )
    with client.session_transaction() as cookie:
        cookie[COOKIE_ENTRY] = token


# ---- consultations ----


def indicators(session: Session) -> Consultation:
    return get_consultation(session, "indicators")


def missing_migrants(session: Session) -> Consultation:
    return get_consultation(session, "missing-migrants")


# ---- proposals ----


def what(consultation: Consultation, *, codes: Sequence[Code] = (Code("objective", "8"),), **answers: Any) -> Content:
    """What a proposal says: a title, a reason and objective 8, unless said otherwise."""
    nothing: dict[str, Answer] = {
        column.name: [] if column.shape is Shape.CHOICES else "" for column in consultation.schema.columns
    }
    asked = {"action": "add"} if consultation.kind is Kind.INDICATOR else {}
    language = answers.pop("language", "en")
    said = nothing | asked | {"title": "A title", "rationale": "A reason"} | answers
    objectives = [code.code for code in codes if code.scheme == "objective" and code.code != "all"]
    in_order = tuple(sorted(codes, key=lambda code: code.scheme))
    return Content(language, said, in_order, objectives[0] if objectives else None)


def bring_in_open(session: Session, *objectives: str, title: str = "A title") -> Proposal:
    """Something brought in that names several objectives and does not state which is the primary one."""
    codes = tuple(Code("objective", code) for code in objectives)
    content = replace(what(indicators(session), title=title, codes=codes), primary=None)
    return bring_in(
        session, indicators(session), content=content, provenance=Provenance(), token=new_token(), now=START
    )


def a_proposal(
    session: Session,
    consultation: Consultation | None = None,
    *,
    author: Participant | None = None,
    speaker: Speaker = NOT_STATED,
    status: Status = Status.PUBLISHED,
    title: str = "Number of border deaths that were investigated",
    now: datetime = START,
    **content: Any,
) -> Proposal:
    """A proposal with one revision, published unless said otherwise; made by the operations that people use."""
    consultation = consultation or indicators(session)
    author = author or a_participant(session)
    said = what(consultation, title=title, **content)
    sent = {"author": author, "speaker": speaker, "content": said, "submission": new_token(), "token": new_token()}
    if status is Status.DRAFT:
        return drafting.save_draft(session, consultation, **sent, now=now)
    proposal = drafting.submit_proposal(session, consultation, **sent, now=now)
    appear_now(session, proposal, now=now)
    _bring_to(session, proposal, status, now=now)
    return proposal


def _bring_to(session: Session, proposal: Proposal, status: Status, *, now: datetime) -> None:
    if status in {Status.HELD, Status.REFUSED} and proposal.is_public:
        _hold_all_the_same(session, proposal)
    elif status not in {Status.HELD, Status.REFUSED} and not proposal.is_public:
        proposing.publish_proposal(session, proposal, officer=an_officer(session), version=proposal.version, now=now)
        appear_now(session, proposal, now=now)
    if status is Status.REFUSED:
        decision = {"officer": an_officer(session), "reason": "It names a person.", "now": now}
        proposing.refuse_proposal(session, proposal, version=proposal.version, **decision)
    if status is Status.HIDDEN:
        proposing.hide_proposal(session, proposal, officer=an_officer(session), reason="It names a person.", now=now)
    if status is Status.WITHDRAWN:
        proposing.withdraw_proposal(session, proposal, now=now)


def _hold_all_the_same(session: Session, proposal: Proposal) -> None:
    # Only some consultations hold anything; for tests any of them may.
    full_text.unindex(session, proposal)
    proposal.status = Status.HELD
    if proposal.current_revision is not None:
        proposal.current_revision.status = Status.HELD
    proposal.published_number = proposal.published_at = proposal.published_on = None
    session.flush()


def a_revision(session: Session, proposal: Proposal, *, now: datetime = START, **content: Any) -> None:
    """Another revision, which becomes the current one."""
    consultation = session.get_one(Consultation, proposal.consultation_id)
    before = get_current_revision(session, proposal)
    status = before.status
    revision = revising.revise(
        session, proposal, what(consultation, **content), replaced=before, is_held=False, now=now
    )
    revision.status = status
    proposal.current_revision = revision
    proposal.version += 1
    session.flush()
    if proposal.is_public:
        full_text.index(session, proposal, revision)


def publish_edit_now(session: Session, proposal: Proposal, *, now: datetime = START) -> None:
    """Publish the edit that waits, without waiting for its hour."""
    session.refresh(proposal, ["consultation"])
    proposing.publish_revision(session, proposal, officer=an_officer(session), version=proposal.version, now=now)
    edit = find_held_revision(session, proposal)
    if edit is not None:
        edit.appears_at = now
        session.flush()
        release(session, now=now)


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
    said = {"stance": stance, "text": text, "is_held": is_held} | given
    comment = comment_on(session, proposal, author=author, now=now, **said)
    appear_now(session, comment, now=now)
    return comment


def appear_now(session: Session, item: Proposal | Comment, *, now: datetime) -> None:
    """Let what is approved appear without waiting for its hour, and nothing else."""
    if item.is_approved:
        waiting = item.current_revision if isinstance(item, Proposal) else None
        for one in (item, waiting):
            if one is not None:
                one.appears_at = now
        session.flush()
        release(session, now=now)


def many_comments(session: Session, proposal: Proposal, number: int) -> None:
    """So many comments that say the same, written past the rules for speed, and by the database itself."""
    first = a_comment(session, proposal)
    session.flush()
    following = select(literal(1).label("step")).cte(recursive=True)
    steps = following.union_all(select(following.c.step + 1).where(following.c.step < number - 1))
    start = int(str(first.reference).removeprefix("C-"))
    own = {
        "reference": literal("C-") + func.substr(cast(1_000_000 + start + steps.c.step, String), 2),
        "submission": null(),
        "published_number": Comment.published_number + steps.c.step,
    }
    again = {column.name: own.get(column.name, column) for column in inspect(Comment).columns if column.name != "id"}
    rows = select(*again.values()).join_from(Comment, steps, steps.c.step < number).where(Comment.id == first.id)
    session.execute(insert(Comment).from_select(list(again), rows))
