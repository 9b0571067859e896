"""Bringing in proposals that exist elsewhere, changing, restoring and deleting them; nobody here is their author.

Many at once take few statements, since thousands of rows are brought in while somebody waits.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from consultation.counters.list_places import next_places
from consultation.counters.operations import next_numbers
from consultation.database import in_parts, lock_name
from consultation.erasure.contributions import Cause
from consultation.errors import AlreadyDone, EditedMeanwhile, NotAllowed
from consultation.people.models import Status
from consultation.people.speaker import NOBODY, Speaker
from consultation.process.appearance import appears_at
from consultation.process.models import Consultation
from consultation.process.zones import day_in
from consultation.proposals.content import Content, Provenance
from consultation.proposals.models import REVISION_OF, Alignment, Origin, Proposal, Revision
from consultation.proposals.operations.publishing import erase_proposals, reference_of
from consultation.proposals.operations.revising import alignments_of, current_of
from consultation.proposals.queries import (
    get_revision,
    hold_all,
    proposals_called,
    proposals_with_content,
    revision_ids,
)
from consultation.proposals.search import full_text

_FORM: Final = "NFC"


class AlreadyBroughtIn(AlreadyDone):
    """What was to be brought in is there, by its id or else by its content."""


@dataclass(frozen=True)
class RowContent:
    """What a row of a table says, where it comes from, and who speaks in it, None where it does not say so.

    By who speaks it is not known again: the same text of somebody else is the same.
    """

    content: Content
    provenance: Provenance
    speaker: Speaker | None = None

    @cached_property
    def text_hash(self) -> str:
        """The hash of all that it says; the same for one text in whatever form of Unicode.

        A row whose primary objective is not stated is the same as one that states the first.
        """
        written = json.dumps(self._all, ensure_ascii=False)
        if unicodedata.is_normalized(_FORM, written):
            return self.hash_as_written
        return _hash_of(json.loads(unicodedata.normalize(_FORM, written)))

    @property
    def hash_as_written(self) -> str:
        """The hash with each text in the form of Unicode in which it came, as it was kept formerly."""
        return _hash_of(self._all)

    @property
    def content_hash(self) -> str | None:
        """The hash by which it is known again; None where the source gives an id."""
        return None if self.provenance.external_id else self.text_hash

    @cached_property
    def _all(self) -> list[Any]:
        codes = [[code.scheme, code.code] for code in self.content.codes]
        primary = self.content.primary or self.content.first_objective
        return [dict(self.content.answers), codes, primary, self.content.language, asdict(self.provenance)]

    @property
    def known_by(self) -> str:
        """By what it is recognised: the id in the source, else the hash."""
        return self.provenance.external_id or str(self.content_hash)


def _hash_of(said: list[Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


class ImportedChange(NamedTuple):
    """A change of a proposal that was brought in; `version` is the one that was read before."""

    proposal_id: int
    version: int
    said: RowContent


def bring_in(
    session: Session,
    consultation: Consultation,
    *,
    content: Content,
    provenance: Provenance,
    speaker: Speaker | None = None,
    token: str,
    now: datetime,
) -> Proposal:
    """Return a published proposal that nobody here is the author of; AlreadyBroughtIn when it is there."""
    said = RowContent(content, provenance, speaker)
    (made,) = bring_in_all(session, consultation, [said], new_token=lambda: token, now=now)
    if made is None:
        raise AlreadyBroughtIn(_("This has been brought in already."))
    return made


def bring_in_all(
    session: Session,
    consultation: Consultation,
    rows: Sequence[RowContent],
    *,
    new_token: Callable[[], str],
    now: datetime,
) -> list[Proposal | None]:
    """Return a published proposal for each row, None for what is there already or twice among the rows."""
    lock_name(session, f"bringing in {consultation.id}")
    known = already_there(session, consultation.id, rows)
    new: dict[str, RowContent] = {}
    for said in rows:
        if said.known_by not in known:
            new.setdefault(said.known_by, said)
    made = dict(zip(new, _added(session, consultation, list(new.values()), new_token=new_token, now=now), strict=True))
    return [made.pop(said.known_by, None) for said in rows]


def already_there(session: Session, consultation_id: int, rows: Iterable[RowContent]) -> set[str]:
    """Return the ids or hashes of those rows that were brought in already."""
    asked = list(rows)
    ids = {said.provenance.external_id: said.known_by for said in asked if said.provenance.external_id}
    without = [said for said in asked if not said.provenance.external_id]
    hashes = {key: said.known_by for said in without for key in (said.text_hash, said.hash_as_written)}
    found: set[str] = set()
    for column, known in ((Proposal.external_id, ids), (Proposal.content_hash, hashes)):
        for some in in_parts(list(known)):
            same = select(column).where(Proposal.consultation_id == consultation_id, column.in_(some))
            found.update(known[str(value)] for value in session.scalars(same))
    return found


def brought_in_with_ids(session: Session, consultation_id: int, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return by their ids in the source what was brought in with one of these: its reference, and its text's hash."""
    found = {}
    for some in in_parts(sorted(ids)):
        for one in proposals_with_content(session, consultation_id, Proposal.external_id.in_(some)):
            said = RowContent(current_of(one).content, provenance_of(one))
            found[said.known_by] = str(one.reference), said.text_hash
    return found


