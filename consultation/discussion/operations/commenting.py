"""The states of a comment or a position: sending, editing, withdrawing, publishing, refusing, hiding it.

Everything that changes what counts holds the proposal's row, so that two changes at once follow one another and the
counts on the proposal always equal what a recount finds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consultation.counters.list_places import draw_place
from consultation.counters.operations import draw_of_hundreds
from consultation.discussion.models import POSITIONS, Comment, Stance, reference_of_comment
from consultation.discussion.operations.publishing import COUNTED, appear, day_of, recount
from consultation.discussion.queries import answered
from consultation.erasure.contributions import Cause, Contributions
from consultation.erasure.operations import erase
from consultation.errors import AlreadyDone, EditedMeanwhile, NotAllowed
from consultation.lists import ListName
from consultation.people.flood_limits import is_too_much
from consultation.people.models import Participant, Status
from consultation.people.operations import attribute
from consultation.people.queries import get_participant
from consultation.people.speaker import Speaker
from consultation.people.tokens import hashed
from consultation.process.appearance import appears_at
from consultation.process.models import Action, Consultation
from consultation.process.operations import require, require_answer
from consultation.proposals.models import Proposal
from indicators.marking import N_

WORDS = ("stance", "section", "text", "suggested_wording", "language")


def comment_on(
    session: Session,
    proposal: Proposal,
    *,
    author: Participant,
    speaker: Speaker,
    stance: Stance,
    text: str,
    section: str = "",
    suggested_wording: str = "",
    language: str,
    parent: Comment | None = None,
    revision_id: int | None = None,
    submission: str | None,
    fingerprint: str = "",
    is_held: bool,
    now: datetime,
) -> Comment:
    """Return a new comment, published or held; a published position takes the place of its author's earlier one.

    The proposal comes with its consultation and phases. `revision_id` is what the author had before their eyes, the
    current revision unless said otherwise; `submission` is the form's one-time key and `fingerprint` that of what it
    says. A reply to a reply hangs on the same
    parent. What is not held waits in a protected consultation for the hour at which all appear.
    """
    require(proposal.consultation, Action.COMMENT, now)
    is_flood = is_too_much(session, author, now=now)
    lock(session, proposal, parent)
    require_public(proposal, parent)
    comment = Comment(
        reference=_new_reference(session, proposal.consultation),
        submission=hashed(submission) if submission else None,
        fingerprint=fingerprint,
        proposal=proposal,
        proposal_id=proposal.id,
        revision_id=revision_id or proposal.current_revision_id,
        parent_id=(parent.parent_id or parent.id) if parent is not None else None,
        section=section,
        stance=stance,
        text=text,
        suggested_wording=suggested_wording,
        language=language,
    )
    attribute(session, comment, author=author, speaker=speaker, now=now)
    comment.is_flood = is_flood
    _receive(session, comment, now=now)
    if not (is_held or is_flood):
        appear(session, comment, now=now)
    recount(session, proposal)
    return comment


def _new_reference(session: Session, consultation: Consultation) -> str:
    own = f"comments of {consultation.reference_prefix}"
    return reference_of_comment(draw_of_hundreds(session, own, "hundreds of comments"))


def require_public(proposal: Proposal, parent: Comment | None) -> None:
    """Raise NotAllowed where what is commented on, or replied to, is not public."""
    if not proposal.is_public:
        raise NotAllowed(N_("This proposal is not public any more, so it takes no comments."))
    if parent is not None and not parent.is_public:
        raise NotAllowed(N_("The comment you reply to is not public any more, so it takes no replies."))


def _receive(session: Session, comment: Comment, *, now: datetime) -> None:
    comment.created_at = comment.changed_at = now
    comment.status, comment.version = Status.HELD, 1
    comment.published_at = comment.superseded_by_id = None
    comment.sent_number = draw_place(session, day_of(comment, now), Comment.sent_number)
    session.add(comment)
    session.flush()  # what takes the place of a position has to be there


def withdraw_comment(session: Session, comment: Comment, *, now: datetime) -> None:
    """Withdraw a comment, whatever became of it: its text and who spoke are erased, a dated trace stays.

    The comment comes with its proposal. Done twice, it is done once.
    """
    lock(session, comment.proposal, comment)
    if comment.status is Status.WITHDRAWN:
        return
    if not comment.is_shown:
        # Nobody knew of it any more, so that not even its end is to be seen.
        comment.published_at = comment.published_on = comment.published_number = None
    comment.status, comment.appears_at, comment.settles_at = Status.WITHDRAWN, None, None
    comment.sent_again = comment.is_flood = False
    comment.changed_at = now
    comment.version += 1
    erase_comment(session, comment, because=Cause.WITHDRAWN, now=now)
    recount(session, comment.proposal)


def withdraw_position(session: Session, comment: Comment, *, now: datetime) -> None:
    """Withdraw a position that stands without words, as if it had not been sent: the one it replaced counts again.

    It goes at once, as all that is withdrawn does; in a protected consultation the other counts again at the hour. The
    comment comes with its proposal. A dated trace stays, as of all that is withdrawn. Done twice, it is done once.
    """
    lock(session, comment.proposal, comment)
    if comment.status is Status.WITHDRAWN:
        return
    if comment.has_words or not comment.takes_position:
        raise NotAllowed(N_("Only a position without words is taken back in one press. Withdraw this instead."))
    is_current = not comment.is_replaced
    withdraw_comment(session, comment, now=now)
    if is_current:
        _give_back_what_it_replaced(session, comment, now=now)
        recount(session, comment.proposal)


def edit_comment(
    session: Session, comment: Comment, *, said: Mapping[str, Any], is_held: bool, now: datetime
) -> dict[str, Any]:
    """Change the words of a comment, by the names in `WORDS`, and return in plain values how it was before.

    It keeps its reference and its place; what others have answered, or a later position has replaced, stays as it is.
    It counts as a contribution, but however many there were it is not held for that: a comment has one text, so what is
    public would be taken down. The comment comes with its proposal and the consultation with its phases.
    """
    is_too_much(session, get_participant(session, comment.author_id or 0), now=now)
    lock(session, comment.proposal, comment)
    require_edit(session, comment, now=now)
    require_same_kind(comment, said)
    before = _as_it_is(comment)
    set_words(session, comment, said, now=now)
    comment.reason, comment.is_flood = "", False
    comment.edited_at = comment.changed_at = now
    if is_held:
        comment.status = Status.HELD
    else:
        appear(session, comment, now=now)
    recount(session, comment.proposal)
    return before


def _as_it_is(comment: Comment) -> dict[str, Any]:
    edited_at = comment.edited_at.isoformat() if comment.edited_at is not None else ""
    return {name: str(getattr(comment, name)) for name in WORDS} | {"edited_at": edited_at} | comment.as_told()


def require_edit(session: Session, comment: Comment, *, now: datetime) -> None:
    """Raise a refusal unless what a public comment says may be changed by its author now: see `require_editable`."""
    require_editable(comment, is_answered=bool(answered(session, [comment.id])), now=now)


def require_editable(comment: Comment, *, is_answered: bool, now: datetime) -> None:
    """Raise a refusal unless what a public comment says, which others have answered or not, may be changed now.

    Where the secretariat asks for it, also what others have answered, and a while after the phase has closed. The
    comment comes with its proposal, and the consultation with its phases.
    """
    require_public(comment.proposal, None)
    since = comment.told_at if comment.asks_change else None
    require_answer(comment.proposal.consultation, Action.COMMENT, since=since, now=now)
    if comment.status is not Status.PUBLISHED:
        raise NotAllowed(N_("This comment cannot be changed now: it waits to be shown, or was taken back."))
    if comment.asks_change:
        return
    if comment.is_replaced:
        raise NotAllowed(N_("You have taken another position since, so this one stays as it is."))
    if is_answered:
        raise NotAllowed(N_("Others have answered this comment, so it stays as it is. Write another one."))


def require_same_kind(comment: Comment, said: Mapping[str, Any]) -> None:
    """Raise NotAllowed where a position would become something else, or something else a position."""
    if comment.takes_position != (said["stance"] in POSITIONS):
        raise NotAllowed(N_("A position cannot become a question or information, nor these a position: write another."))


def restore_comment(session: Session, comment: Comment, said: Mapping[str, Any], *, now: datetime) -> None:
    """Restore a comment as `edit_comment` has returned it: what it says, and what its author is told.

    It is shown as what is approved is: where the consultation is protected, at the hour. Where its author has taken
    another position meanwhile, that one counts.
    """
    lock(session, comment.proposal, comment)
    set_words(session, comment, said, now=now)
    comment.tell_again(said)
    edited_at = said.get("edited_at")
    comment.edited_at = datetime.fromisoformat(edited_at) if edited_at else None
    comment.changed_at, comment.reason, comment.is_flood = now, "", False
    appear(session, comment, now=now)
    recount(session, comment.proposal)


def delete_comment(session: Session, comment: Comment, *, now: datetime) -> None:
    """Delete a comment without replies, for good; a position that it replaced is its author's again.

    In a protected consultation it is so at the hour.
    """
    lock(session, comment.proposal, comment)
    proposal = comment.proposal
    comment.status = Status.HELD  # of two positions at once one would count too many
    _give_back_what_it_replaced(session, comment, now=now)
    erase_comment(session, comment, because=Cause.DELETED, now=now)
    recount(session, proposal)


def _give_back_what_it_replaced(session: Session, comment: Comment, *, now: datetime) -> None:
    """Let the latest of the positions that a comment replaced stand in its place, whatever that is.

    In a protected consultation they stay replaced until the hour, each by itself: see `release_comments`.
    """
    place = comment.superseded_by_id
    session.flush()
    settles_at = appears_at(comment.proposal.consultation, now)
    replaced = select(Comment.id).where(Comment.superseded_by_id == comment.id).order_by(Comment.id.desc())
    for earlier in session.scalars(replaced).all():
        changed = update(Comment).where(Comment.id == earlier).execution_options(synchronize_session="fetch")
        if settles_at is not None:
            session.execute(changed.values(superseded_by_id=earlier, settles_at=settles_at))
            continue
        session.execute(changed.values(superseded_by_id=place, version=Comment.version + 1))
        place = place or earlier


def set_words(session: Session, comment: Comment, said: Mapping[str, Any], *, now: datetime) -> None:
    """Set the words of a comment, by the names in `WORDS`; what its author was told about the earlier ones is settled.

    A comment keeps no earlier text, so what it said before goes from every file that is kept and every upload that
    waits. It comes with its proposal.
    """
    is_changed = any(getattr(comment, name) != said[name] for name in WORDS)
    for name in WORDS:
        setattr(comment, name, said[name])
    comment.stance = Stance(comment.stance)
    comment.tell_nothing()
    comment.version += 1
    if is_changed:
        erase_comment(session, comment, because=Cause.CHANGED, now=now)


def publish_comment(
    session: Session, comment: Comment, *, officer: Participant, version: int | None = None, now: datetime
) -> None:
    """Publish what was held, or refused by mistake; its position counts unless its author has taken a later one.

    `version` is the one the officer read, for all of these decisions; None where nobody can have changed it.
    """
    begin_decision(session, comment, Status.HELD, Status.REFUSED, version=version)
    if comment.is_approved:
        raise AlreadyDone(N_("This has been approved meanwhile. It appears with all others at the hour."))
    comment.tell_nothing()
    appear(session, comment, now=now)
    decide(session, comment, comment.status, officer=officer, reason="", now=now)


def refuse_comment(
    session: Session, comment: Comment, *, officer: Participant, reason: str, version: int | None = None, now: datetime
) -> None:
    """Do not publish what was held; its author sees why."""
    begin_decision(session, comment, Status.HELD, version=version)
    comment.tell_nothing()
    decide(session, comment, Status.REFUSED, officer=officer, reason=reason, now=now)


def hide_comment(session: Session, comment: Comment, *, officer: Participant, reason: str, now: datetime) -> None:
    """Hide what is public: a dated trace with the reason stays, and so do the replies; its position counts no more."""
    begin_decision(session, comment, Status.PUBLISHED)
    comment.tell_nothing()
    decide(session, comment, Status.HIDDEN, officer=officer, reason=reason, now=now)
    erase_comment(session, comment, because=Cause.HIDDEN, now=now)


def show_comment_again(
    session: Session, comment: Comment, *, officer: Participant, version: int | None = None, now: datetime
) -> None:
    """Show what was hidden, as its author has it now; its position counts again unless they have taken a later one.

    Where the consultation is protected, it is shown at the hour.
    """
    begin_decision(session, comment, Status.HIDDEN, version=version)
    comment.tell_nothing()
    appear(session, comment, now=now)
    comment.sent_again = False
    decide(session, comment, comment.status, officer=officer, reason="", now=now)


def erase_comment(session: Session, comment: Comment, *, because: Cause, now: datetime) -> None:
    """Erase what a comment said, as far as the cause asks for it: see `consultation.erasure`.

    It comes with its proposal.
    """
    items = {comment.id: comment.reference}
    of = Contributions(comment.proposal.consultation_id, ListName.COMMENTS, items)
    erase(session, of, because=because, now=now)


def lock(session: Session, proposal: Proposal, comment: Comment | None = None) -> None:
    """Hold a proposal's row, and read it and a comment anew."""
    # What was read before may have changed while this waited for the row.
    session.refresh(proposal, ["status", "current_revision_id", *COUNTED], with_for_update=True)
    if comment is not None:
        session.refresh(comment, _AS_IT_IS_NOW, with_for_update=True)  # who speaks is confirmed holding its row alone


