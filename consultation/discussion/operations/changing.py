"""Changing a comment: editing it, sending a refused or hidden one again, asking for that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consultation.discussion.models import Comment
from consultation.discussion.operations.commenting import (
    begin_decision,
    decide,
    edit_comment,
    erase_comment,
    lock,
    require_edit,
    require_public,
    require_same_kind,
    set_words,
)
from consultation.discussion.operations.publishing import recount
from consultation.erasure.contributions import Cause
from consultation.errors import EditedMeanwhile, Refusal
from consultation.people.flood_limits import hold_count
from consultation.people.models import Attribution, Participant, Status
from consultation.people.operations import attribute
from consultation.people.queries import get_participant
from consultation.people.speaker import Speaker, speaker_of
from consultation.process.models import Action, Consultation
from consultation.process.operations import require_answer
from consultation.proposals.operations.publishing import is_looked_at_first
from indicators.marking import N_


def is_sent_again(comment: Comment) -> bool:
    """Whether a change of a comment is held for another look instead of being an edit of public text."""
    return comment.status in (Status.REFUSED, Status.HIDDEN)


def require_comment_change(session: Session, comment: Comment, *, now: datetime) -> None:
    """Raise a refusal unless its author may change a comment now; it comes with its proposal and consultation."""
    if not is_sent_again(comment):
        require_edit(session, comment, now=now)
        return
    require_answer(comment.proposal.consultation, Action.COMMENT, since=comment.to_answer_since, now=now)
    require_public(comment.proposal, None)


def is_edit_looked_at(consultation: Consultation, author: Participant, *, now: datetime) -> bool:
    """Whether an edit of what is public is held, out of sight, until the secretariat has looked at it."""
    return is_looked_at_first(consultation, author) or not consultation.permits(Action.COMMENT, now)


def why_fixed(session: Session, comment: Comment, *, now: datetime) -> str:
    """Return why its author cannot change a comment now, "" where they can."""
    try:
        require_comment_change(session, comment, now=now)
    except Refusal as refusal:
        return str(_(refusal.sentence))
    return ""


def change_comment(
    session: Session,
    comment: Comment,
    *,
    author: Participant,
    speaker: Speaker | None,
    said: Mapping[str, Any],
    version: int,
    now: datetime,
) -> None:
    """Change the words of a comment, by the names in `WORDS`; `version` is the one its author has read.

    What is public is edited by the rules of `edit_comment`, and waits where its author `is_looked_at_first` or the
    phase has closed. What was refused waits anew; what was hidden stays hidden until it is decided about. Only
    there can another `speaker` be given.
    """
    hold_count(session, author)
    lock(session, comment.proposal, comment)
    require_comment_change(session, comment, now=now)
    if comment.version != version:
        raise EditedMeanwhile(N_("This comment was changed since you opened it."))
    # No upload before this can be undone any more, so what it said before them is needed no more.
    erase_comment(session, comment, because=Cause.PAST_UNDO, now=now)
    consultation = comment.proposal.consultation
    if is_sent_again(comment):
        require_same_kind(comment, said)
        _send_again(session, comment, author=author, speaker=speaker, said=said, now=now)
        return
    is_held = is_edit_looked_at(consultation, author, now=now)
    edit_comment(session, comment, said=said, is_held=is_held, now=now)


def _send_again(
    session: Session,
    comment: Comment,
    *,
    author: Participant,
    speaker: Speaker | None,
    said: Mapping[str, Any],
    now: datetime,
) -> None:
    earlier = comment.said_to_author
    set_words(session, comment, said, now=now)
    if speaker is not None:
        _attribute(session, comment, author=author, speaker=speaker, now=now)
    if comment.status is Status.HIDDEN:
        # Its trace says what it said, and the dates that others read tell nothing of this.
        comment.sent_again, comment.edited_at = True, now
    else:
        comment.status, comment.reason = Status.HELD, ""
        comment.decided_at = comment.decided_by_id = None
        comment.changed_at = now
    comment.told = earlier  # so that whoever looks at it again knows what was wrong
    recount(session, comment.proposal)


def show_less_of_comment(session: Session, comment: Comment, *, attribution: Attribution, now: datetime) -> None:
    """Show no more of who speaks in a comment than this, at once and whatever has closed since. Twice is once.

    The comment comes with its proposal.
    """
    lock(session, comment.proposal, comment)
    shown = speaker_of(comment).at_most(attribution)
    if shown == speaker_of(comment):
        return
    author = get_participant(session, comment.author_id or 0)
    _attribute(session, comment, author=author, speaker=shown, now=now)
    comment.version += 1
    if comment.status is not Status.HIDDEN:
        comment.changed_at = now


def _attribute(session: Session, comment: Comment, *, author: Participant, speaker: Speaker, now: datetime) -> None:
    before = speaker_of(comment)
    attribute(session, comment, author=author, speaker=speaker, now=now)
    if speaker_of(comment).in_common_with(before) != before:
        erase_comment(session, comment, because=Cause.LESS_SHOWN, now=now)


def keep_comment_hidden(
    session: Session, comment: Comment, *, officer: Participant, reason: str, version: int | None = None, now: datetime
) -> None:
    """Do not show again what was hidden and sent again; its author alone sees why."""
    begin_decision(session, comment, Status.HIDDEN, version=version)
    comment.tell(reason, asks_change=False, now=now)
    comment.sent_again = False
    session.flush()


def ask_for_change_of_comment(
    session: Session, comment: Comment, *, officer: Participant, reason: str, version: int | None = None, now: datetime
) -> None:
    """Ask its author for a change, with a reason for them alone; what waited is not published, the rest stays."""
    begin_decision(session, comment, Status.HELD, Status.REFUSED, Status.PUBLISHED, Status.HIDDEN, version=version)
    comment.tell(reason, asks_change=True, now=now)
    comment.sent_again = False
    if comment.status in (Status.HELD, Status.REFUSED):
        decide(session, comment, Status.REFUSED, officer=officer, reason="", now=now)
    session.flush()
