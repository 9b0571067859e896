"""Drafts: saving, changing, sending and discarding them; what is sent at once is a draft for a moment."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consultation.erasure.contributions import Cause
from consultation.errors import AlreadyDone, EditedMeanwhile
from consultation.people.flood_limits import hold_count, is_too_much
from consultation.people.models import Participant, Status
from consultation.people.operations import attribute
from consultation.people.speaker import Speaker
from consultation.people.tokens import hashed
from consultation.process.models import Action, Consultation
from consultation.process.operations import require
from consultation.proposals.content import Content
from consultation.proposals.models import Origin, Proposal, Revision
from consultation.proposals.operations.publishing import appear, erase_proposals, hold, is_looked_at_first, receive
from consultation.proposals.operations.revising import add_first_revision, new_proposal, write


class AlreadySent(AlreadyDone):
    """A draft that was sent by now: it is edited as a proposal."""


def save_draft(
    session: Session,
    consultation: Consultation,
    *,
    author: Participant,
    speaker: Speaker,
    content: Content,
    submission: str,
    fingerprint: str = "",
    token: str,
    speaks_as_stated: bool = False,
    now: datetime,
) -> Proposal:
    """Return a new draft, which its author alone ever sees; nothing in it is required.

    The consultation comes with its phases. `submission` is the form's one-time key, `fingerprint` that of what it says
    and `token` the draft's address. `speaks_as_stated` where the speaker stands in the row of a sheet.
    """
    require(consultation, Action.PROPOSE, now)
    draft = new_proposal(consultation, origin=Origin.PARTICIPANT, token=token, now=now)
    draft.author_id, draft.speaks_as_stated = author.id, speaks_as_stated
    draft.submission, draft.fingerprint = hashed(submission), fingerprint
    add_first_revision(session, draft, content)
    attribute(session, draft, author=author, speaker=speaker, now=now)
    session.flush()
    return draft


def change_draft(
    session: Session,
    draft: Proposal,
    *,
    author: Participant,
    speaker: Speaker,
    content: Content,
    version: int,
    fingerprint: str = "",
    now: datetime,
) -> None:
    """Keep a draft as it is now, in the place of what it was; its author may do so at any time.

    `version` is the one its author had before their eyes. Raises EditedMeanwhile where it is another by now, as after
    saving in another window.
    """
    revision = _hold_draft(session, draft)
    if draft.version != version:
        raise EditedMeanwhile(_("This draft was changed since you opened it."))
    draft.fingerprint = fingerprint
    revision.created_at = draft.changed_at = now
    write(session, revision, content)
    attribute(session, draft, author=author, speaker=speaker, now=now)
    draft.version += 1
    session.flush()


def submit_proposal(
    session: Session,
    consultation: Consultation,
    *,
    author: Participant,
    speaker: Speaker,
    content: Content,
    submission: str,
    fingerprint: str = "",
    token: str,
    speaks_as_stated: bool = False,
    now: datetime,
) -> Proposal:
    """Return a new proposal with its reference: published, or held where `is_looked_at_first` says so.

    In a protected consultation it waits for the hour at which all appear.
    """
    draft = save_draft(
        session,
        consultation,
        author=author,
        speaker=speaker,
        content=content,
        submission=submission,
        fingerprint=fingerprint,
        token=token,
        speaks_as_stated=speaks_as_stated,
        now=now,
    )
    submit_draft(session, draft, author=author, now=now)
    return draft


def submit_draft(session: Session, draft: Proposal, *, author: Participant, now: datetime) -> None:
    """Send a draft as it stands: from here on it has a reference. It comes with its consultation and phases."""
    require(draft.consultation, Action.PROPOSE, now)
    hold_count(session, author)
    revision = _hold_draft(session, draft)
    revision.created_at = now
    receive(session, draft, now=now)
    revision.sent_number = draft.sent_number
    is_flood = is_too_much(session, author, now=now)
    if is_flood or is_looked_at_first(draft.consultation, author):
        draft.status = revision.status = Status.HELD
        draft.is_flood = is_flood
        session.flush()
    else:
        appear(session, draft, revision, now=now)


def discard_draft(session: Session, draft: Proposal, *, now: datetime) -> None:
    """Remove a draft for good: nothing of it stays."""
    _hold_draft(session, draft)
    erase_proposals(session, [draft], because=Cause.DELETED, now=now)


def _hold_draft(session: Session, draft: Proposal) -> Revision:
    revision = hold(session, draft)
    if not draft.is_draft:
        raise AlreadySent(_("This draft was sent already."))
    return revision
