"""The editable list of the secretariat's summaries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from consultation.erasure.contributions import Cause, Contributions
from consultation.erasure.operations import erase
from consultation.lists import ListName
from consultation.people.models import Status
from consultation.people.queries import get_participant
from consultation.proposals.models import Proposal
from consultation.proposals.operations.revising import current_of
from consultation.proposals.queries import proposals_with_content, visible_proposals
from consultation.proposals.search.filters import Filters
from consultation.synthesis.forms import SummaryRowForm
from consultation.synthesis.models import Summary
from consultation.synthesis.operations import delete_wording, write_summary
from consultation.synthesis.queries import SummarySubject, current_wordings
from consultation.uploads.models import Made, UploadEntry
from consultation.uploads.operations import NewEntry
from exports.fill_in.input_columns import InputColumn, input_column, language_column
from exports.report.sheets.synthesis import SYNTHESIS
from exports.report.wording.words import FOR_EVERYBODY, FOR_THE_SECRETARIAT, LANGUAGE_NAMES, OBJECTIVE, PROPOSAL, THEME
from exports.round_trip.editable_list import (
    Acceptance,
    CurrentRow,
    ListContext,
    RowReading,
    cells_that_fit,
    folded_words,
)
from exports.round_trip.rows import RowEffect
from indicators import schemes
from indicators.fields import TEXT_LIMIT, Kind
from indicators.marking import N_

SUMMARISED: Final = (Status.HELD, Status.PUBLISHED, Status.REFUSED, Status.HIDDEN)
NO_NEW_ROWS: Final = N_("A summary is one of a row that is there: fill in its cells, and empty this row.")
ONLY_OFFICERS: Final = N_("Summaries are written by the secretariat.")
READERS: Final = {True: FOR_EVERYBODY, False: FOR_THE_SECRETARIAT}
SCHEMES: Final = {Kind.INDICATOR: schemes.OBJECTIVE, Kind.RECOMMENDATION: schemes.THEME}
_COLUMNS: Final = {column.name: column for column in SYNTHESIS}


@dataclass(frozen=True)
class SummaryList:
    """See EditableList. Every objective or theme and every proposal has a row, whether it has a summary yet or not."""

    context: ListContext

    @property
    def name(self) -> ListName:
        return ListName.SUMMARIES

    @property
    def title(self) -> str:
        return N_("Summaries")

    @cached_property
    def columns(self) -> tuple[InputColumn, ...]:
        labels = self.context.labels
        read_only = tuple(input_column(_COLUMNS[name], labels, is_locked=True) for name in ("reference", "of", "title"))
        return (
            *read_only,
            input_column(_COLUMNS["text"], labels, limit=TEXT_LIMIT),
            language_column(_COLUMNS["language"], labels),
            input_column(_COLUMNS["readers"], labels, choices=tuple(READERS.values())),
        )

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        said = {"language": LANGUAGE_NAMES.values(), "readers": READERS.values()}
        return folded_words(said, self.context.tongue)

    # ---- as it is ----

    def rows_of(self, session: Session, filters: Filters) -> Sequence[CurrentRow]:
        consultation_id = self.context.consultation.id
        if not self.context.uploader.is_officer:
            return []
        found = self._is_listed(filters)
        proposals = proposals_with_content(session, consultation_id, found)
        wordings = current_wordings(session, consultation_id)
        return [*self._of_subjects(wordings), *self._of_proposals(proposals, wordings)]

    def number_of_rows(self, session: Session, filters: Filters) -> int:
        if not self.context.uploader.is_officer:
            return 0
        subjects = self.context.framework.entries(SCHEMES[self.context.consultation.kind])
        counted = select(func.count()).select_from(Proposal).where(self._is_listed(filters))
        return len(subjects) + session.scalars(counted).one()

    def _is_listed(self, filters: Filters) -> ColumnElement[bool]:
        return Proposal.id.in_(visible_proposals(self.context.consultation.id, filters, statuses=SUMMARISED))

    def find_rows(self, session: Session, references: Sequence[str]) -> Mapping[str, CurrentRow]:
        wanted = set(references)
        return {one.reference: one for one in self.rows_of(session, Filters()) if one.reference in wanted}

    def _of_subjects(self, wordings: Mapping[SummarySubject, Summary]) -> Iterator[CurrentRow]:
        context, scheme = self.context, SCHEMES[self.context.consultation.kind]
        what = OBJECTIVE if scheme == schemes.OBJECTIVE else THEME
        for entry in context.framework.entries(scheme):
            about = SummarySubject(context.consultation.id, scheme=scheme, code=entry.code)
            yield self._as_it_is(entry.code, what, entry.label(context.tongue.code).text, wordings.get(about), 0)

    def _of_proposals(
        self, proposals: Sequence[Proposal], wordings: Mapping[SummarySubject, Summary]
    ) -> Iterator[CurrentRow]:
        for proposal in proposals:
            wording = wordings.get(SummarySubject(proposal.consultation_id, proposal.id))
            title = current_of(proposal).title
            yield self._as_it_is(str(proposal.reference), PROPOSAL, title, wording, proposal.id)

    def _as_it_is(self, reference: str, what: str, title: str, wording: Summary | None, item_id: int) -> CurrentRow:
        say = self.context.tongue.say
        has_text = wording is not None and bool(wording.text)
        said = {"text": "", "language": "", "readers": ""}
        if wording is not None and has_text:
            readers = READERS[wording.is_public]
            said = {"text": wording.text, "language": LANGUAGE_NAMES[wording.language], "readers": readers}
        shown = {"reference": reference, "of": say(what), "title": title}
        cells = said | {name: say(said[name]) for name in ("language", "readers")}
        version = str(wording.number if wording else 0)
        return CurrentRow(item_id, reference, version, title, cells_that_fit(cells | shown, self.context.tongue), said)

    # ---- as it is to be ----

    def read_row(self, values: Mapping[str, str], current: CurrentRow | None) -> RowReading:
        if current is None:
            return RowReading({}, {}, [("", str(_(NO_NEW_ROWS)))])
        if not self.context.uploader.is_officer:
            return RowReading({}, {}, [("", str(_(ONLY_OFFICERS)))])
        form = SummaryRowForm(formdata=MultiDict({name: text for name, text in values.items() if text}))
        if not form.validate():
            return RowReading({}, {}, [(name or "", str(one)) for name, found in form.errors.items() for one in found])
        said = {
            "reference": current.reference,
            "text": form.text.data,
            "language": form.language.data,
            "is_public": form.readers.data == "everybody",
        }
        return RowReading(said, cells_that_fit(self._cells(said), self.context.tongue))

    def _cells(self, said: Mapping[str, Any]) -> dict[str, str]:
        if not said["text"]:
            return {"text": "", "language": "", "readers": ""}
        say = self.context.tongue.say
        language, readers = say(LANGUAGE_NAMES[said["language"]]), say(READERS[said["is_public"]])
        return {"text": said["text"], "language": language, "readers": readers}

    def checked_together(self, session: Session, rows: Sequence[RowEffect]) -> list[RowEffect]:
        return list(rows)

    # ---- making it so ----

    def apply(self, session: Session, acceptance: Acceptance, rows: Sequence[RowEffect]) -> list[NewEntry]:
        officer_id = self.context.uploader.participant_id
        officer = get_participant(session, officer_id) if officer_id else None
        entries = []
        for row in rows:
            said = {name: row.said[name] for name in ("text", "language", "is_public")}
            version, about = int(row.version), self._about(row)
            made = write_summary(session, about, **said, officer=officer, version=version, now=self.context.now)
            if made is not None:
                entries.append(NewEntry(row.number, Made.CHANGED, self.name, made.id, str(made.number), {}))
        return entries

    def _about(self, row: RowEffect) -> SummarySubject:
        consultation = self.context.consultation
        if row.item_id:
            return SummarySubject(consultation.id, proposal_id=row.item_id)
        return SummarySubject(consultation.id, scheme=SCHEMES[consultation.kind], code=row.reference)

    def changed_since(self, session: Session, entries: Sequence[UploadEntry], *, hold: bool) -> list[str]:
        wordings = [session.get(Summary, entry.summary_id) for entry in entries]
        return [self._reference(session, one) for one in wordings if one is not None and one.replaced_at is not None]

    def undo(self, session: Session, entries: Sequence[UploadEntry]) -> None:
        undone: dict[int, str] = {}
        for entry in entries:
            wording = session.get(Summary, entry.summary_id)
            if wording is not None:
                undone[wording.id] = self._reference(session, wording)
                delete_wording(session, wording)
        about = Contributions(self.context.consultation.id, self.name, undone)
        erase(session, about, because=Cause.RESTORED, now=self.context.now)

    @staticmethod
    def _reference(session: Session, wording: Summary) -> str:
        if wording.proposal_id is None:
            return wording.code
        return str(session.get_one(Proposal, wording.proposal_id).reference)
