"""What the secretariat decides and confirms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from consultation.discussion.models import Comment
from consultation.discussion.operations import changing as of_comments
from consultation.discussion.operations import commenting as discussing
from consultation.errors import AlreadyDone, EditedMeanwhile
from consultation.moderation.decisions import NEEDS_REASON, Confirmation, Decision
from consultation.people.models import Participant, Status
from consultation.people.operations import confirm, take_confirmation_back
from consultation.proposals.models import Proposal
from consultation.proposals.operations import change_requests as of_proposals
from consultation.proposals.operations import lifecycle as proposing
from consultation.proposals.operations.lifecycle import APPROVED_MEANWHILE
from indicators.marking import N_

_ON_PROPOSALS: dict[Decision, Any] = {
    Decision.PUBLISH: proposing.publish_proposal,
    Decision.REFUSE: proposing.refuse_proposal,
    Decision.HIDE: proposing.hide_proposal,
    Decision.SHOW_AGAIN: proposing.show_again,
    Decision.ASK_CHANGE: of_proposals.ask_for_change,
    Decision.PUBLISH_EDIT: proposing.publish_revision,
    Decision.REFUSE_EDIT: proposing.refuse_revision,
    Decision.ASK_CHANGE_OF_EDIT: of_proposals.ask_for_change_of_edit,
}
_ON_COMMENTS: dict[Decision, Any] = {
    Decision.PUBLISH: discussing.publish_comment,
    Decision.REFUSE: discussing.refuse_comment,
    Decision.HIDE: discussing.hide_comment,
    Decision.SHOW_AGAIN: discussing.show_comment_again,
    Decision.KEEP_HIDDEN: of_comments.keep_comment_hidden,
    Decision.ASK_CHANGE: of_comments.ask_for_change_of_comment,
}
# What becomes public, or not, must be what the officer has read. Hiding needs no second look.
_OF_WHAT_WAS_READ = frozenset(Decision) - {Decision.HIDE}


def decide_about_proposal(
    session: Session,
    proposal: Proposal,
    decision: Decision,
    *,
    officer: Participant,
    reason: str,
    seen: str,
    version: int,
    now: datetime,
) -> None:
    """Do what was decided; AlreadyDone where the proposal is not any more what the officer has `seen`, its status.

    `version` is the one they have read.
    """
    _require_as_seen(session, proposal, proposal, seen)
    details = _details(decision, officer=officer, reason=reason, now=now)
    if decision in _OF_WHAT_WAS_READ:
        details["version"] = version
    _ON_PROPOSALS[decision](session, proposal, **details)


def decide_about_comment(
    session: Session,
    comment: Comment,
    decision: Decision,
    *,
    officer: Participant,
    reason: str,
    seen: str,
    version: int,
    now: datetime,
) -> None:
    """Do what was decided, one of OF_COMMENTS; AlreadyDone where the comment has not the status `seen` any more.

    `version` is the one that was read.
    """
    _require_as_seen(session, comment.proposal, comment, seen)
    details = _details(decision, officer=officer, reason=reason, now=now)
    if decision in _OF_WHAT_WAS_READ:
        details["version"] = version
    _ON_COMMENTS[decision](session, comment, **details)


def _require_as_seen(session: Session, proposal: Proposal, item: Proposal | Comment, seen: str) -> None:
    # The proposal's row first, as everybody does: whoever took them the other way round could wait for ever.
    session.refresh(proposal, ["status"], with_for_update=True)
    session.refresh(item, ["status", "appears_at"])
    if item.stage != seen:
        raise AlreadyDone(APPROVED_MEANWHILE if item.is_approved else _WHAT_BECAME_OF_IT[item.status])


_WHAT_BECAME_OF_IT = {
    Status.PUBLISHED: N_("This has been published meanwhile. Look at it again before you decide."),
    Status.REFUSED: N_("Somebody else has decided meanwhile not to publish this."),
    Status.HIDDEN: N_("This has been hidden meanwhile."),
    Status.WITHDRAWN: N_("Its author has withdrawn this, so there is nothing left to decide."),
    Status.HELD: N_("This waits to be published. Look at it again before you decide."),
    Status.DRAFT: N_("This is not there any more."),
}


def _details(decision: Decision, *, officer: Participant, reason: str, now: datetime) -> dict[str, Any]:
    given = {"reason": reason} if decision in NEEDS_REASON else {}
    return {"officer": officer, "now": now, **given}


_WHO: Final = ("stakeholder_group", "region", "organisation", "name")


def confirm_as_seen(
    session: Session, contribution: Proposal | Comment, seen: tuple[str, str], *, officer: Participant, now: datetime
) -> None:
    """Confirm the group and the organisation a contribution shows, as far as they are still the ones `seen`."""
    _hold_as_seen(session, contribution, seen)
    confirm(session, contribution, officer=officer, now=now)


def take_confirmation_back_as_seen(
    session: Session, contribution: Proposal | Comment, seen: tuple[str, str], *, now: datetime
) -> None:
    """Take the confirmation of what a contribution shows back, as far as it is still what was `seen`."""
    _hold_as_seen(session, contribution, seen)
    take_confirmation_back(session, contribution, now=now)


def _hold_as_seen(session: Session, contribution: Proposal | Comment, seen: tuple[str, str]) -> None:
    session.refresh(
        contribution,
        ["status", "attribution", *_WHO, "confirmed_at", "author_id"],
        with_for_update=True,
    )
    if contribution.status not in (Status.PUBLISHED, Status.HELD):
        raise AlreadyDone(N_("This is neither public nor waiting to be, so there is nothing to confirm."))
    if (contribution.stakeholder_group, contribution.organisation) != seen:
        raise EditedMeanwhile(N_("Its author has changed who speaks since you opened this page. Look at it again."))


def confirm_ticked(
    session: Session,
    contributions: Iterable[Proposal | Comment],
    act: Confirmation,
    is_as_seen: Callable[[Proposal | Comment], bool],
    *,
    officer: Participant,
    now: datetime,
) -> list[str]:
    """Confirm who speaks in each, or take that back; return the references of what shows somebody else or nothing now.

    What was done meanwhile, with another that shows the same or by another officer, is as it should be.
    """
    left = []
    for contribution in contributions:
        session.refresh(contribution)
        seen = (contribution.stakeholder_group, contribution.organisation)
        if not is_as_seen(contribution) or contribution.status not in (Status.PUBLISHED, Status.HELD):
            left.append(contribution.reference or "")
        elif act is Confirmation.CONFIRM and contribution.confirmed_at is None:
            confirm_as_seen(session, contribution, seen, officer=officer, now=now)
        elif act is Confirmation.TAKE_BACK and contribution.confirmed_at is not None:
            take_confirmation_back_as_seen(session, contribution, seen, now=now)
    return left
