"""Erasing what proposals said from the search index and from their own rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from consultation.database import in_parts
from consultation.erasure.contributions import Cause, Contributions
from consultation.erasure.stores import Store
from consultation.lists import ListName
from consultation.people.operations import erase_speaker
from consultation.people.tokens import mark_of
from consultation.proposals.models import Proposal, Revision
from consultation.proposals.operations.revising import erase_revision
from consultation.proposals.queries import revisions_of
from consultation.proposals.search import full_text
from indicators.fields import SCHEMAS

_NOT_FOUND: Final = (Cause.DELETED, Cause.WITHDRAWN, Cause.HIDDEN)


def _erase_from_search(session: Session, contributions: Contributions, because: Cause, now: datetime) -> None:
    """Delete proposals from the index; what it says of changed ones was replaced before."""
    if contributions.of is not ListName.PROPOSALS:
        return
    if because in _NOT_FOUND:
        full_text.unindex_all(session, _proposals(session, contributions))
    if because is not Cause.HIDDEN:
        full_text.purge(session)


def _erase_rows(session: Session, contributions: Contributions, because: Cause, now: datetime) -> None:
    if contributions.of is not ListName.PROPOSALS:
        return
    if because is Cause.WITHDRAWN:
        for proposal in _proposals(session, contributions):
            _erase_words(session, proposal)
    elif because is Cause.DELETED:
        _delete_rows(session, _proposals(session, contributions))


def _erase_words(session: Session, proposal: Proposal) -> None:
    for revision in revisions_of(session, proposal):
        erase_revision(session, revision)
    erase_speaker(proposal)
    proposal.speaks_next = proposal.speaks_next_at = None
    proposal.source = proposal.proposer = proposal.source_note = ""
    proposal.reason = proposal.fingerprint = ""
    proposal.tell_nothing()


def _delete_rows(session: Session, proposals: Sequence[Proposal]) -> None:
    for proposal in proposals:
        session.expunge(proposal)
    for some in in_parts([proposal.id for proposal in proposals]):
        session.execute(update(Proposal).where(Proposal.id.in_(some)).values(current_revision_id=None))
        session.execute(delete(Revision).where(Revision.proposal_id.in_(some)))
        session.execute(delete(Proposal).where(Proposal.id.in_(some)))


def _marks(session: Session, ids: Sequence[int]) -> Mapping[int, tuple[str, str]]:
    known = select(Proposal.id, Proposal.token, Proposal.attribution)
    found = (session.execute(known.where(Proposal.id.in_(some)).order_by(Proposal.id)) for some in in_parts(ids))
    return {number: (mark_of(token), shows.value) for rows in found for number, token, shows in rows}


def _proposals(session: Session, contributions: Contributions) -> list[Proposal]:
    found: list[Proposal] = []
    for some in in_parts(list(contributions.items)):
        found += session.scalars(select(Proposal).where(Proposal.id.in_(some)))
    return found


_SAID_IN_REVISIONS: Final = {
    "reference_list" if column.name == "references" else column.name
    for schema in SCHEMAS.values()
    for column in schema.columns
}
_OF_REVISIONS: Final = {f"revisions.{name}" for name in (*_SAID_IN_REVISIONS, "reason", "told")}
_OF_PROPOSALS: Final = {
    f"proposals.{name}"
    for name in (
        *("stakeholder_group", "region", "organisation", "name", "speaks_next", "reason", "told", "fingerprint"),
        *("source", "proposer", "source_note"),
    )
}
_COUNTED: Final = {f"public_counts.{name}" for name in ("scheme", "code", "stakeholder_group")}
STORES: Final = [
    Store(frozenset({"proposal_search", *_COUNTED}), _erase_from_search),
    Store(frozenset(_OF_REVISIONS | _OF_PROPOSALS | {"alignments.scheme", "alignments.code"}), _erase_rows),
]
MARKS: Final = {ListName.PROPOSALS: _marks}
