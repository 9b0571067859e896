"""Reading proposals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload, selectinload

from consultation.database import in_parts
from consultation.errors import NotFound
from consultation.people.models import APPROVED, Status
from consultation.people.tokens import hashed
from consultation.process.models import Consultation
from consultation.proposals.content import Content
from consultation.proposals.models import Alignment, IndicatorRevision, Origin, Proposal, Revision
from consultation.proposals.search.filters import NOT_STATED, Filters
from consultation.proposals.search.full_text import SearchQuery, is_found
from consultation.web.identity import Identity
from consultation.web.paging import Page, read_cursor, write_cursor
from indicators.schemes import ALL_OBJECTIVES, OBJECTIVE, THEME

REVISIONS: Final = 20  # a page of the history

TRACES: Final = (Status.HIDDEN, Status.WITHDRAWN)
"""What was public once and has left a dated trace."""


@dataclass(frozen=True)
class Edit:
    """A revision and the one before it that the same reader may see."""

    revision: Revision
    earlier: Revision | None

    @property
    def before(self) -> Content | None:
        return self.earlier.content if self.earlier is not None else None


def get_proposal(session: Session, reference: str, viewer: Identity | None) -> Proposal:
    """Return a proposal with its consultation and phases and the current revision with its alignments.

    NotFound when the viewer may not know of it. Of what is hidden or withdrawn everybody may know, if it was public
    once; its text is for those who `may_read` it.
    """
    found = session.scalars(_whole().where(Proposal.reference == reference)).one_or_none()
    if found is None or not may_know(found, viewer):
        raise NotFound(_("There is no such proposal. Check the reference, or look for it in the list."))
    return found


def get_own_proposal(session: Session, reference: str, viewer: Identity | None) -> Proposal:
    """Return a proposal as `get_proposal` does, to its author alone; NotFound for everybody else."""
    proposal = get_proposal(session, reference, viewer)
    if not is_author(proposal, viewer):
        raise NotFound(_("Only its author can do this. If it is yours, sign in with the key it was sent with."))
    return proposal


def get_proposal_to_show_less(session: Session, reference: str, viewer: Identity | None) -> Proposal:
    """Return a proposal to its author as `get_own_proposal` does, and what was brought in for somebody to officers."""
    proposal = get_proposal(session, reference, viewer)
    is_for_officers = proposal.is_brought_in and viewer is not None and viewer.is_officer
    return proposal if is_for_officers else get_own_proposal(session, reference, viewer)


def get_draft(session: Session, token: str, viewer: Identity | None) -> Proposal:
    """Return what has this token, draft or sent by now, to its author alone; with all that `get_proposal` brings."""
    found = session.scalars(_whole().where(Proposal.token == token)).one_or_none()
    if found is None or not is_author(found, viewer):
        raise NotFound(_("There is no such draft here. It may have been discarded, or belong to somebody else."))
    return found


def find_by_submission(session: Session, submission: str) -> Proposal | None:
    """Return what the form with this one-time key has sent before, as `get_proposal` does."""
    return session.scalars(_whole().where(Proposal.submission == hashed(submission))).one_or_none()


def get_current_revision(session: Session, proposal: Proposal) -> Revision:
    """Return the revision that is shown, as it is in the database now, with its alignments."""
    fresh = _revisions(proposal).where(Revision.id == proposal.current_revision_id)
    return session.scalars(fresh.execution_options(populate_existing=True)).one()


def find_held_revision(session: Session, proposal: Proposal) -> Revision | None:
    """Return the edit of a published proposal that waits to be looked at, with its alignments."""
    return session.scalars(
        _revisions(proposal).where(Revision.status == Status.HELD, Revision.id != proposal.current_revision_id)
    ).one_or_none()


def find_newest_edit(session: Session, proposal: Proposal) -> Revision | None:
    """Return the newest text beside the one that is shown, or was until it was hidden, with its alignments.

    It waits to be looked at, or was refused; none where what is shown is newer.
    """
    newest = _revisions(proposal).where(Revision.id > proposal.current_revision_id)
    undecided = newest.where(Revision.status.in_((Status.HELD, Status.REFUSED)))
    return session.scalars(undecided.order_by(Revision.number.desc()).limit(1)).one_or_none()


def to_answer(proposal: Proposal, edit: Revision | None) -> Proposal | Revision:
    """Return of which of both its author was told something last: an edit that was refused, or the proposal itself."""
    of_edit, of_proposal = edit.to_answer_since if edit is not None else None, proposal.to_answer_since
    if edit is None or of_edit is None or (of_proposal is not None and of_proposal > of_edit):
        return proposal
    return edit


def proposals_with_content(
    session: Session, consultation_id: int, *conditions: ColumnElement[bool]
) -> Sequence[Proposal]:
    """Return the proposals that fulfil the conditions, with current revision and alignments, by their references."""
    found = select(Proposal).where(Proposal.consultation_id == consultation_id, *conditions)
    whole = found.options(selectinload(Proposal.current_revision).selectinload(Revision.alignments))
    return session.scalars(whole.order_by(func.length(Proposal.reference), Proposal.reference)).all()


def newest_edits(session: Session, proposal_ids: Sequence[int]) -> dict[int, Revision]:
    """Return what `find_newest_edit` finds of each of many, without alignments, by the ids of the proposals."""
    beside = (Revision.status.in_((Status.HELD, Status.REFUSED)), Revision.id > Proposal.current_revision_id)
    found: dict[int, Revision] = {}
    for some in in_parts(proposal_ids):
        joined = select(Revision).join(Proposal, Proposal.id == Revision.proposal_id)
        in_order = joined.where(Proposal.id.in_(some), *beside).order_by(Revision.number)
        found |= {revision.proposal_id: revision for revision in session.scalars(in_order)}
    return found


def hold_all(session: Session, proposal_ids: Sequence[int]) -> dict[int, Proposal]:
    """Lock the rows of proposals and return them by their ids, read anew, with current revision and alignments."""
    found: dict[int, Proposal] = {}
    for some in in_parts(sorted(proposal_ids)):  # in one order, so that no two wait for each other
        anew = select(Proposal).where(Proposal.id.in_(some)).order_by(Proposal.id).with_for_update()
        whole = anew.options(selectinload(Proposal.current_revision).selectinload(Revision.alignments))
        found |= {one.id: one for one in session.scalars(whole.execution_options(populate_existing=True))}
    return found


def proposals_called(session: Session, references: Sequence[str]) -> dict[str, Proposal]:
    """Return proposals by their references."""
    found: dict[str, Proposal] = {}
    for some in in_parts(references):
        called = session.scalars(select(Proposal).where(Proposal.reference.in_(some)))
        found |= {str(one.reference): one for one in called}
    return found


def revision_ids(session: Session, proposal_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """Return the ids of all revisions of proposals, by the proposal's id and the revision's number."""
    found: dict[tuple[int, int], int] = {}
    for some in in_parts(proposal_ids):
        numbered = select(Revision.proposal_id, Revision.number, Revision.id).where(Revision.proposal_id.in_(some))
        found |= {(proposal_id, number): one for proposal_id, number, one in session.execute(numbered)}
    return found


def get_revision(session: Session, proposal_id: int, number: int) -> Revision:
    """Return the revision of a proposal that has this number, with its alignments."""
    found = select(Revision).where(Revision.proposal_id == proposal_id, Revision.number == number)
    return session.scalars(found.options(selectinload(Revision.alignments))).one()


def last_revision_number(session: Session, proposal: Proposal) -> int:
    """Return the number of the newest revision, shown or not."""
    return session.scalars(
        select(Revision.number).where(Revision.proposal_id == proposal.id).order_by(Revision.number.desc()).limit(1)
    ).one()


def history_of(session: Session, proposal: Proposal, *, viewer: Identity | None, cursor: str | None) -> Page[Edit]:
    """Return a page of the revisions the viewer may see, newest first, each with what it followed.

    What is held, was refused, or was hidden before another text took its place is seen by its author and the
    secretariat, what was replaced before anybody had looked at it by its author alone.
    """
    statuses = [Status.PUBLISHED]
    if is_author(proposal, viewer):
        statuses += [Status.DRAFT, Status.HELD, Status.REFUSED, Status.HIDDEN]
    elif viewer is not None and viewer.is_officer:
        statuses += [Status.HELD, Status.REFUSED, Status.HIDDEN]
    before = read_cursor(cursor)
    found = _revisions(proposal).where(Revision.status.in_(statuses)).order_by(Revision.number.desc())
    if before is not None:
        found = found.where(Revision.number < before[0])
    revisions = session.scalars(found.limit(REVISIONS + 1)).all()
    shown = revisions[:REVISIONS]
    edits = [Edit(later, earlier) for later, earlier in zip_longest(shown, revisions[1 : REVISIONS + 1])]
    older = write_cursor(shown[-1].number) if len(revisions) > REVISIONS else None
    return Page(edits, older, is_first=before is None)


def revisions_of(session: Session, proposal: Proposal) -> Sequence[Revision]:
    """Return every revision with its alignments, the first one first."""
    return session.scalars(_revisions(proposal).order_by(Revision.number)).all()


HAS_NO_POSITIONS: Final = (Proposal.support_count == 0) & (Proposal.changes_count == 0) & (Proposal.concern_count == 0)


def visible_proposals(consultation_id: int, filters: Filters, *, statuses: Sequence[Status]) -> Select[int]:
    """Select the ids of a consultation's proposals that have one of the statuses and what the filters ask for.

    Only what is published can be searched: where words are asked for, nothing else is selected.
    """
    wanted = [status for status in statuses if not filters.status or status is filters.status_asked]
    found = select(Proposal.id).where(Proposal.consultation_id == consultation_id, Proposal.status.in_(wanted))
    for kind, codes in filters.facets().items():
        found = found.where(_CONDITIONS[kind](codes))
    if filters.status_asked is Status.HELD:
        is_approved = Proposal.appears_at.is_not(None)
        found = found.where(is_approved if filters.status == APPROVED else ~is_approved)
    if filters.positions:
        found = found.where(HAS_NO_POSITIONS)
    words = SearchQuery(filters.q, within=consultation_id, organisation=filters.organisation)
    return found.where(is_found(Proposal.published_number, words)) if filters.has_words else found


def is_author(proposal: Proposal, viewer: Identity | None) -> bool:
    """Whether the viewer sent it."""
    return viewer is not None and proposal.author_id == viewer.participant_id


def may_know(proposal: Proposal, viewer: Identity | None) -> bool:
    """Whether the viewer may be told that it exists."""
    if is_author(proposal, viewer):
        return True
    if proposal.is_draft:
        return False
    if proposal.is_public or (viewer is not None and viewer.is_officer):
        return True
    return proposal.status in TRACES and proposal.published_at is not None


def may_read(proposal: Proposal, viewer: Identity | None) -> bool:
    """Whether the viewer may read its text, given that they may know of it; of what is withdrawn there is none."""
    if proposal.status is Status.WITHDRAWN:
        return False
    return proposal.is_public or is_author(proposal, viewer) or (viewer is not None and viewer.is_officer)


def _whole() -> Select[Proposal]:
    return select(Proposal).options(
        joinedload(Proposal.consultation).selectinload(Consultation.phases),
        joinedload(Proposal.current_revision).selectinload(Revision.alignments),
    )


def _revisions(proposal: Proposal) -> Select[Revision]:
    return select(Revision).where(Revision.proposal_id == proposal.id).options(selectinload(Revision.alignments))


Condition = Callable[[Sequence[str]], ColumnElement[bool]]


def _names(scheme: str, *, is_primary: bool | None = None) -> Condition:
    """The condition that the current revision names one of the codes of a scheme."""

    def condition(codes: Sequence[str]) -> ColumnElement[bool]:
        naming = select(Alignment.revision_id).where(Alignment.scheme == scheme, Alignment.code.in_(codes))
        if is_primary is not None:
            naming = naming.where(Alignment.is_primary.is_(is_primary))
        return Proposal.current_revision_id.in_(naming)

    return condition


def _names_without_primary(codes: Sequence[str]) -> ColumnElement[bool]:
    """The condition that the current revision names one of the objectives and states no primary one."""
    naming = select(Alignment.revision_id).where(Alignment.code.in_(codes), among_several_without_primary())
    return Proposal.current_revision_id.in_(naming)


def among_several_without_primary() -> ColumnElement[bool]:
    """The condition that an alignment names an objective in a revision that does not state which is the primary one."""
    beside = aliased(Alignment)
    of_it = (beside.revision_id == Alignment.revision_id, beside.scheme == OBJECTIVE, beside.is_primary.is_(True))
    is_stated = select(beside.code).where(*of_it).correlate(Alignment).exists()
    return and_(Alignment.scheme == OBJECTIVE, Alignment.code != ALL_OBJECTIVES, ~is_stated)


def _says(column: InstrumentedAttribute[str]) -> Condition:
    """The condition that the current revision has one of the answers."""
    return lambda codes: Proposal.current_revision_id.in_(select(Revision.id).where(column.in_(codes)))


_CONDITIONS: Final[dict[str, Condition]] = {
    OBJECTIVE: _names(OBJECTIVE),
    "primary_objective": _names(OBJECTIVE, is_primary=True),
    "also_objective": lambda codes: _names(OBJECTIVE, is_primary=False)(codes) & ~_names_without_primary(codes),
    "not_stated_objective": _names_without_primary,
    THEME: _names(THEME),
    "group": lambda codes: Proposal.stakeholder_group.in_(_stated(codes)),
    "region": lambda codes: Proposal.region.in_(_stated(codes)),
    "language": _says(Revision.language),
    "action": _says(IndicatorRevision.action),
    "origin": lambda codes: Proposal.origin.in_(map(Origin, codes)),
}


def _stated(codes: Sequence[str]) -> list[str]:
    return ["" if code == NOT_STATED else code for code in codes]
