"""Asking the author of a proposal for a change."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consultation.errors import NotAllowed
from consultation.people.models import Participant, Status
from consultation.proposals.models import Proposal
from consultation.proposals.operations.lifecycle import begin_decision, decide, refuse_revision
from consultation.proposals.queries import find_newest_edit

_ASKED_ABOUT = (Status.HELD, Status.REFUSED, Status.PUBLISHED, Status.HIDDEN)


def ask_for_change(
    session: Session, proposal: Proposal, *, officer: Participant, reason: str, version: int, now: datetime
) -> None:
    """Ask its author for a change, with a reason for them alone; what waited is not published, the rest stays."""
    revision = begin_decision(session, proposal, *_ASKED_ABOUT, version=version)
    if proposal.is_brought_in:
        raise NotAllowed(_("This was brought in, so there is nobody to ask for a change."))
    proposal.tell(reason, asks_change=True, now=now)
    if proposal.status in (Status.HELD, Status.REFUSED):
        decide(proposal, officer=officer, reason="", now=now)
        proposal.status = revision.status = Status.REFUSED
        revision.appears_at = None
        proposal.changed_at = now
    session.flush()


def ask_for_change_of_edit(
    session: Session, proposal: Proposal, *, officer: Participant, reason: str, version: int, now: datetime
) -> None:
    """Do not publish the edit that was held as it is, and ask its author for another one."""
    refuse_revision(session, proposal, officer=officer, reason=reason, version=version, now=now)
    for edit in filter(None, [find_newest_edit(session, proposal)]):
        edit.asks_change = True
    session.flush()
