"""Writing revisions of a proposal: the first, the next, and emptying all of them."""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from consultation.people.models import Attribution, Status
from consultation.people.speaker import Speaker, speaker_of
from consultation.process.models import Consultation
from consultation.proposals.content import Content
from consultation.proposals.models import REVISION_OF, Alignment, Origin, Proposal, Revision
from consultation.proposals.queries import last_revision_number
from consultation.proposals.search.filters import ANOTHER_LANGUAGE
from indicators.codes import Code
from indicators.fields import SCHEMAS
from indicators.schemes import OBJECTIVE


def new_proposal(consultation: Consultation, *, origin: Origin, token: str, now: datetime) -> Proposal:
    """Return a draft that is not added yet: it still lacks its author and its first revision."""
    return Proposal(
        consultation=consultation,
        kind=consultation.kind,
        status=Status.DRAFT,
        token=token,
        created_at=now,
        changed_at=now,
        origin=origin,
        version=1,
    )


def add_first_revision(session: Session, proposal: Proposal, content: Content) -> Revision:
    """Add a new proposal with what it says, and return that."""
    revision = REVISION_OF[proposal.kind](
        proposal=proposal, number=1, status=proposal.status, created_at=proposal.created_at, language=content.language
    )
    session.add(proposal)
    write(session, revision, content)
    proposal.current_revision = revision
    session.flush()
    return revision


def write(session: Session, revision: Revision, content: Content) -> None:
    """Let a revision say this, and nothing else."""
    revision.language = content.language
    for name, answer in content.answers.items():
        setattr(revision, name, answer)
    if inspect(revision).persistent:
        revision.alignments.clear()
        session.flush()  # two primary objectives must not meet on the way
    revision.alignments = [Alignment(**values) for values in alignments_of(content)]


def alignments_of(content: Content) -> list[dict[str, Any]]:
    """Return the values of the alignments that a revision with this content has."""
    return [
        {"scheme": code.scheme, "code": code.code, "position": place, "is_primary": _is_primary(code, content)}
        for place, code in enumerate(content.codes, start=1)
    ]


def current_of(proposal: Proposal) -> Revision:
    """Return the revision that is shown, which has come with the proposal."""
    if proposal.current_revision is None:
        raise LookupError("a proposal without a revision")
    return proposal.current_revision


def _is_primary(code: Code, content: Content) -> bool:
    return code == Code(OBJECTIVE, content.primary or "")


def who_speaks(proposal: Proposal) -> tuple[str, ...]:
    """Return who speaks in a proposal, as far as it is shown, to be compared."""
    return astuple(speaker_of(proposal))


def speaker_chosen(proposal: Proposal) -> Speaker:
    """Return who speaks in a proposal as its author has it: also what is shown from the hour on."""
    if proposal.speaks_next is None:
        return speaker_of(proposal)
    said: dict[str, Any] = {**proposal.speaks_next, "attribution": Attribution(proposal.speaks_next["attribution"])}
    return Speaker(**said)


def revise(
    session: Session, proposal: Proposal, content: Content, *, replaced: Revision, is_held: bool, now: datetime
) -> Revision:
    """Add a revision; what it replaces before anybody else has seen it becomes its author's alone."""
    revision = REVISION_OF[proposal.kind](
        proposal=proposal,
        number=last_revision_number(session, proposal) + 1,
        status=Status.HELD if is_held or not proposal.is_public else Status.PUBLISHED,
        created_at=now,
        language=content.language,
    )
    write(session, revision, content)
    session.add(revision)
    if replaced.status is Status.HELD:
        replaced.status, replaced.appears_at, replaced.is_flood = Status.DRAFT, None, False
    if revision.status is proposal.status:
        proposal.current_revision = revision
    session.flush()
    return revision


def empty(session: Session, revision: Revision) -> None:
    """Let a revision say nothing any more."""
    nothing = Content(language=ANOTHER_LANGUAGE, answers={column.name: "" for column in SCHEMAS[revision.kind].columns})
    write(session, revision, nothing)
    revision.status, revision.appears_at = Status.WITHDRAWN, None
    revision.reason, revision.is_flood = "", False
    revision.tell_nothing()