def change_brought_in(session: Session, changes: Sequence[ImportedChange], *, now: datetime) -> None:
    """Change proposals that were brought in, each by a new revision where its content differs.

    Raises EditedMeanwhile where one is not of the version that was seen, NotAllowed where one has an author or is not
    public.
    """
    held = hold_all(session, [change.proposal_id for change in changes])
    wordings = []
    for change in changes:
        proposal = _require_unchanged(held.get(change.proposal_id), change.version)
        current = current_of(proposal)
        _set_provenance(proposal, change.said.provenance)
        proposal.version += 1
        proposal.changed_at = now
        if change.said.content != current.content:
            wordings.append(_Wording(proposal, current.number + 1, change.said.content))
    session.flush()
    full_text.unindex_all(session, (proposal for proposal, _number, _content in wordings))
    _add_wordings(session, wordings, now=now)


def as_it_is(proposal: Proposal, last: int) -> dict[str, Any]:
    """Return for `restore_proposal`, in plain values, how a proposal is; its newest revision has the number `last`."""
    place = {"revision": current_of(proposal).number, "last": last, "is_approved": proposal.is_approved}
    source = {"provenance": asdict(provenance_of(proposal))} if proposal.is_brought_in else {}
    return place | proposal.as_told() | source


def restore_proposal(
    session: Session, consultation: Consultation, proposal_id: int, *, before: Mapping[str, Any], now: datetime
) -> None:
    """Let a proposal be again as `as_it_is` has found it, and delete the revisions that were added since.

    What was approved and has not appeared is approved again; what is public says at once again what it said.
    """
    proposal = hold_all(session, [proposal_id])[proposal_id]
    shown = get_revision(session, proposal_id, before["revision"])
    if "provenance" in before:
        _set_provenance(proposal, Provenance(**before["provenance"]))
    proposal.tell_again(before)
    if proposal.status is Status.HELD:
        is_approved = before.get("is_approved", False)
        proposal.appears_at = shown.appears_at = appears_at(consultation, now) if is_approved else None
    proposal.version += 1
    proposal.changed_at = now
    proposal.current_revision = shown
    shown.status = proposal.status  # what replaced it before it was looked at has made it a draft
    session.flush()
    last = before.get("last", before["revision"])
    session.execute(delete(Revision).where(Revision.proposal_id == proposal_id, Revision.number > last))
    if proposal.is_public:
        full_text.index(session, proposal, shown)
    erase_proposals(session, [proposal], because=Cause.RESTORED, now=now)


def delete_proposals(session: Session, proposal_ids: Sequence[int], *, now: datetime) -> None:
    """Delete proposals that nothing is built on, for good; their numbers are not given out again."""
    held = hold_all(session, proposal_ids)
    erase_proposals(session, held.values(), because=Cause.DELETED, now=now)


