"""The list of comments and positions, to be edited offline."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from consultation.database import in_parts
from consultation.discussion.forms import CommentRowForm
from consultation.discussion.models import POSITIONS, Comment, is_shown
from consultation.discussion.operations.commenting import require_editable
from consultation.discussion.queries import answered, comments_with_proposals
from consultation.erasure.contributions import ListName
from consultation.errors import Refusal
from consultation.people.models import Status
from consultation.process.models import Action
from consultation.proposals.queries import visible_proposals
from consultation.proposals.search.filters import Filters
from consultation.uploads.models import UploadEntry
from consultation.uploads.operations import NewEntry
from exports.fill_in.questions import Asked, asked, languages_asked
from exports.report.sheets.comments import comment_columns
from exports.report.wording.words import LANGUAGE_NAMES, STANCES, STATUSES, WHOLE
from exports.round_trip.comment_writing import built_on_comments, places_of, undo_comments, write_comments
from exports.round_trip.editable_list import (
    NO,
    NOT_YOURS,
    YES,
    Asking,
    Current,
    RowReading,
    Writing,
    beside,
    fitting,
    folded_words,
    why_closed,
)
from exports.round_trip.rows import Fate, RowOut
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

    asking: Asking

    @property
    def name(self) -> ListName:
        return ListName.COMMENTS

    @property
    def title(self) -> str:
        return N_("Comments")

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        labels, schema = self.asking.labels, self.asking.consultation.schema
        columns = {column.name: column for column in comment_columns(schema, labels)}
        sections = (WHOLE, *(section.label for section in schema.sections))
        reference, status, title = (asked(columns[name], labels, is_locked=True) for name in LOCKED)
        return (
            reference,
            *beside(labels),
            status,
            asked(columns["proposal_reference"], labels, is_required=True),
            title,
            asked(columns["parent_reference"], labels),
            asked(columns["stance"], labels, choices=tuple(STANCES.values()), is_required=True),
            asked(columns["section"], labels, choices=sections),
            asked(columns["text"], labels, limit=TEXT_LIMIT),
            asked(columns["suggested_wording"], labels, limit=TEXT_LIMIT),
            languages_asked(columns["language"], labels),
        )

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        sections = [section.label for section in self.asking.consultation.schema.sections]
        said = {"language": LANGUAGE_NAMES.values(), "stance": STANCES.values(), "section": sections}
        return folded_words(said, self.asking.tongue)

    # ---- as it is ----

    def listed(self, session: Session, filters: Filters) -> Sequence[Current]:
        of_those = visible_proposals(self.asking.consultation.id, filters, statuses=(Status.PUBLISHED,))
        return self._as_they_are(session, [Comment.proposal_id.in_(of_those), self._is_seen()])

    def called(self, session: Session, references: Sequence[str]) -> Mapping[str, Current]:
        found: dict[str, Current] = {}
        for some in in_parts(references):
            rows = self._as_they_are(session, [Comment.reference.in_(some), self._is_seen()])
            found |= {row.reference: row for row in rows}
        return found

    def _is_seen(self) -> ColumnElement[bool]:
        own = (Comment.author_id == self.asking.uploader.participant_id) & Comment.status.in_(OWN)
        return or_((Comment.status == Status.PUBLISHED) & is_shown(), own)

    def _as_they_are(self, session: Session, conditions: Sequence[ColumnElement[bool]]) -> list[Current]:
        comments = comments_with_proposals(session, self.asking.consultation, *conditions)
        has_replies = answered(session, [one.id for one in comments if self._is_own(one)])
        return [self._as_it_is(one, self._refusal(one, is_answered=one.id in has_replies)) for one in comments]

    def _as_it_is(self, comment: Comment, refusal: str) -> Current:
        say, revision = self.asking.tongue.say, comment.proposal.current_revision
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
        return Current(
            item_id=comment.id,
            reference=comment.reference,
            version=str(comment.version),
            title=shown["proposal_reference"],  # whose title may be taken back
            cells=fitting(shown | self._cells(said), self.asking.tongue),
            plain=shown | said,
            refusal=refusal,
            is_own=self._is_own(comment),
        )

    def _cells(self, said: Mapping[str, str]) -> dict[str, str]:
        """Return what the words of a comment look like in the list."""
        say, schema = self.asking.tongue.say, self.asking.consultation.schema
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
        return comment.author_id is not None and comment.author_id == self.asking.uploader.participant_id

    @cached_property
    def _closed(self) -> str:
        """Why nothing can be said now, "" where it can."""
        return why_closed(self.asking, Action.COMMENT)

    def _refusal(self, comment: Comment, *, is_answered: bool) -> str:
        if not self._is_own(comment):
            return str(_(NOT_YOURS))
        try:
            require_editable(comment, is_answered=is_answered, now=self.asking.now)
        except Refusal as refusal:
            return str(_(refusal.sentence))
        return ""

    # ---- as it is to be ----

    def read(self, values: Mapping[str, str], current: Current | None) -> RowReading:
        said = {name: text for name, text in values.items() if text}
        if said.get("section") == WHOLE:
            del said["section"]
        form = CommentRowForm(formdata=MultiDict(said), schema=self.asking.consultation.schema)
        is_valid = form.validate()
        found = [(name or "", str(one)) for name, sentences in form.errors.items() for one in sentences]
        found += self._moved(values, current) if current else self._new(values)
        if not is_valid or found:
            return RowReading({}, {}, found)
        kept = {name: str(getattr(form, name).data or "") for name in (*_WORDS, *_PLACE)}
        if current is not None and (current.plain["stance"] in POSITIONS) != (kept["stance"] in POSITIONS):
            return RowReading({}, {}, [("stance", str(_(POSITION_STAYS)))])
        place = {name: kept[name] for name in _PLACE} if current is None else {}
        return RowReading(kept, fitting(place | self._cells(kept), self.asking.tongue))

    def _moved(self, values: Mapping[str, str], current: Current) -> list[tuple[str, str]]:
        return [(name, str(_(STAYS_WHERE_IT_IS))) for name in _PLACE if values.get(name, "") != current.plain[name]]

    def _new(self, values: Mapping[str, str]) -> list[tuple[str, str]]:
        """Return what is wrong with a new comment apart from its words."""
        if self.asking.uploader.participant_id is None:
            return [("", str(_(SIGN_IN)))]
        return [("", self._closed)] if self._closed else []

    def settled(self, session: Session, rows: Sequence[RowOut]) -> list[RowOut]:
        new = [row for row in rows if row.fate is Fate.NEW]
        places = places_of(session, self.asking.consultation, [row.said for row in new])
        sent = {_said_where(one.plain) for one in self._own(session)} if new else set()
        found = []
        for row in rows:
            found.append(self._settled(row, places, sent) if row.fate is Fate.NEW else row)
            sent |= {_said_where(row.said)} if row.fate is Fate.NEW else set()
        return found

    def _own(self, session: Session) -> Sequence[Current]:
        own = (Comment.author_id == self.asking.uploader.participant_id, Comment.status.in_(OWN))
        return self._as_they_are(session, own)

    @staticmethod
    def _settled(row: RowOut, places: Mapping[str, int], sent: Collection[tuple[str, ...]]) -> RowOut:
        """Return a new row as it can be taken: not twice, and not where there is no such proposal or comment on it."""
        proposal, parent = (row.said[name] for name in _PLACE)
        if proposal not in places:
            return RowOut(row.row, Fate.FAULTY, problems=[("proposal_reference", str(_(NO_PROPOSAL)))])
        if parent and places.get(parent) != places[proposal]:
            return RowOut(row.row, Fate.FAULTY, problems=[("parent_reference", str(_(NO_COMMENT)))])
        if _said_where(row.said) in sent:
            return RowOut(row.row, Fate.UNTOUCHED, reason=str(_(ALREADY_SENT)))
        return row

    # ---- making it so ----

    def write(self, session: Session, writing: Writing, rows: Sequence[RowOut]) -> list[NewEntry]:
        return write_comments(session, writing, rows)

    def built_on(self, session: Session, entries: Sequence[UploadEntry], *, hold: bool) -> list[str]:
        return built_on_comments(session, self.asking, entries, hold=hold)

    def undo(self, session: Session, entries: Sequence[UploadEntry]) -> None:
        undo_comments(session, self.asking, entries)


_WORDS: Final = ("stance", "section", "text", "suggested_wording", "language")
_PLACE: Final = ("proposal_reference", "parent_reference")
SIGN_IN: Final = N_("Comments have an author, so they are added by somebody who is signed in, on the site.")


def _said_where(said: Mapping[str, str]) -> tuple[str, ...]:
    """Return what tells one comment of somebody from another."""
    return tuple(said[name] for name in (*_PLACE, *_WORDS))