_AS_IT_IS_NOW = (
    *("status", "superseded_by_id", "settles_at", "published_at", "appears_at"),
    *("reason", "is_flood", "version", "edited_at"),
    *WORDS,
    *("asks_change", "told", "told_at", "sent_again"),
    *("attribution", "stakeholder_group", "region", "organisation", "name", "confirmed_at", "confirmed_by_id"),
)


def begin_decision(session: Session, comment: Comment, *expected: Status, version: int | None = None) -> None:
    """Hold a comment that is to be decided about; a refusal where it is not as it was read."""
    lock(session, comment.proposal, comment)
    if comment.status not in expected:
        raise AlreadyDone(N_("Somebody else has decided about this meanwhile, or its author has withdrawn it."))
    if version is not None and comment.version != version:
        raise EditedMeanwhile(N_("Its author has changed this since you opened it. Read it again before you decide."))


def decide(
    session: Session, comment: Comment, status: Status, *, officer: Participant, reason: str, now: datetime
) -> None:
    """Write down what was decided, by whom, when and why, and count anew."""
    comment.status = status
    if status is not Status.HELD:
        comment.appears_at = None
    comment.reason, comment.is_flood = reason, False
    comment.version += 1
    comment.decided_at = comment.changed_at = now
    comment.decided_by_id = officer.id
    recount(session, comment.proposal)
