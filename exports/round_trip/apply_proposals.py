"""Applying accepted rows of the list of proposals, and undoing that."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from consultation.database import in_parts
from consultation.discussion.models import Comment
from consultation.errors import EditedMeanwhile
from consultation.lists import ListName
from consultation.people.models import Status
from consultation.people.queries import get_participant
from consultation.proposals.content import Provenance
from consultation.proposals.models import Proposal, Revision
from consultation.proposals.operations.drafting import submit_proposal
from consultation.proposals.operations.importing import (
    ImportedChange,
    as_it_is,
    bring_in_all,
    change_brought_in,
    delete_proposals,
    provenance_of,
    restore_proposal,
)
from consultation.proposals.operations.lifecycle import edit_proposal, withdraw_proposal
from consultation.proposals.operations.revising import speaker_chosen
from consultation.proposals.queries import get_own_proposal, hold_all
from consultation.synthesis.models import Summary
from consultation.uploads.models import Made, UploadEntry
from consultation.uploads.operations import NewEntry
from consultation.web.identity import Identity
from exports.round_trip.cells import from_json
from exports.round_trip.editable_list import Acceptance, ListContext, require_own
from exports.round_trip.rows import Fate, RowEffect


def apply_proposals(session: Session, acceptance: Acceptance, rows: Sequence[RowEffect]) -> list[NewEntry]:
    """Apply the rows; EditedMeanwhile where something is not as it was when that was found."""
    held = hold_all(session, [row.item_id for row in rows if row.item_id])
    if any(_is_stale(row, held) for row in rows if row.item_id):
        raise EditedMeanwhile(_("Somebody has changed one of these rows since you were shown what would change."))
    marked = [
        *_added(session, acceptance, [row for row in rows if row.fate is Fate.NEW]),
        *_changed(session, acceptance, [row for row in rows if row.reference and not row.is_taken_back], held),
    ]
    for row in (row for row in rows if row.is_taken_back):
        withdraw_proposal(session, held[row.item_id], now=acceptance.context.now)
        marked.append((row, Made.WITHDRAWN, held[row.item_id], {}))
    session.flush()
    marks = _marks(session, [proposal for _row, _made, proposal, _before in marked])
    return [
        NewEntry(row.number, made, ListName.PROPOSALS, proposal.id, marks[proposal.id], before)
        for row, made, proposal, before in marked
    ]


def _is_stale(row: RowEffect, held: Mapping[int, Proposal]) -> bool:
    return row.item_id not in held or str(held[row.item_id].version) != row.version


AppliedRow = tuple[RowEffect, Made, Proposal, Mapping[str, object]]


def _added(session: Session, acceptance: Acceptance, rows: Sequence[RowEffect]) -> Iterator[AppliedRow]:
    context, said = acceptance.context, [from_json(row.said) for row in rows]
    if context.uploader.is_officer:
        made = bring_in_all(session, context.consultation, said, new_token=acceptance.new_token, now=context.now)
        yield from ((row, Made.ADDED, one, {}) for row, one in zip(rows, made, strict=True) if one is not None)
        return
    for row, one in zip(rows, said, strict=True):
        sent = submit_proposal(
            session,
            context.consultation,
            author=get_participant(session, acceptance.participant_id),
            speaker=one.speaker or acceptance.speaker,
            content=one.content,
            submission=acceptance.new_token(),
            token=acceptance.new_token(),
            speaks_as_stated=one.speaker is not None,
            now=context.now,
        )
        yield row, Made.ADDED, sent, {}


def _changed(
    session: Session, acceptance: Acceptance, rows: Sequence[RowEffect], held: Mapping[int, Proposal]
) -> Iterator[AppliedRow]:
    last = _grouped(session, [row.item_id for row in rows], Revision.proposal_id, func.max(Revision.number))
    before = {row.item_id: as_it_is(held[row.item_id], last[row.item_id]) for row in rows}
    brought_in = [row for row in rows if held[row.item_id].is_brought_in]
    own = [row for row in rows if not held[row.item_id].is_brought_in]
    changes = [ImportedChange(row.item_id, int(row.version), from_json(row.said)) for row in brought_in]
    change_brought_in(session, changes, now=acceptance.context.now)
    for row in brought_in:
        yield row, Made.CHANGED, held[row.item_id], before[row.item_id]
    for row in own:
        yield row, Made.CHANGED, _edited(session, acceptance, row), before[row.item_id]


def _edited(session: Session, acceptance: Acceptance, row: RowEffect) -> Proposal:
    viewer = Identity(acceptance.participant_id, is_officer=False, is_reachable=False)
    proposal = get_own_proposal(session, row.reference, viewer)
    edit_proposal(
        session,
        proposal,
        author=get_participant(session, acceptance.participant_id),
        speaker=speaker_chosen(proposal),
        content=from_json(row.said).content,
        version=int(row.version),
        now=acceptance.context.now,
    )
    return proposal


# ---- back again ----


def proposals_changed_since(
    session: Session, context: ListContext, entries: Sequence[UploadEntry], *, hold: bool
) -> list[str]:
    """Return the references of proposals that were changed or discussed since the upload.

    They are locked where they are to be held. NotAllowed where something is an author's and somebody else asks.
    """
    ids = [entry.proposal_id for entry in entries if entry.proposal_id]
    held = hold_all(session, ids) if hold else _read(session, ids)
    require_own([one.author_id for one in held.values()], context)
    marks = _marks(session, list(held.values()))
    spoken_of, summed_up = _spoken_of(session, ids), _summed_up(session, ids)
    found = []
    for entry in entries:
        proposal_id = entry.proposal_id or 0
        is_told = held[proposal_id].told_at is not None  # since: a change by its author answers what they were told
        is_spoken_of = is_told or spoken_of.get(proposal_id, 0) > json.loads(entry.before or "{}").get("revision", 0)
        is_summed_up = entry.made is Made.ADDED and proposal_id in summed_up
        if marks[proposal_id] != entry.mark or is_spoken_of or is_summed_up or entry.made is Made.WITHDRAWN:
            found.append(str(held[proposal_id].reference))
    return found


def undo_proposals(session: Session, context: ListContext, entries: Sequence[UploadEntry]) -> None:
    """Let everything be as it was before the upload; nothing was built on it."""
    changed = [(entry.proposal_id or 0, json.loads(entry.before)) for entry in entries if entry.made is Made.CHANGED]
    for proposal_id, before in changed:
        restore_proposal(session, context.consultation, proposal_id, before=before, now=context.now)
    added = [entry.proposal_id for entry in entries if entry.made is Made.ADDED and entry.proposal_id]
    delete_proposals(session, added, now=context.now)


def _read(session: Session, ids: Sequence[int]) -> dict[int, Proposal]:
    found: dict[int, Proposal] = {}
    for some in in_parts(ids):
        found |= {one.id: one for one in session.scalars(select(Proposal).where(Proposal.id.in_(some)))}
    return found


def _marks(session: Session, proposals: Sequence[Proposal]) -> dict[int, str]:
    """Return, by the ids of proposals, what is different once anybody has changed them or decided about them."""
    last: dict[int, str] = {}
    for some in in_parts([proposal.id for proposal in proposals]):
        numbered = select(Revision.proposal_id, Revision.number, _status(Revision)).order_by(Revision.number)
        found = session.execute(numbered.where(Revision.proposal_id.in_(some)))
        last.update((proposal_id, f"{number} {status}") for proposal_id, number, status in found)
    return {one.id: f"{_stands(one)} {last[one.id]} {_digest(provenance_of(one))}" for one in proposals}


def _stands(proposal: Proposal) -> Status:
    # That its hour has come changes nothing of what is approved.
    return Status.PUBLISHED if proposal.is_approved else proposal.status


def _status(revision: type[Revision]) -> ColumnElement[Any]:
    return case((revision.appears_at.is_not(None), Status.PUBLISHED.value), else_=revision.status)


def _digest(provenance: Provenance) -> str:
    return sha256(json.dumps(asdict(provenance), sort_keys=True).encode()).hexdigest()[:16]


def _spoken_of(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """Return, by the ids of proposals, the last revision that a comment speaks of."""
    return _grouped(session, ids, Comment.proposal_id, func.max(Revision.number), join=True)


def _summed_up(session: Session, ids: Sequence[int]) -> dict[int, int]:
    return _grouped(session, ids, Summary.proposal_id, func.count())


def _grouped(
    session: Session, ids: Sequence[int], of: Any, value: ColumnElement[int], *, join: bool = False
) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in in_parts(ids):
        counted: Select[int, int] = select(of, value).where(of.in_(some)).group_by(of)
        if join:
            counted = counted.join(Revision, Revision.id == Comment.revision_id)
        found.update((key, number) for key, number in session.execute(counted))
    return found