# ---- how ----


def _added(
    session: Session,
    consultation: Consultation,
    rows: Sequence[RowContent],
    *,
    new_token: Callable[[], str],
    now: datetime,
) -> list[Proposal]:
    if not rows:
        return []
    prefix = consultation.reference_prefix
    day = day_in(now, consultation.zone)
    numbers = zip(next_numbers(session, prefix, len(rows)), next_places(session, day, len(rows)), strict=True)
    added = {}
    for said, (number, place) in zip(rows, numbers, strict=True):
        proposal = _as_added(consultation, said, token=new_token(), now=now)
        proposal |= {"reference": reference_of(prefix, number), "published_on": day}
        proposal |= {"published_number": place, "sent_number": place}
        added[proposal["reference"]] = proposal
    session.execute(insert(Proposal), list(added.values()))
    made = proposals_called(session, list(added))
    _add_wordings(
        session, [_Wording(made[name], 1, said.content) for name, said in zip(added, rows, strict=True)], now=now
    )
    return [made[reference] for reference in added]


def _as_added(consultation: Consultation, said: RowContent, *, token: str, now: datetime) -> dict[str, Any]:
    provenance, speaker = said.provenance, (said.speaker or NOBODY).as_shown()
    return {
        "consultation_id": consultation.id,
        "kind": consultation.kind,
        "status": Status.PUBLISHED,
        "origin": Origin.BROUGHT_IN,
        "token": token,
        **dict.fromkeys(("created_at", "submitted_at", "published_at", "changed_at"), now),
        **vars(speaker),
        **vars(provenance),
        "external_id": provenance.external_id or None,
        "content_hash": said.content_hash,
    }


class _Wording(NamedTuple):
    """A revision to be: of which proposal, its number, and what it says."""

    proposal: Proposal
    number: int
    content: Content


def _add_wordings(session: Session, wordings: Sequence[_Wording], *, now: datetime) -> None:
    """Add revisions and let each be the one that is shown and found."""
    if not wordings:
        return
    model = REVISION_OF[wordings[0].proposal.kind]
    session.execute(insert(model), [_as_revision(wording, now=now) for wording in wordings])
    ids = revision_ids(session, [proposal.id for proposal, _number, _content in wordings])
    named, shown = [], []
    for proposal, number, content in wordings:
        revision_id = ids[proposal.id, number]
        shown.append({"id": proposal.id, "current_revision_id": revision_id})
        named += [{"revision_id": revision_id, **values} for values in alignments_of(content)]
        set_committed_value(proposal, "current_revision_id", revision_id)
        session.expire(proposal, ["current_revision"])
    if named:
        session.execute(insert(Alignment), named)
    session.execute(update(Proposal), shown)
    full_text.index_new(session, [(proposal, content) for proposal, _number, content in wordings])


def _as_revision(wording: _Wording, *, now: datetime) -> dict[str, Any]:
    proposal, number, content = wording
    said = {"kind": proposal.kind, "language": content.language, **content.answers}
    return {"proposal_id": proposal.id, "number": number, "status": proposal.status, "created_at": now, **said}


def _require_unchanged(proposal: Proposal | None, version: int) -> Proposal:
    if proposal is None or proposal.version != version:
        raise EditedMeanwhile(_("This proposal was changed since you opened it."))
    if not proposal.is_brought_in or not proposal.is_public:
        raise NotAllowed(_("Only what was brought in, and is public, can be changed by the secretariat."))
    return proposal


def provenance_of(proposal: Proposal) -> Provenance:
    """Return where a proposal comes from, as the source says it."""
    return Provenance(proposal.external_id or "", proposal.source, proposal.proposer, proposal.source_note)


def _set_provenance(proposal: Proposal, provenance: Provenance) -> None:
    proposal.external_id = provenance.external_id or None
    proposal.source, proposal.proposer = provenance.source, provenance.proposer
    proposal.source_note = provenance.source_note
