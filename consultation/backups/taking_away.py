"""Taking away again what people took away after a backup was made, as the tombstones of the log ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consultation.counters.operations import give_to_nobody, give_to_nobody_of_hundreds
from consultation.discussion.models import Comment
from consultation.discussion.operations import changing, commenting
from consultation.discussion.operations.publishing import recount
from consultation.discussion.queries import get_comment_of_id
from consultation.erasure.contributions import Cause
from consultation.erasure.models import Tombstone
from consultation.erasure.tombstones import leaving_no_others, put_into_table
from consultation.erasure.withdrawn_log import TakenAway
from consultation.lists import ListName
from consultation.people.models import Attribution, Moderated, Status
from consultation.people.speaker import speaker_of
from consultation.people.tokens import mark_of
from consultation.process.models import Consultation
from consultation.process.queries import get_consultation_of_id
from consultation.proposals.models import Proposal
from consultation.proposals.operations import lifecycle
from consultation.proposals.operations.drafting import discard_draft
from consultation.proposals.operations.importing import delete_proposals
from consultation.proposals.operations.publishing import erase_proposals, hold
from consultation.uploads.models import ITEM_COLUMNS, UploadEntry

ALWAYS: Final = (Cause.WITHDRAWN, Cause.DELETED)
"""What can be asked for a second time and changes nothing then."""


def take_away(session: Session, logged: Iterable[TakenAway], *, now: datetime) -> Counter[Cause]:
    """Take away what the log and the table of tombstones say, in their order, and return how much for each cause.

    What the table knows already was taken away when the backup was made; of it only what must never be there is looked
    for again. The numbers of all of it are given to nobody else, and what the table does not know is put into it.
    """
    session.execute(update(Proposal).values(speaks_next=None, speaks_next_at=None))
    known = {one.token: one.as_taken_away for one in session.scalars(select(Tombstone).order_by(Tombstone.id))}
    unknown = [one for one in logged if one.token not in known]
    done: Counter[Cause] = Counter()
    drafts = _by_mark(session)
    with leaving_no_others(session):
        for entry in (*(one for one in known.values() if one.cause in ALWAYS), *unknown):
            item = _item_of(session, entry, drafts)
            if item is not None:
                done[entry.cause] += _OF[entry.of](session, entry, item, now)
    put_into_table(session, unknown)
    _keep_numbers_from_others(session, (*known.values(), *unknown))
    session.flush()
    return done


def _by_mark(session: Session) -> Mapping[str, int]:
    return {mark_of(token): number for number, token in session.execute(select(Proposal.id, Proposal.token))}


def _item_of(session: Session, entry: TakenAway, by_mark: Mapping[str, int]) -> int | None:
    """Return the id of what a tombstone is of; None where it is not there, or something else has its reference."""
    if entry.of is ListName.PROPOSALS:
        by_reference = select(Proposal.id).where(Proposal.reference == entry.reference)
        return by_mark.get(entry.mark) if entry.mark else session.scalar(by_reference)
    found = session.execute(select(Comment.id, Comment.submission).where(Comment.reference == entry.reference)).first()
    if found is None or (entry.mark and found.submission and mark_of(found.submission) != entry.mark):
        return None
    return int(found.id)


# ---- proposals ----


def _proposal(session: Session, entry: TakenAway, number: int, now: datetime) -> int:
    """Do to a proposal what its tombstone says; return how often that changed something."""
    proposal = session.get_one(Proposal, number)
    is_there = proposal.status is not Status.WITHDRAWN
    if entry.cause is Cause.DELETED or (proposal.is_draft and entry.cause is Cause.WITHDRAWN):
        _delete_proposal(session, proposal, entry)
    elif entry.cause is Cause.WITHDRAWN:
        lifecycle.withdraw_proposal(
            session, proposal, now=_moment_of(session, proposal.consultation_id, entry, proposal)
        )
    elif entry.cause is Cause.LESS_SHOWN:
        _show_less_of_proposal(session, proposal, entry, now)
    elif is_there and not proposal.is_draft:
        _hold_proposal(session, proposal, entry, now)
    return int(is_there)


def _delete_proposal(session: Session, proposal: Proposal, entry: TakenAway) -> None:
    """Delete a proposal; where something hangs on it by now, withdraw it."""
    number, moment = proposal.id, _moment_of(session, proposal.consultation_id, entry, proposal)
    try:
        with session.begin_nested():
            _forget_entries(session, ListName.PROPOSALS, number)
            if proposal.is_draft:
                discard_draft(session, proposal, now=moment)
            else:
                delete_proposals(session, [number], now=moment)
    except IntegrityError:
        lifecycle.withdraw_proposal(session, session.get_one(Proposal, number), now=moment)


def _show_less_of_proposal(session: Session, proposal: Proposal, entry: TakenAway, now: datetime) -> None:
    before = speaker_of(proposal)
    for attribution in (_attribution_of(entry), Attribution.NOTHING):
        lifecycle.show_less_of_proposal(session, proposal, attribution=attribution, now=now)
        if speaker_of(proposal) != before:
            return  # else what came off is not told by how much is shown: it may be any of it


def _hold_proposal(session: Session, proposal: Proposal, entry: TakenAway, now: datetime) -> None:
    revision = hold(session, proposal)
    if proposal.is_public or proposal.is_approved:
        _let_wait(proposal)
        _let_wait(revision)
        proposal.version += 1
    for because in {entry.cause, Cause.HIDDEN}:
        erase_proposals(session, [proposal], because=because, now=now)


# ---- comments ----


def _comment(session: Session, entry: TakenAway, number: int, now: datetime) -> int:
    """Do to a comment what its tombstone says; return how often that changed something."""
    comment = get_comment_of_id(session, number)
    is_there = comment.status is not Status.WITHDRAWN
    if entry.cause is Cause.DELETED:
        _delete_comment(session, comment, entry)
    elif entry.cause is Cause.WITHDRAWN:
        _withdraw_comment(session, comment, entry)
    elif entry.cause is Cause.LESS_SHOWN:
        _show_less_of_comment(session, comment, entry, now)
    elif is_there:
        _hold_comment(session, comment, entry, now)
    return int(is_there)


def _withdraw_comment(session: Session, comment: Comment, entry: TakenAway) -> None:
    moment = _moment_of(session, comment.proposal.consultation_id, entry, comment)
    is_bare_position = comment.takes_position and not comment.has_words
    withdraw = commenting.withdraw_position if is_bare_position else commenting.withdraw_comment
    withdraw(session, comment, now=moment)


def _delete_comment(session: Session, comment: Comment, entry: TakenAway) -> None:
    """Delete a comment; where something hangs on it by now, withdraw it."""
    number, moment = comment.id, _moment_of(session, comment.proposal.consultation_id, entry, comment)
    try:
        with session.begin_nested():
            _forget_entries(session, ListName.COMMENTS, number)
            commenting.delete_comment(session, comment, now=moment)
    except IntegrityError:
        commenting.withdraw_comment(session, get_comment_of_id(session, number), now=moment)


def _show_less_of_comment(session: Session, comment: Comment, entry: TakenAway, now: datetime) -> None:
    before = speaker_of(comment)
    for attribution in (_attribution_of(entry), Attribution.NOTHING):
        changing.show_less_of_comment(session, comment, attribution=attribution, now=now)
        if speaker_of(comment) != before:
            return


def _hold_comment(session: Session, comment: Comment, entry: TakenAway, now: datetime) -> None:
    commenting.lock(session, comment.proposal, comment)
    if comment.is_public or comment.is_approved:
        _let_wait(comment)
        comment.version += 1
        recount(session, comment.proposal)
    for because in {entry.cause, Cause.HIDDEN}:
        commenting.erase_comment(session, comment, because=because, now=now)


# ---- both ----

_OF: Final = {ListName.PROPOSALS: _proposal, ListName.COMMENTS: _comment}


def _let_wait(item: Moderated) -> None:
    item.status, item.appears_at, item.is_flood = Status.HELD, None, False
    item.decided_at = item.decided_by_id = None


def _attribution_of(entry: TakenAway) -> Attribution:
    return Attribution(entry.shows) if entry.shows in set(Attribution) else Attribution.NOTHING


def _moment_of(session: Session, consultation_id: int, entry: TakenAway, item: Proposal | Comment) -> datetime:
    """Return a moment of the day on which something was taken away, and none before it was last changed."""
    zone = ZoneInfo(get_consultation_of_id(session, consultation_id).zone)
    return max(datetime.combine(entry.day, time(12), zone), item.changed_at)


def _forget_entries(session: Session, of: ListName, number: int) -> None:
    session.execute(delete(UploadEntry).where(ITEM_COLUMNS[of] == number))


def _keep_numbers_from_others(session: Session, entries: Iterable[TakenAway]) -> None:
    prefixes = set(session.scalars(select(Consultation.reference_prefix)))
    for reference in sorted({entry.reference for entry in entries if entry.reference}):
        prefix, _hyphen, number = reference.rpartition("-")
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            continue
        if prefix in prefixes:
            give_to_nobody(session, prefix, int(number))
        elif prefix == "C":
            give_to_nobody_of_hundreds(session, "hundreds of comments", "comments of ", int(number))
