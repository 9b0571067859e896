"""The editable list of comments and positions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from consultation.database import in_parts
from consultation.discussion.forms import CommentRowForm
from consultation.discussion.models import POSITIONS, Comment, is_shown
from consultation.discussion.operations.commenting import require_editable
from consultation.discussion.queries import answered, comments_with_proposals
from consultation.errors import Refusal
from consultation.lists import ListName
from consultation.people.models import Status
from consultation.process.models import Action
from consultation.proposals.queries import visible_proposals
from consultation.proposals.search.filters import Filters
from consultation.uploads.models import UploadEntry
from consultation.uploads.operations import NewEntry
from exports.fill_in.input_columns import InputColumn, input_column, language_column
from exports.report.sheets.comments import comment_columns
from exports.report.wording.words import LANGUAGE_NAMES, STANCES, STATUSES, WHOLE
from exports.round_trip.apply_comments import apply_comments, comments_changed_since, proposal_ids_named, undo_comments
from exports.round_trip.editable_list import (
    NO,
    NOT_YOURS,
    YES,
    Acceptance,
    CurrentRow,
    ListContext,
    RowReading,
    cells_that_fit,
    columns_of_every_list,
    folded_words,
    why_closed,
)
from exports.round_trip.rows import Fate, RowEffect
from indicators.fields import TEXT_LIMIT
from indicators.marking import N_

OWN: Final = (Status.HELD, Status.PUBLISHED)
ALREADY_SENT: Final = N_("You have said this already.")
STAYS_WHERE_IT_IS: Final = N_("A comment stays where it was made. Put back what stood there.")
POSITION_STAYS: Final = N_("A position cannot become a question or information, nor these a position: add a row.")
NO_PROPOSAL: Final = N_("There is no such proposal in this consultation, or it is not public. Check the reference.")
NO_COMMENT: Final = N_("There is no such comment on this proposal, or it is not public. Check the reference.")
LOCKED: Final = ("reference", "status", "proposal_title")


@dataclass(frozen=True)
class CommentList:
    """See EditableList. Everybody changes what is theirs and adds comments of their own."""

    context: ListContext

    @property
    def name(self) -> ListName:
        return ListName.COMMENTS

    @property
    def title(self) -> str:
        return N_("Comments")

    @cached_property
    def columns(self) -> tuple[InputColumn, ...]:
        labels, schema = self.context.labels, self.context.consultation.schema
        columns = {column.name: column for column in comment_columns(schema, labels)}
        sections = (WHOLE, *(section.label for section in schema.sections))
        reference, status, title = (input_column(columns[name], labels, is_locked=True) for name in LOCKED)
        return (
            reference,
            *columns_of_every_list(labels),
            status,
            input_column(columns["proposal_reference"], labels, is_required=True),
            title,
            input_column(columns["parent_reference"], labels),
            input_column(columns["stance"], labels, choices=tuple(STANCES.values()), is_required=True),
            input_column(columns["section"], labels, choices=sections),
            input_column(columns["text"], labels, limit=TEXT_LIMIT),
            input_column(columns["suggested_wording"], labels, limit=TEXT_LIMIT),
            language_column(columns["language"], labels),
        )

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        sections = [section.label for section in self.context.consultation.schema.sections]
        said = {"language": LANGUAGE_NAMES.values(), "stance": STANCES.values(), "section": sections}
        return folded_words(said, self.context.tongue)

    # ---- as it is ----

    def rows_of(self, session: Session, filters: Filters) -> Sequence[CurrentRow]:
        return self._as_they_are(session, self._are_listed(filters))

    def number_of_rows(self, session: Session, filters: Filters) -> int:
        counted = select(func.count()).select_from(Comment).where(*self._are_listed(filters))
        return session.scalars(counted).one()

    def _are_listed(self, filters: Filters) -> Sequence[ColumnElement[bool]]:
        of_those = visible_proposals(self.context.consultation.id, filters, statuses=(Status.PUBLISHED,))
        return Comment.proposal_id.in_(of_those), self._is_seen()

    def find_rows(self, session: Session, references: Sequence[str]) -> Mapping[str, CurrentRow]:
        found: dict[str, CurrentRow] = {}
        for some in in_parts(references):
            rows = self._as_they_are(session, [Comment.reference.in_(some), self._is_seen()])
            found |= {row.reference: row for row in rows}
        return found

    def _is_seen(self) -> ColumnElement[bool]:
        own = (Comment.author_id == self.context.uploader.participant_id) & Comment.status.in_(OWN)
        return or_((Comment.status == Status.PUBLISHED) & is_shown(), own)

    def _as_they_are(self, session: Session, conditions: Sequence[ColumnElement[bool]]) -> list[CurrentRow]:
        comments = comments_with_proposals(session, self.context.consultation, *conditions)
        has_replies = answered(session, [one.id for one in comments if self._is_own(one)])
        return [self._as_it_is(one, self._refusal(one, is_answered=one.id in has_replies)) for one in comments]

    def _as_it_is(self, comment: Comment, refusal: str) -> CurrentRow:
        say, revision = self.context.tongue.say, comment.proposal.current_revision
        shown = {
            "reference": comment.reference,
            "mine": say(NO if refusal else YES),
            "status": say(STATUSES[comment.stage]),
            "proposal_reference": str(comment.proposal.reference),
            "proposal_title": revision.title if revision and comment.proposal.is_public else "",
            "parent_reference": comment.parent.reference if comment.parent and comment.parent.is_public else "",
        }
        said = {name: str(getattr(comment, name)) for name in _WORDS}
        said |= {} if self._is_own(comment) else {"stance": str(comment.stance_shown)}
        return CurrentRow(
            item_id=comment.id,
            reference=comment.reference,
            version=str(comment.version),
            title=shown["proposal_reference"],  # whose title may be taken back
            cells=cells_that_fit(shown | self._cells(said), self.context.tongue),
            plain=shown | said,
            refusal=refusal,
            is_own=self._is_own(comment),
        )

    def _cells(self, said: Mapping[str, str]) -> dict[str, str]:
        """Return what the words of a comment look like in the list."""
        say, schema = self.context.tongue.say, self.context.consultation.schema
        sections = {section.name: section.label for section in schema.sections}
        return {
            "stance": say(STANCES[said["stance"]]),
            "section": say(sections.get(said["section"], WHOLE)),
            "text": said["text"],
            "suggested_wording": said["suggested_wording"],
            "language": say(LANGUAGE_NAMES[said["language"]]),
        }

    # ---- who may change what ----

    def _is_own(self, comment: Comment) -> bool:
        return comment.author_id is not None and comment.author_id == self.context.uploader.participant_id

    @cached_property
    def _closed(self) -> str:
        """Why nothing can be said now, "" where it can."""
        return why_closed(self.context, Action.COMMENT)

    def _refusal(self, comment: Comment, *, is_answered: bool) -> str:
        if not self._is_own(comment):
            return str(_(NOT_YOURS))
        try:
            require_editable(comment, is_answered=is_answered, now=self.context.now)
        except Refusal as refusal:
            return str(_(refusal.sentence))
        return ""

    # ---- as it is to be ----

    def read_row(self, values: Mapping[str, str], current: CurrentRow | None) -> RowReading:
        said = {name: text for name, text in values.items() if text}
        if said.get("section") == WHOLE:
            del said["section"]
        form = CommentRowForm(formdata=MultiDict(said), schema=self.context.consultation.schema)
        is_valid = form.validate()
        found = [(name or "", str(one)) for name, sentences in form.errors.items() for one in sentences]
        found += self._moved(values, current) if current else self._new(values)
        if not is_valid or found:
            return RowReading({}, {}, found)
        kept = {name: str(getattr(form, name).data or "") for name in (*_WORDS, *_PLACE)}
        if current is not None and (current.plain["stance"] in POSITIONS) != (kept["stance"] in POSITIONS):
            return RowReading({}, {}, [("stance", str(_(POSITION_STAYS)))])
        place = {name: kept[name] for name in _PLACE} if current is None else {}
        return RowReading(kept, cells_that_fit(place | self._cells(kept), self.context.tongue))

    def _moved(self, values: Mapping[str, str], current: CurrentRow) -> list[tuple[str, str]]:
        return [(name, str(_(STAYS_WHERE_IT_IS))) for name in _PLACE if values.get(name, "") != current.plain[name]]

    def _new(self, values: Mapping[str, str]) -> list[tuple[str, str]]:
        """Return what is wrong with a new comment apart from its words."""
        if self.context.uploader.participant_id is None:
            return [("", str(_(SIGN_IN)))]
        return [("", self._closed)] if self._closed else []

    def checked_together(self, session: Session, rows: Sequence[RowEffect]) -> list[RowEffect]:
        new = [row for row in rows if row.fate is Fate.NEW]
        places = proposal_ids_named(session, self.context.consultation, [row.said for row in new])
        sent = {_said_where(one.plain) for one in self._own(session)} if new else set()
        found = []
        for row in rows:
            found.append(self._settled(row, places, sent) if row.fate is Fate.NEW else row)
            sent |= {_said_where(row.said)} if row.fate is Fate.NEW else set()
        return found

    def _own(self, session: Session) -> Sequence[CurrentRow]:
        own = (Comment.author_id == self.context.uploader.participant_id, Comment.status.in_(OWN))
        return self._as_they_are(session, own)

    @staticmethod
    def _settled(row: RowEffect, places: Mapping[str, int], sent: Collection[tuple[str, ...]]) -> RowEffect:
        """Return a new row as it can be taken: not twice, and not where there is no such proposal or comment on it."""
        proposal, parent = (row.said[name] for name in _PLACE)
        if proposal not in places:
            return RowEffect(row.row, Fate.FAULTY, problems=[("proposal_reference", str(_(NO_PROPOSAL)))])
        if parent and places.get(parent) != places[proposal]:
            return RowEffect(row.row, Fate.FAULTY, problems=[("parent_reference", str(_(NO_COMMENT)))])
        if _said_where(row.said) in sent:
            return RowEffect(row.row, Fate.UNTOUCHED, reason=str(_(ALREADY_SENT)))
        return row

    # ---- making it so ----

    def apply(self, session: Session, acceptance: Acceptance, rows: Sequence[RowEffect]) -> list[NewEntry]:
        return apply_comments(session, acceptance, rows)

    def changed_since(self, session: Session, entries: Sequence[UploadEntry], *, hold: bool) -> list[str]:
        return comments_changed_since(session, self.context, entries, hold=hold)

    def undo(self, session: Session, entries: Sequence[UploadEntry]) -> None:
        undo_comments(session, self.context, entries)


_WORDS: Final = ("stance", "section", "text", "suggested_wording", "language")
_PLACE: Final = ("proposal_reference", "parent_reference")
SIGN_IN: Final = N_("Comments have an author, so they are added by somebody who is signed in, on the site.")


def _said_where(said: Mapping[str, str]) -> tuple[str, ...]:
    """Return what tells one comment of somebody from another."""
    return tuple(said[name] for name in (*_PLACE, *_WORDS))
