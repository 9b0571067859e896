"""The editable list of proposals: a column for each question of the form, and room for new rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from consultation.database import in_parts
from consultation.lists import ListName
from consultation.people.models import Status
from consultation.process.models import Action
from consultation.proposals.content import Provenance
from consultation.proposals.forms import row_form
from consultation.proposals.models import Proposal, Revision
from consultation.proposals.operations.importing import (
    RowContent,
    already_there,
    brought_in_with_ids,
    provenance_of,
)
from consultation.proposals.operations.revising import current_of
from consultation.proposals.queries import newest_edits, proposals_with_content, to_answer, visible_proposals
from consultation.proposals.search.filters import Filters
from consultation.uploads.models import UploadEntry
from consultation.uploads.operations import NewEntry
from exports.fill_in.filled_template import words_of
from exports.fill_in.input_columns import InputColumn, input_column, proposal_input_columns
from exports.fill_in.template import ROWS_OF
from exports.report.columns.speakers import STATUS
from exports.report.sheets.proposals import REFERENCE
from exports.report.wording.words import STATUSES, Labels
from exports.round_trip.apply_proposals import apply_proposals, proposals_changed_since, undo_proposals
from exports.round_trip.cells import as_json, cells_of, cells_of_speaker, from_json
from exports.round_trip.editable_list import (
    NO,
    NOT_YOURS,
    OF_THE_SECRETARIAT,
    YES,
    Acceptance,
    CurrentRow,
    ListContext,
    RowReading,
    cells_that_fit,
    columns_of_every_list,
    why_closed,
)
from exports.round_trip.rows import Fate, RowEffect
from indicators.fields import Shape
from indicators.marking import N_
from indicators.text import apart

SEEN_BY_OFFICERS: Final = (Status.HELD, Status.PUBLISHED, Status.REFUSED, Status.HIDDEN)
OWN: Final = (Status.HELD, Status.PUBLISHED)
_IN_ONE_LINE: Final = {"external_id", "proposer", "organisation", "name"}
ALREADY_THERE: Final = N_("This is there already.")
ID_NEEDED: Final = N_("By this id it is known when its source is brought in again: change it, but do not empty it.")
SAME_ID: Final = N_(
    "Row %(row)d has the id %(id)s too and says something else. Give each row an id of its own, or bring in the table "
    "without its ids."
)
SAME_ID_HERE: Final = N_(
    "%(reference)s has this id and says something else. It stays as it is: change it there, or give the row another id."
)
ID_TAKEN: Final = N_("Another proposal has this id in the source.")
WAITS: Final = N_("An edit of yours waits to be looked at. Change that one, on the site.")
NOT_SHOWN: Final = N_("It is not public, so it cannot be changed here.")
ONLY_SECRETARIAT: Final = N_("Only the secretariat writes this. Empty the cell.")


@dataclass(frozen=True)
class ProposalList:
    """See EditableList. Officers change what was brought in, authors what is theirs, and nobody anything else."""

    context: ListContext

    @property
    def name(self) -> ListName:
        return ListName.PROPOSALS

    @property
    def title(self) -> str:
        return ROWS_OF[self.context.consultation.kind]

    @cached_property
    def columns(self) -> tuple[InputColumn, ...]:
        labels = self.context.labels
        content = proposal_input_columns(
            self.context.consultation.schema,
            self.context.framework,
            labels,
            of_officers=self.context.uploader.is_officer,
        )
        return (
            input_column(REFERENCE, labels, is_locked=True),
            *columns_of_every_list(labels),
            input_column(STATUS, labels, is_locked=True),
            *(one for one in content if self.context.uploader.is_officer or one.name not in OF_THE_SECRETARIAT),
        )

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        return words_of(self.context.consultation.schema, self.context.tongue)

    # ---- as it is ----

    def rows_of(self, session: Session, filters: Filters) -> Sequence[CurrentRow]:
        listed = proposals_with_content(session, self.context.consultation.id, self._is_listed(filters))
        return self._as_they_are(session, listed)

    def number_of_rows(self, session: Session, filters: Filters) -> int:
        of_consultation = Proposal.consultation_id == self.context.consultation.id
        counted = select(func.count()).select_from(Proposal).where(of_consultation, self._is_listed(filters))
        return session.scalars(counted).one()

    def _is_listed(self, filters: Filters) -> ColumnElement[bool]:
        uploader, consultation_id = self.context.uploader, self.context.consultation.id
        statuses = SEEN_BY_OFFICERS if uploader.is_officer else (Status.PUBLISHED,)
        found = Proposal.id.in_(visible_proposals(consultation_id, filters, statuses=statuses))
        own = (Proposal.author_id == uploader.participant_id) & Proposal.status.in_(OWN)
        return or_(found, own) if uploader.participant_id and filters.is_any else found

    def find_rows(self, session: Session, references: Sequence[str]) -> Mapping[str, CurrentRow]:
        found: list[Proposal] = []
        for some in in_parts(references):
            conditions = (Proposal.reference.in_(some), self._is_seen())
            found += proposals_with_content(session, self.context.consultation.id, *conditions)
        return {one.reference: one for one in self._as_they_are(session, found)}

    def _is_seen(self) -> ColumnElement[bool]:
        uploader = self.context.uploader
        seen = Proposal.status.in_(SEEN_BY_OFFICERS) if uploader.is_officer else Proposal.status == Status.PUBLISHED
        return seen | ((Proposal.author_id == uploader.participant_id) & Proposal.status.in_(OWN))

    def _as_they_are(self, session: Session, proposals: Sequence[Proposal]) -> list[CurrentRow]:
        edits = newest_edits(session, [one.id for one in proposals if self._is_own(one)])
        return [self._as_it_is(one, self._refusal(one, edits.get(one.id))) for one in proposals]

    def _as_it_is(self, proposal: Proposal, refusal: str) -> CurrentRow:
        said = RowContent(current_of(proposal).content, provenance_of(proposal))
        tongue, reference = self.context.tongue, str(proposal.reference)
        shown = {
            "reference": reference,
            "mine": tongue.say(NO if refusal else YES),
            "status": tongue.say(STATUSES[proposal.stage]),
        }
        names = {one.name for one in self.columns}
        whole = self._cells(said, self.context.labels, is_brought_in=proposal.is_brought_in)
        cells = {name: text for name, text in whole.items() if name in names}
        return CurrentRow(
            item_id=proposal.id,
            reference=reference,
            version=str(proposal.version),
            title=said.content.title,
            cells=cells_that_fit(cells | shown, tongue),
            plain=self._cells(said, self.context.in_english, is_brought_in=proposal.is_brought_in),
            refusal=refusal,
            is_own=self._is_own(proposal),
        )

    def _cells(self, said: RowContent, labels: Labels, *, is_brought_in: bool) -> dict[str, str]:
        return cells_of(said, self.context.consultation.schema, labels, is_brought_in=is_brought_in)

    # ---- who may change what ----

    def _is_own(self, proposal: Proposal) -> bool:
        return proposal.author_id is not None and proposal.author_id == self.context.uploader.participant_id

    @cached_property
    def _closed(self) -> str:
        """Why nothing can be proposed now, "" where it can."""
        return why_closed(self.context, Action.PROPOSE)

    def _refusal(self, proposal: Proposal, edit: Revision | None) -> str:
        if self._is_own(proposal):
            waits = edit is not None and edit.status is Status.HELD
            since = to_answer(proposal, edit).to_answer_since
            return why_closed(self.context, Action.PROPOSE, since=since) or (str(_(WAITS)) if waits else "")
        if not (proposal.is_brought_in and self.context.uploader.is_officer):
            return str(_(NOT_YOURS))
        return "" if proposal.is_public else str(_(NOT_SHOWN))

    # ---- as it is to be ----

    def read_row(self, values: Mapping[str, str], current: CurrentRow | None) -> RowReading:
        is_own = current.is_own if current else not self.context.uploader.is_officer
        form = self._form_of_authors if is_own else self._form_of_officers
        form.process(formdata=MultiDict(self._in_lines(values)))
        problems = self._not_by_participants(values) if is_own and current is None else ()
        if not form.validate() or problems:
            found = [(name or "", str(one)) for name, sentences in form.errors.items() for one in sentences]
            return RowReading({}, {}, (*found, *problems))
        said = RowContent(form.content(), form.provenance(), form.speaker() if current is None else None)
        cells = self._cells(said, self.context.labels, is_brought_in=not is_own)
        cells |= cells_of_speaker(said.speaker, self.context.labels)
        return RowReading(as_json(said), cells_that_fit(cells, self.context.tongue))

    def _in_lines(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return what a row says, what is one line with spaces where a cell has line ends."""
        columns = self.context.consultation.schema.columns
        lines = {one.name for one in columns if one.shape is Shape.LINE} | _IN_ONE_LINE
        return {name: " ".join(text.splitlines()) if name in lines else text for name, text in values.items()}

    @cached_property
    def _form_of_officers(self) -> Any:
        """The form that rows of what was brought in go through, one after the other."""
        return row_form(self.context.consultation.schema)(formdata=None, framework=self.context.framework)

    @cached_property
    def _form_of_authors(self) -> Any:
        form = row_form(self.context.consultation.schema, is_brought_in=False)
        return form(formdata=None, framework=self.context.framework)

    def checked_together(self, session: Session, rows: Sequence[RowEffect]) -> list[RowEffect]:
        asked = [row for row in rows if row.fate is Fate.NEW or any(cell.name == "external_id" for cell in row.cells)]
        said = {row.number: from_json(row.said) for row in asked if row.said}
        known = self._known(session, said.values())
        found = []
        for row in rows:
            one = said.get(row.number)
            if one and row.reference and not one.provenance.external_id:
                found.append(_with_wrong_id(row, ID_NEEDED))
                continue
            found.append(_as_known(row, one, known[one.known_by]) if one and one.known_by in known else row)
            if one:
                known.setdefault(one.known_by, _Known(one.text_hash, row=row.number))
        return found

    def _known(self, session: Session, said: Collection[RowContent]) -> dict[str, _Known]:
        """Return by what rows are recognised that are there: brought in, or what an author has sent already."""
        consultation_id, uploader = self.context.consultation.id, self.context.uploader
        if not (uploader.is_officer or not said):
            own = (Proposal.author_id == uploader.participant_id, Proposal.status.in_(OWN))
            sent = proposals_with_content(session, consultation_id, *own)
            contents = (RowContent(current_of(one).content, Provenance()) for one in sent)
            return {one.known_by: _Known(one.text_hash) for one in contents}
        there = already_there(session, consultation_id, said)
        ids = there & {one.provenance.external_id for one in said}
        with_ids = brought_in_with_ids(session, consultation_id, ids)
        return {key: _Known(key) for key in there - ids} | {
            key: _Known(text_hash, reference=reference) for key, (reference, text_hash) in with_ids.items()
        }

    # ---- making it so ----

    def apply(self, session: Session, acceptance: Acceptance, rows: Sequence[RowEffect]) -> list[NewEntry]:
        return apply_proposals(session, acceptance, rows)

    def changed_since(self, session: Session, entries: Sequence[UploadEntry], *, hold: bool) -> list[str]:
        return proposals_changed_since(session, self.context, entries, hold=hold)

    def undo(self, session: Session, entries: Sequence[UploadEntry]) -> None:
        undo_proposals(session, self.context, entries)

    def _not_by_participants(self, values: Mapping[str, str]) -> Sequence[tuple[str, str]]:
        """Return what is wrong with a new row of theirs apart from its content."""
        found = [(name, str(_(ONLY_SECRETARIAT))) for name in OF_THE_SECRETARIAT if values.get(name, "").strip()]
        return [*found, *([("", self._closed)] if self._closed else [])]


class _Known(NamedTuple):
    """What is there already with an id in the source, or a content: the hash of its text, and where it is.

    That is in a `row` above, or as a proposal with a `reference`.
    """

    text_hash: str
    row: int = 0
    reference: str = ""


def _as_known(row: RowEffect, said: RowContent, known: _Known) -> RowEffect:
    """Return a row whose id in the source, or else whose content, is there already; it is told what is lost of it."""
    if row.fate is not Fate.NEW:
        return _with_wrong_id(row, ID_TAKEN)
    if known.text_hash == said.text_hash:
        return RowEffect(row.row, Fate.UNTOUCHED, reason=str(_(ALREADY_THERE)))
    if known.row:
        sentence = _(SAME_ID, row=known.row, id=apart(said.provenance.external_id))
        return replace(row, fate=Fate.FAULTY, cells=(), problems=[("external_id", sentence)])
    return RowEffect(row.row, Fate.IGNORED, row.title, reason=_(SAME_ID_HERE, reference=known.reference))


def _with_wrong_id(row: RowEffect, sentence: str) -> RowEffect:
    return replace(row, fate=Fate.FAULTY, cells=(), problems=[("external_id", str(_(sentence)))])
