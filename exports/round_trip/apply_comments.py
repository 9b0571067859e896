"""Applying accepted rows of the list of comments, and undoing that."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from consultation.database import in_parts
from consultation.discussion.models import Comment, Stance
from consultation.discussion.operations.changing import is_edit_looked_at
from consultation.discussion.operations.commenting import (
    WORDS,
    comment_on,
    delete_comment,
    edit_comment,
    restore_comment,
    withdraw_comment,
)
from consultation.discussion.queries import answered, comments_with_proposals, get_comment, with_replies
from consultation.errors import EditedMeanwhile
from consultation.lists import ListName
from consultation.people.models import Participant, Status
from consultation.people.queries import get_participant
from consultation.process.models import Consultation
from consultation.proposals.models import Proposal
from consultation.proposals.operations.publishing import is_looked_at_first
from consultation.proposals.queries import get_proposal, hold_all
from consultation.uploads.models import Made, UploadEntry
from consultation.uploads.operations import NewEntry
from consultation.web.identity import Identity
from exports.round_trip.editable_list import Acceptance, ListContext, require_own
from exports.round_trip.rows import Fate, RowEffect


def proposal_ids_named(
    session: Session, consultation: Consultation, rows: Sequence[Mapping[str, str]]
) -> dict[str, int]:
    """Return the ids of the public proposals that rows name, by reference of the proposal or of a comment on it."""
    public = (Proposal.consultation_id == consultation.id, Proposal.status == Status.PUBLISHED)
    named = select(Proposal.reference, Proposal.id).where(*public)
    answered_ones = select(Comment.reference, Comment.proposal_id).where(Comment.status == Status.PUBLISHED)
    return {
        **_found(session, named, Proposal.reference, [row["proposal_reference"] for row in rows]),
        **_found(session, answered_ones, Comment.reference, [row["parent_reference"] for row in rows]),
    }


def _found(session: Session, chosen: Select[Any, int], column: Any, references: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in in_parts(list({reference for reference in references if reference})):
        found.update((str(reference), number) for reference, number in session.execute(chosen.where(column.in_(some))))
    return found


def apply_comments(session: Session, acceptance: Acceptance, rows: Sequence[RowEffect]) -> list[NewEntry]:
    """Apply the rows; EditedMeanwhile where something is not as it was when that was found."""
    consultation, now = acceptance.context.consultation, acceptance.context.now
    ids = [row.item_id for row in rows if row.item_id]
    places = proposal_ids_named(session, consultation, [row.said for row in rows if row.fate is Fate.NEW])
    _hold_proposals(session, ids, places.values())
    held = _held(session, consultation, ids)
    if any(_is_stale(row, held) for row in rows if row.item_id):
        raise EditedMeanwhile(_("Somebody has changed one of these rows since you were shown what would change."))
    author = get_participant(session, acceptance.participant_id)
    is_held = is_edit_looked_at(consultation, author, now=now)
    written: list[tuple[RowEffect, Made, Comment, Mapping[str, str]]] = []
    for row in rows:
        before: Mapping[str, str] = {}
        if row.fate is Fate.NEW:
            made, comment = Made.ADDED, _added(session, acceptance, row, author)
        elif row.is_taken_back:
            made, comment = Made.WITHDRAWN, held[row.item_id]
            withdraw_comment(session, comment, now=now)
        else:
            made, comment = Made.CHANGED, held[row.item_id]
            before = edit_comment(session, comment, said=row.said, is_held=is_held, now=now)
        written.append((row, made, comment, before))
    session.flush()  # a later row may have replaced the position of an earlier one
    return [
        NewEntry(row.number, made, ListName.COMMENTS, comment.id, _mark(comment), before)
        for row, made, comment, before in written
    ]


def _added(session: Session, acceptance: Acceptance, row: RowEffect, author: Participant) -> Comment:
    context, said = acceptance.context, row.said
    viewer = Identity(acceptance.participant_id, is_officer=False, is_reachable=author.is_reachable)
    proposal = get_proposal(session, said["proposal_reference"], viewer)
    parent = get_comment(session, said["parent_reference"], viewer=viewer) if said["parent_reference"] else None
    return comment_on(
        session,
        proposal,
        author=author,
        speaker=acceptance.speaker,
        **{name: said[name] for name in WORDS if name != "stance"},
        stance=Stance(said["stance"]),
        parent=parent,
        submission=None,
        is_held=is_looked_at_first(context.consultation, author),
        now=context.now,
    )


def comments_changed_since(
    session: Session, context: ListContext, entries: Sequence[UploadEntry], *, hold: bool
) -> list[str]:
    """Return the references of those that are not as the upload has left them, or that others have answered.

    They are locked where they are to be held. NotAllowed where something is an author's and somebody else asks.
    """
    ids = [entry.comment_id for entry in entries if entry.comment_id]
    if hold:
        _hold_proposals(session, ids, ())
    held = _held(session, context.consultation, ids, hold=hold)
    require_own([one.author_id for one in held.values()], context)
    discussed = {Made.ADDED: with_replies(session, list(held)), Made.CHANGED: answered(session, list(held))}
    found = []
    for entry in entries:
        comment = held[entry.comment_id or 0]
        is_before_erased = entry.made is Made.CHANGED and not entry.before
        is_discussed = comment.id in discussed.get(entry.made, ()) or comment.told_at is not None  # told since
        if _mark(comment) != entry.mark or is_discussed or entry.made is Made.WITHDRAWN or is_before_erased:
            found.append(comment.reference)
    return found


def undo_comments(session: Session, context: ListContext, entries: Sequence[UploadEntry]) -> None:
    """Let everything be as it was before the upload; nothing was built on it."""
    held = _held(session, context.consultation, [entry.comment_id for entry in entries if entry.comment_id])
    for entry in reversed(entries):
        comment = held[entry.comment_id or 0]
        if entry.made is Made.ADDED:
            delete_comment(session, comment, now=context.now)
        else:
            restore_comment(session, comment, json.loads(entry.before), now=context.now)


def _is_stale(row: RowEffect, held: Mapping[int, Comment]) -> bool:
    return row.item_id not in held or str(held[row.item_id].version) != row.version


def _mark(comment: Comment) -> str:
    """Return what is different once anybody has changed a comment or decided about it."""
    said = [str(getattr(comment, name)) for name in WORDS]
    is_current = not comment.is_replaced
    status = Status.PUBLISHED if comment.is_approved else comment.status  # that its hour has come changes nothing
    return f"{status} {is_current} {sha256(json.dumps(said).encode()).hexdigest()[:16]}"


def _hold_proposals(session: Session, comment_ids: Sequence[int], proposal_ids: Iterable[int]) -> None:
    """Lock the proposals before their comments, as everybody does, and all of them before anything is counted."""
    found = set(proposal_ids)
    for some in in_parts(comment_ids):
        found.update(session.scalars(select(Comment.proposal_id).where(Comment.id.in_(some))))
    hold_all(session, list(found))


def _held(session: Session, consultation: Consultation, ids: Sequence[int], *, hold: bool = True) -> dict[int, Comment]:
    """Return comments by their ids, locked and read anew where they are to be held."""
    found: dict[int, Comment] = {}
    for some in in_parts(ids):
        held = comments_with_proposals(session, consultation, Comment.id.in_(some), for_update=hold)
        found |= {one.id: one for one in held}
    return found
