"""The states of a sent proposal: editing, withdrawing, publishing, refusing, hiding it.

Everything that changes a proposal holds its row first, so that two changes at once follow one another and the second
meets what the first has left.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consultation.database import scrub_when_committed
from consultation.erasure.contributions import Cause
from consultation.errors import AlreadyDone, EditedMeanwhile, NotAllowed
from consultation.people.flood_limits import hold_count, is_too_much
from consultation.people.models import Attribution, Moderated, Participant, Status
from consultation.people.operations import attribute
from consultation.people.queries import get_participant
from consultation.people.speaker import Speaker, speaker_of
from consultation.process.appearance import appears_at
from consultation.process.models import Action
from consultation.process.operations import require_answer
from consultation.proposals.content import Content
from consultation.proposals.models import Proposal, Revision
from consultation.proposals.operations.publishing import (
    appear,
    erase_proposals,
    hold,
    index_published,
    is_looked_at_first,
    place_sent,
    show_edit,
)
from consultation.proposals.operations.revising import revise, speaker_chosen, who_speaks
from consultation.proposals.queries import find_held_revision, find_newest_edit, to_answer
from indicators.marking import N_

APPROVED_MEANWHILE = N_("This has been approved meanwhile. It appears with all others at the hour.")

NEEDS_LOOK = N_(
    "Keep your name and organisation as they are, or hide them: others would be public without a look first."
)
IN_FLOOD = N_(
    "Much was sent by one person or from one network within an hour, so keep your name and organisation as they are "
    "for now, or hide them: others would be public without a look first. Later they can be changed."
)


class SpeakerNotLookedAt(NotAllowed):
    """A name or an organisation that would be public before the secretariat has looked at it."""


# ---- the author's ----


def edit_proposal(
    session: Session,
    proposal: Proposal,
    *,
    author: Participant,
    speaker: Speaker,
    content: Content,
    version: int,
    now: datetime,
) -> Revision | None:
    """Write a new revision where the text is another one, and return it; `version` is the one its author has read.

    Where the author `is_looked_at_first`, the new revision waits, and a published proposal stays as it is until then;
    where the consultation is protected it waits for the hour at which all appear, and so does what it shows more of who
    speaks; what it shows less is gone at once. Each edit counts; in a flood its text waits as well, and what is public
    gets no new name or organisation (SpeakerNotLookedAt). What answers a decision waits to be looked at, too: what was
    refused waits anew, what is hidden stays hidden, and a while after the decision it is taken even if the phase has
    closed.
    """
    hold_count(session, author)
    current = hold(session, proposal)
    edit = find_newest_edit(session, proposal)
    require_change(proposal, edit, now=now)
    if proposal.version != version:
        raise EditedMeanwhile(_("This proposal was changed since you opened it."))
    is_looked_at = is_looked_at_first(proposal.consultation, author) or _is_answer(proposal, edit, now=now)
    is_flood = is_too_much(session, author, now=now)
    if proposal.is_public and (is_looked_at or is_flood):
        _refuse_new_names(proposal, speaker, because=NEEDS_LOOK if is_looked_at else IN_FLOOD)
    before = (current, who_speaks(proposal))
    revision = None
    was_held = proposal.status is Status.HELD and not proposal.is_approved
    shows_at = None if is_looked_at or is_flood or was_held else appears_at(proposal.consultation, now)
    if makes_revision(proposal, edit, current, content):
        _put_aside(proposal, current)
        is_held = is_looked_at or is_flood or shows_at is not None
        revision = revise(session, proposal, content, replaced=_latest(edit, current), is_held=is_held, now=now)
        revision.is_flood, revision.appears_at = is_flood and revision.status is Status.HELD, shows_at
        revision.sent_number = place_sent(session, proposal, now=now)
        current = revision if proposal.current_revision_id == revision.id else current
    _let_speak(session, proposal, author=author, speaker=speaker, now=now)
    if proposal.status is Status.HELD:
        # Whatever was approved, this is another text, or another speaker.
        proposal.appears_at = current.appears_at = shows_at
        proposal.is_flood = proposal.is_flood or is_flood
    proposal.tell_nothing()
    proposal.version += 1
    _let_be_seen(session, proposal, current, before, now=now)
    return revision


def _let_be_seen(
    session: Session, proposal: Proposal, current: Revision, before: tuple[Revision, tuple[str, ...]], *, now: datetime
) -> None:
    """Let everything others have follow what a proposal shows by now, which was another text, or speaker, before."""
    if proposal.status is not Status.HIDDEN and (current, who_speaks(proposal)) != before:
        proposal.changed_at = now  # a date that everybody reads tells nothing of an edit that waits
    index_published(session, proposal, current)
    if any(said not in ("", still) for said, still in zip(before[1][1:], who_speaks(proposal)[1:], strict=True)):
        erase_proposals(session, [proposal], because=Cause.LESS_SHOWN, now=now)


def makes_revision(proposal: Proposal, edit: Revision | None, current: Revision, content: Content) -> bool:
    """Whether a change is a new revision: the text is another one, or answers a decision about the proposal."""
    return proposal.status in (Status.REFUSED, Status.HIDDEN) or content != _latest(edit, current).content


def _latest(edit: Revision | None, current: Revision) -> Revision:
    return edit if edit is not None and edit.status is Status.HELD else current


def _let_speak(session: Session, proposal: Proposal, *, author: Participant, speaker: Speaker, now: datetime) -> None:
    """Let somebody speak in a proposal from now on; where it is public and protected, what shows more at the hour."""
    shown = at_once = speaker.as_shown()
    comes_at = appears_at(proposal.consultation, now) if proposal.is_public else None
    if comes_at is not None:
        at_once = shown.in_common_with(speaker_of(proposal))
    attribute(session, proposal, author=author, speaker=at_once, now=now)
    _let_speak_next(session, proposal, None if at_once == shown else shown, comes_at)


def _let_speak_next(session: Session, proposal: Proposal, speaker: Speaker | None, comes_at: datetime | None) -> None:
    """Keep who speaks from the hour on, and nothing of who was to before."""
    if proposal.speaks_next is not None:
        scrub_when_committed(session)
    proposal.speaks_next = asdict(speaker) if speaker is not None else None
    proposal.speaks_next_at = comes_at if speaker is not None else None


def require_change(proposal: Proposal, edit: Revision | None, *, now: datetime) -> None:
    """Raise a refusal unless its author may change a proposal now; `edit` is what `find_newest_edit` finds of it.

    PhaseClosed where it is too late, NotAllowed where there is nothing to change any more.
    """
    if proposal.status not in (Status.PUBLISHED, Status.HELD, Status.REFUSED, Status.HIDDEN):
        raise NotAllowed(_("This proposal can no longer be changed: it is neither public nor waiting to be."))
    require_answer(proposal.consultation, Action.PROPOSE, since=to_answer(proposal, edit).to_answer_since, now=now)


def _is_answer(proposal: Proposal, edit: Revision | None, *, now: datetime) -> bool:
    """Whether a change is looked at because of what was decided before, or because the phase is over."""
    has_answer = edit is not None and not edit.is_approved
    return proposal.is_to_answer or has_answer or not proposal.consultation.permits(Action.PROPOSE, now)


def _put_aside(proposal: Proposal, refused: Revision) -> None:
    """Let what was refused stand in the history with the reason, and the proposal wait anew."""
    if proposal.status is Status.REFUSED:
        refused.reason, refused.decided_at = proposal.said_to_author, proposal.decided_at
        refused.decided_by_id, refused.asks_change = proposal.decided_by_id, proposal.asks_change
        proposal.status, proposal.reason = Status.HELD, ""
        proposal.decided_at = proposal.decided_by_id = None


def show_less_of_proposal(session: Session, proposal: Proposal, *, attribution: Attribution, now: datetime) -> None:
    """Show no more of who speaks in a proposal than this, at once and whatever has closed since. Twice is once."""
    current, before = hold(session, proposal), who_speaks(proposal)
    chosen, shown = (one.at_most(attribution) for one in (speaker_chosen(proposal), speaker_of(proposal)))
    if (chosen, shown) == (speaker_chosen(proposal), speaker_of(proposal)):
        return
    author = get_participant(session, proposal.author_id) if proposal.author_id is not None else None
    attribute(session, proposal, author=author, speaker=shown, now=now)
    _let_speak_next(session, proposal, chosen if chosen != shown else None, proposal.speaks_next_at)
    proposal.version += 1
    _let_be_seen(session, proposal, current, (current, before), now=now)


def withdraw_proposal(session: Session, proposal: Proposal, *, now: datetime) -> None:
    """Withdraw a proposal: its text and who spoke are erased from everywhere, a dated trace stays. Twice is once."""
    hold(session, proposal)
    if proposal.status is Status.WITHDRAWN:
        return
    if proposal.is_draft:
        raise NotAllowed(_("This is a draft: discard it instead."))
    proposal.status, proposal.appears_at = Status.WITHDRAWN, None
    proposal.is_flood = False
    proposal.version += 1
    proposal.changed_at = now
    erase_proposals(session, [proposal], because=Cause.WITHDRAWN, now=now)


# ---- the secretariat's ----


def publish_proposal(
    session: Session, proposal: Proposal, *, officer: Participant, version: int, now: datetime
) -> None:
    """Publish what was held, or was refused by mistake; `version` is the one the officer read."""
    revision = begin_decision(session, proposal, Status.HELD, Status.REFUSED, version=version)
    if proposal.is_approved:
        raise AlreadyDone(_(APPROVED_MEANWHILE))
    decide(proposal, officer=officer, reason="", now=now)
    proposal.tell_nothing()
    appear(session, proposal, revision, now=now)


def refuse_proposal(
    session: Session, proposal: Proposal, *, officer: Participant, reason: str, version: int, now: datetime
) -> None:
    """Do not publish what was held; its author sees why."""
    revision = begin_decision(session, proposal, Status.HELD, version=version)
    decide(proposal, officer=officer, reason=reason, now=now)
    proposal.status = revision.status = Status.REFUSED
    proposal.appears_at = revision.appears_at = None
    proposal.changed_at = now
    session.flush()


def hide_proposal(session: Session, proposal: Proposal, *, officer: Participant, reason: str, now: datetime) -> None:
    """Hide what is public: a dated trace with the reason stays, and so does the discussion."""
    begin_decision(session, proposal, Status.PUBLISHED)
    proposal.tell_nothing()
    decide(proposal, officer=officer, reason=reason, now=now)
    proposal.status = Status.HIDDEN
    proposal.changed_at = now
    edit = find_held_revision(session, proposal)
    if edit is not None:
        edit.appears_at = None  # or it would show it again
    erase_proposals(session, [proposal], because=Cause.HIDDEN, now=now)


def show_again(
    session: Session, proposal: Proposal, *, officer: Participant, version: int | None = None, now: datetime
) -> None:
    """Show what was hidden, as it was: at once, or where the consultation is protected at the hour."""
    revision = begin_decision(session, proposal, Status.HIDDEN, version=version)
    decide(proposal, officer=officer, reason="", now=now)
    proposal.tell_nothing()
    appear(session, proposal, revision, now=now)


def publish_revision(
    session: Session, proposal: Proposal, *, officer: Participant, version: int, now: datetime
) -> None:
    """Publish the edit that was held beside a proposal, in the place of what was shown.

    What was hidden is shown again with it, and what it said before stays hidden.
    """
    revision = _begin_decision_on_edit(session, proposal, version=version)
    if revision.is_approved:
        raise AlreadyDone(_(APPROVED_MEANWHILE))
    decide(revision, officer=officer, reason="", now=now)
    revision.appears_at = appears_at(proposal.consultation, now)
    proposal.version += 1  # another officer may have the same page open
    if revision.appears_at is None:
        show_edit(session, proposal, revision, now=now)
    session.flush()


def refuse_revision(
    session: Session, proposal: Proposal, *, officer: Participant, reason: str, version: int, now: datetime
) -> None:
    """Do not publish the edit that was held: the proposal stays as it was, and its author sees why."""
    revision = _begin_decision_on_edit(session, proposal, version=version)
    decide(revision, officer=officer, reason=reason, now=now)
    revision.status, revision.appears_at = Status.REFUSED, None
    session.flush()


# ---- how ----


def begin_decision(session: Session, proposal: Proposal, *expected: Status, version: int | None = None) -> Revision:
    """Hold a proposal to be decided about and return its current revision; a refusal where it is not as was read."""
    revision = hold(session, proposal)
    if proposal.status not in expected:
        raise AlreadyDone(_("Somebody else has decided about this meanwhile, or its author has withdrawn it."))
    if version is not None and proposal.version != version:
        raise EditedMeanwhile(_("Its author has changed this since you opened it. Read it again before you decide."))
    return revision


def _begin_decision_on_edit(session: Session, proposal: Proposal, *, version: int) -> Revision:
    begin_decision(session, proposal, Status.PUBLISHED, Status.HIDDEN, version=version)
    revision = find_held_revision(session, proposal)
    if revision is None:
        raise AlreadyDone(_("Somebody else has decided about this meanwhile."))
    return revision


def decide(decided: Moderated, *, officer: Participant, reason: str, now: datetime) -> None:
    """Write down who decided, when and why."""
    decided.decided_by_id = officer.id
    decided.decided_at, decided.appears_at = now, None
    decided.reason, decided.is_flood = reason, False


def _refuse_new_names(proposal: Proposal, speaker: Speaker, *, because: str) -> None:
    shown, chosen = speaker.as_shown(), speaker_chosen(proposal)
    if shown.organisation not in ("", chosen.organisation) or shown.name not in ("", chosen.name):
        raise SpeakerNotLookedAt(_(because))
