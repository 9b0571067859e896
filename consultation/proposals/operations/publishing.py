"""Steps that changes of a proposal share: locking its row, giving a reference, showing it, erasing copies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from consultation.counters.list_places import draw_place
from consultation.counters.operations import draw_number, set_value, value_of
from consultation.database import in_parts
from consultation.erasure.contributions import Cause, Contributions
from consultation.erasure.operations import erase
from consultation.lists import ListName
from consultation.people.models import Participant, Status
from consultation.people.operations import attribute
from consultation.people.queries import get_participant
from consultation.process.appearance import appears_at
from consultation.process.models import Consultation
from consultation.process.queries import get_consultation_of_id
from consultation.process.zones import day_in
from consultation.proposals.models import Proposal, Revision
from consultation.proposals.operations.revising import speaker_chosen
from consultation.proposals.queries import get_current_revision, hold_all, proposals_with_content, revisions_of
from consultation.proposals.search import full_text

INDEX = "version of the search index"


def is_looked_at_first(consultation: Consultation, author: Participant) -> bool:
    """Whether what this author sends is held until the secretariat has looked at it."""
    return consultation.is_protected and not author.is_reachable


def hold(session: Session, proposal: Proposal) -> Revision:
    """Lock the proposal's row, read it anew and return its current revision as it is now."""
    columns = [column.key for column in inspect(Proposal).column_attrs]
    session.refresh(proposal, columns, with_for_update=True)
    return get_current_revision(session, proposal)


def receive(session: Session, proposal: Proposal, *, now: datetime) -> None:
    """Give what was sent its reference and its place among what the secretariat looks at."""
    prefix = proposal.consultation.reference_prefix
    proposal.reference = reference_of(prefix, draw_number(session, prefix))
    proposal.submitted_at = proposal.changed_at = now
    proposal.sent_number = place_sent(session, proposal, now=now)


def place_sent(session: Session, proposal: Proposal, *, now: datetime) -> int:
    """Return the place of what is sent now: a proposal, or an edit of one."""
    return draw_place(session, day_in(now, proposal.consultation.zone), Proposal.sent_number)


def reference_of(prefix: str, number: int) -> str:
    """Return IND-0042."""
    return f"{prefix}-{number:04d}"


def appear(session: Session, proposal: Proposal, revision: Revision, *, now: datetime) -> None:
    """Show a proposal as the revision has it: at once, or where the consultation is protected with all others."""
    proposal.appears_at = revision.appears_at = appears_at(proposal.consultation, now)
    if proposal.appears_at is None:
        publish(session, proposal, revision, now=now)
        return
    proposal.status = revision.status = Status.HELD
    session.flush()


def release_proposals(session: Session, *, now: datetime) -> None:
    """Show every proposal, every edit of one, and every speaker whose moment has come."""
    due = (Revision.status == Status.HELD, Revision.appears_at <= now)
    found = session.scalars(select(Revision.proposal_id).where(*due).distinct()).all()
    for proposal in hold_all(session, found).values():
        consultation = get_consultation_of_id(session, proposal.consultation_id)
        set_committed_value(proposal, "consultation", consultation)
        for revision in revisions_of(session, proposal):
            if revision.is_approved and revision.appears_at is not None and revision.appears_at <= now:
                show_edit(session, proposal, revision, now=revision.appears_at)
    _release_speakers(session, now=now)


def _release_speakers(session: Session, *, now: datetime) -> None:
    """Let speak in every proposal who is to speak from now on."""
    found = session.scalars(select(Proposal.id).where(Proposal.speaks_next_at <= now)).all()
    for proposal in hold_all(session, found).values():
        author, moment = get_participant(session, proposal.author_id or 0), proposal.speaks_next_at or now
        attribute(session, proposal, author=author, speaker=speaker_chosen(proposal), now=moment)
        proposal.speaks_next = proposal.speaks_next_at = None
        if proposal.is_public:
            proposal.changed_at = moment
        index_published(session, proposal, get_current_revision(session, proposal))


def show_edit(session: Session, proposal: Proposal, revision: Revision, *, now: datetime) -> None:
    """Show a text in the place of what was shown.

    What was hidden is shown again with it, and what it said before stays hidden.
    """
    if proposal.status is Status.HIDDEN:
        for earlier in revisions_of(session, proposal):
            earlier.status = Status.HIDDEN if earlier.is_public else earlier.status
        proposal.reason = ""
        proposal.decided_at, proposal.decided_by_id = revision.decided_at, revision.decided_by_id
        proposal.tell_nothing()
    proposal.current_revision = revision
    proposal.appears_at = revision.appears_at = None
    publish(session, proposal, revision, now=now)


def publish(session: Session, proposal: Proposal, revision: Revision, *, now: datetime) -> None:
    """Show a proposal to everybody as the revision has it."""
    if proposal.published_number is None:
        proposal.published_at = now
        proposal.published_on = day_in(now, proposal.consultation.zone)
        proposal.published_number = draw_place(session, proposal.published_on, Proposal.published_number)
    proposal.status = revision.status = Status.PUBLISHED
    proposal.changed_at = now
    index_published(session, proposal, revision)


def index_published(session: Session, proposal: Proposal, current: Revision) -> None:
    """Let what is public be found by what it says now."""
    session.flush()
    if proposal.is_public:
        full_text.index(session, proposal, current)


def erase_proposals(session: Session, proposals: Collection[Proposal], *, because: Cause, now: datetime) -> None:
    """Erase what proposals said, as far as the cause asks for it: see `consultation.erasure`."""
    for consultation_id in {proposal.consultation_id for proposal in proposals}:
        items = {one.id: one.reference for one in proposals if one.consultation_id == consultation_id}
        erase(session, Contributions(consultation_id, ListName.PROPOSALS, items), because=because, now=now)


def rebuild_index(session: Session) -> int:
    """Index everything that is public where the index was made by another version of `search`; return how many."""
    if value_of(session, INDEX) == full_text.VERSION:
        return 0
    public = select(Proposal.consultation_id, Proposal.id).where(Proposal.status == Status.PUBLISHED)
    ids = defaultdict(list)
    for consultation_id, proposal_id in session.execute(public.order_by(Proposal.id)):
        ids[consultation_id].append(proposal_id)
    full_text.unindex_everything(session)
    for consultation_id, those in ids.items():
        for some in in_parts(those):
            found = proposals_with_content(session, consultation_id, Proposal.id.in_(some))
            full_text.index_new(session, [(one, one.current_revision.content) for one in found if one.current_revision])
            session.expunge_all()
    set_value(session, INDEX, full_text.VERSION)
    return sum(map(len, ids.values()))
